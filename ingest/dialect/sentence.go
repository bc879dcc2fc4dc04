package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// readSentence reads what an app prints in words: "Twilio.Device Error: AccessTokenExpired (20104): …" repeats an error of
// the SDK, "[app] token refresh failed" is a life-cycle event. Only lines without fields of their own are taken for such:
// where a line has fields, they say what happened.
func readSentence(r *Reader, x *record) answer {
	text := x.said()
	if text == "" || len(x.Fields) > 0 && !strings.HasSuffix(x.Format, "console") {
		return notMine
	}
	if number, _, _ := errorInText(firstLine(text)); number >= 20000 && incident.IsTokenCode(int(number)) || incident.IsMaskCode(int(number)) {
		t := r.talk(x)
		t.settleBefore(r, x)
		return t.echo(r, x, failureInText(text))
	}
	kind := sentenceKind(text)
	if kind == incident.KindNone || kind.Server() {
		return notMine
	}
	t := r.talk(x)
	t.settleBefore(r, x)
	e := r.event(x, kind, clientSide)
	if kind == incident.KindFetchFailed {
		e.Message, e.Status = message(text), statusInText(text)
	}
	t.tell(r, e)
	return used
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
