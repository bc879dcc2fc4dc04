package world

import (
	"bytes"
	"fmt"

	"lapse/analyze/incident"
)

// consoleCalls are the SDK's debug lines for what the app calls and what the device says.
var consoleCalls = map[incident.Kind]string{
	incident.KindRegister:        "[Device] .register",
	incident.KindUpdateToken:     "[Device] .updateToken",
	incident.KindUnregistered:    "[Device] .unregister",
	incident.KindTokenWillExpire: "[Device] #tokenWillExpire",
	incident.KindReconnecting:    "[WSTransport] Received websocket close event code: 1006. Reason: ",
}

// Frames of the signalling protocol, version 1.6.
const (
	listenHead = `{"payload":{"browserinfo":{"plugin":"rtc","p":"browser","v":"2.18.5",` +
		`"browser":{"userAgent":"Mozilla/5.0"},"plugin2":"rtc"},"token":"`
	connectedFrame = `{"type":"connected","version":"1.6","payload":{"region":"US_EAST_VIRGINIA",` +
		`"edge":"ashburn","home":"us1","token":{"identity":%q,"ttl":%d}}}`
	errorFrame = `{"type":"error","version":"1.6","payload":{"error":{"code":%d,"message":%q}}}`
)

// renderConsole writes one line of the SDK's console output, with the time that a log shipper put before it.
func (w *World) renderConsole(out *bytes.Buffer, l *line) {
	f := l.fact
	out.WriteString(iso(f.session.clock.read(f.at)))
	out.WriteString(" [TwilioVoice]")
	switch l.form {
	case formConsoleCall:
		out.WriteString(consoleCalls[f.kind])
	case formConsoleSetting:
		out.WriteString("[PStream] Setting token and publishing listen")
	case formConsoleSending:
		out.WriteString("[WSTransport] Sending: " + listenHead + f.token.compact() + `"},"type":"listen","version":"1.6"}`)
	case formConsoleError:
		r := w.report(f.refusal)
		out.WriteString("[Device] Received error:  " + r.name + ": " + r.message())
	case formConsoleAnswer:
		out.WriteString("[WSTransport] Received: " + w.answerFrame(f))
	}
}

// answerFrame is what the signalling server sent.
func (w *World) answerFrame(f *fact) string {
	if f.kind == incident.KindRegistered {
		return fmt.Sprintf(connectedFrame, f.session.identity, f.ttl/incident.Second)
	}
	code, text := w.frame(f.refusal)
	return fmt.Sprintf(errorFrame, code, text)
}

// frame is the wire code and message of a refusal. Where the world's SDK tells nothing but its own text, the wire does neither.
func (w *World) frame(r *refusal) (code int, text string) {
	switch {
	case r.why == raced:
		return 31204, "JWT is invalid"
	case w.Config.Logs.Codes == Precise:
		return 31202, textSignature
	case r.check:
		return 31205, "Cannot register. Token is expired"
	}
	return 31202, r.why.words()
}
