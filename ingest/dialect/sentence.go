package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// readSentence reads what an app prints in words: "Twilio.Device Error: AccessTokenExpired (20104): …" repeats an error of
// the SDK, "[app] token refresh failed" is a life-cycle event. Such a line belongs to the session of its source.
func readSentence(r *Reader, x *record) answer {
	text := x.said()
	if text == "" || x.named() {
		return notMine
	}
	if f := spokenFailure(text); f.kind() != incident.KindNone {
		t := r.talk(x)
		t.settleBefore(r, x)
		return t.echo(r, x, f)
	}
	kind := sentenceKind(text)
	if kind == incident.KindNone || kind.Server() {
		return notMine
	}
	t := r.talk(x)
	t.settleBefore(r, x)
	e := r.event(x, kind, clientSide)
	if kind == incident.KindFetchFailed {
		e.Message, e.Status = r.message(text), statusInText(text)
	}
	t.tell(r, e)
	return used
}

// spokenFailure reads an error out of a sentence: "Twilio.Device Error: ConnectionError (53000): …", or the legacy SDK's
// bare "Twilio.Device Error: JWT Token Expired".
func spokenFailure(text string) failure {
	text = firstLine(text)
	if number, _, _ := errorInText(text); number != 0 {
		return failureInText(text)
	}
	_, words, ok := strings.Cut(text, "Device Error: ")
	if !ok {
		return failure{}
	}
	f := failure{code: codeOf(words), message: words}
	f.setWire(0, words)
	return f
}

// statusInText finds the HTTP status in "token endpoint HTTP 503" or "status code 503".
func statusInText(text string) int32 {
	for _, word := range []string{"HTTP ", "http ", "status code ", "status: ", "status ", "HTTP/1.1 "} {
		_, rest, ok := strings.Cut(text, word)
		if ok && len(rest) >= 3 {
			if n := code(rest[:3]); n >= 100 && n < 600 {
				return n
			}
		}
	}
	return 0
}
