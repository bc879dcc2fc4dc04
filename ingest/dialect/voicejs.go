package dialect

import (
	"fmt"
	"strings"

	"lapse/analyze/incident"
)

// readVoiceJS reads the console lines of the Voice JS SDK 2.x: "[TwilioVoice][Device] #registered". Debug level shows the
// frames of the signalling socket with the whole token; the default level shows errors only.
func readVoiceJS(r *Reader, x *record) answer {
	tag, text, ok := sdkLine(x)
	if !ok {
		return notMine
	}
	t := r.talk(x)
	t.settleBefore(r, x)
	switch tag {
	case "WSTransport":
		return t.transport(r, x, text)
	case "PStream":
		return t.stream(x, text)
	case "Device":
		return t.device(r, x, text)
	case "Call", "Connection":
		return t.call(r, x, text)
	}
	return other
}

// sdkMark begins every line of the SDK.
const sdkMark = "[TwilioVoice]"

// sdkLine splits a line of the SDK into its tag and its text. The mark may stand behind what DevTools puts in front, or in
// the entry's Logger.
func sdkLine(x *record) (tag, text string, ok bool) {
	text = x.said()
	if i := strings.Index(text, sdkMark); i >= 0 && i < 80 {
		text = text[i+len(sdkMark):]
		tag, text, ok = strings.Cut(strings.TrimPrefix(text, "["), "]")
		return tag, strings.TrimLeft(text, " "), ok
	}
	if rest, ok := strings.CutPrefix(x.Logger, "TwilioVoice"); ok {
		return strings.Trim(rest, "/[].:"), text, true
	}
	return "", "", false
}

// transport reads what the SDK says of its WebSocket.
func (t *talk) transport(r *Reader, x *record, text string) answer {
	for _, direction := range []string{"Sending: ", "Received: "} {
		if rest, ok := strings.CutPrefix(text, direction); ok {
			f, ok := parseFrame(rest)
			if !ok {
				return other
			}
			return t.frame(r, x, &f)
		}
	}
	switch {
	case strings.HasPrefix(text, "Received websocket close event"), strings.HasPrefix(text, "No messages received in"),
		strings.HasPrefix(text, "WebSocket received error"):
		if t.lost || t.ended {
			return other
		}
		t.lost = true
		t.event(r, x, incident.KindReconnecting, t.token)
		return used
	}
	return other
}

// stream reads PStream's lines; the only one of interest repeats an error.
func (t *talk) stream(x *record, text string) answer {
	if t.refusal != nil && strings.HasPrefix(text, "Unexpected error handled") {
		t.refusal.related(x)
		return used
	}
	return other
}

// device reads the lines of the Device: ".register" is a call by the app, "#registered" an event to it.
func (t *talk) device(r *Reader, x *record, text string) answer {
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case ".constructor":
		t.ended, t.lost = false, false
		return other
	case ".updateToken":
		t.settleUpdate(r, incident.NoToken())
		e := t.complete(r.event(x, incident.KindUpdateToken, clientSide))
		t.update = &e
		return used
	case ".register":
		t.ended = false
		t.event(r, x, incident.KindRegister, incident.NoToken())
		return used
	case "#registering":
		t.ended = false
		t.event(r, x, incident.KindRegistering, incident.NoToken())
		return used
	case "#registered":
		return t.registered(r, x)
	case ".unregister", "#unregistered", ".destroy", "#destroyed":
		return t.unregistered(r, x)
	case "#tokenWillExpire":
		t.event(r, x, incident.KindTokenWillExpire, incident.NoToken())
		return used
	case ".connect":
		return t.callStarted(r, x)
	case "#error":
		return t.sdkError(r, x, rest)
	}
	if rest, ok := strings.CutPrefix(text, "Received error:"); ok {
		return t.told(r, x, failureInText(rest))
	}
	return other
}

// registered takes "#registered", which follows a ready frame where frames are logged: one event, not two.
func (t *talk) registered(r *Reader, x *record) answer {
	if t.readyRow > 0 && x.Line-t.readyRow <= refusalLines && (!x.Time.Known() || !t.readyAt.Known() || x.Time.Reading.Sub(t.readyAt) <= refusalSpan) {
		return used
	}
	t.event(r, x, incident.KindRegistered, t.token)
	return used
}

// unregistered takes the first of the lines that end a session.
func (t *talk) unregistered(r *Reader, x *record) answer {
	if !t.ended {
		t.ended = true
		t.event(r, x, incident.KindUnregistered, incident.NoToken())
	}
	return used
}

// call reads the lines of a Call.
func (t *talk) call(r *Reader, x *record, text string) answer {
	word, rest, _ := strings.Cut(text, " ")
	switch word {
	case ".accept":
		return t.callStarted(r, x)
	case "#disconnect", "#cancel", "#reject":
		if !t.inCall {
			return other
		}
		t.inCall = false
		t.event(r, x, incident.KindCallEnded, incident.NoToken())
		return used
	case "#reconnecting":
		t.event(r, x, incident.KindReconnecting, incident.NoToken())
		return used
	case "#reconnected":
		t.event(r, x, incident.KindReconnected, incident.NoToken())
		return used
	case "#error":
		return t.sdkError(r, x, rest)
	}
	if rest, ok := strings.CutPrefix(text, "Received an error from the gateway:"); ok {
		return t.told(r, x, failureInText(rest))
	}
	if t.refusal != nil && strings.HasPrefix(text, "Received HANGUP") {
		t.refusal.related(x)
		return used
	}
	return other
}

// callStarted takes ".connect" of an outgoing call, whose own ".accept" follows, or ".accept" of an incoming one.
func (t *talk) callStarted(r *Reader, x *record) answer {
	if !t.inCall {
		t.inCall = true
		t.event(r, x, incident.KindCallStarted, incident.NoToken())
	}
	return used
}

// sdkError takes "#error", which has the wire's object as browsers print objects, or the SDK's error.
func (t *talk) sdkError(r *Reader, x *record, text string) answer {
	if strings.HasPrefix(text, "{") {
		f := failure{message: text}
		var wire string
		f.wireCode, wire = objectInText(text)
		f.setWire(f.wireCode, wire)
		return t.echo(r, x, f)
	}
	return t.echo(r, x, failureInText(text))
}

// failureInText reads "ConnectionError: ConnectionError (53000): Raised whenever …", or an object as browsers print it.
func failureInText(text string) failure {
	text = strings.TrimSpace(text)
	f := failure{message: firstLine(text)}
	number, name, rest := errorInText(f.message)
	if number == 0 {
		f.code, rest = objectInText(text)
		f.setWire(f.code, rest)
		return f
	}
	f.code = number
	if name != "" {
		f.message = fmt.Sprintf("%s (%d): %s", name, number, rest) // without what a console puts in front
	}
	f.setWire(number, rest)
	return f
}
