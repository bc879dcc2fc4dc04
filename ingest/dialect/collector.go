package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// readCollector reads an app's telemetry: a line a life-cycle event or a posted SDK error, under the app's own names.
// A line that says everything in words is left to readSentence.
func readCollector(r *Reader, x *record) answer {
	event := r.names.meaning(x.text(eventField), false)
	if event.kind == incident.KindNone {
		event.kind = x.stateKind()
	}
	if event.kind == incident.KindNone && !x.named() {
		return notMine
	}
	if event == (saying{}) {
		event = r.names.meaning(x.said(), true)
	}
	if event.isError || x.has(codeField) || x.has(wireCodeField) || x.spokenError() {
		if a := readFailure(r, x); a != notMine {
			return a
		}
	}
	if event.kind == incident.KindNone || event.kind.Server() {
		return notMine
	}
	status := code(x.text(statusField))
	e := r.event(x, answered(event.kind, status), clientSide)
	e.TTL = x.ttl()
	e.Status = status
	e.Latency = x.latency()
	if e.Kind == incident.KindFetchFailed {
		e.Message = r.message(x.text(messageField))
		if e.Status == 0 {
			e.Status = statusInText(e.Message)
		}
	}
	r.tell(e)
	return used
}

// answered is what an event about a fetch means once the status of the answer is known.
func answered(kind incident.Kind, status int32) incident.Kind {
	fetch := kind == incident.KindRefreshStarted || kind == incident.KindTokenFetched
	switch {
	case fetch && status >= 400:
		return incident.KindFetchFailed
	case fetch && status >= 200 && status < 300:
		return incident.KindTokenFetched
	}
	return kind
}

// spokenError tells whether the line's sentence, or its field for errors, spells out an error of the SDK.
func (x *record) spokenError() bool {
	number, _, _ := errorInText(firstLine(x.text(messageField)))
	if number == 0 {
		number, _, _ = errorInText(firstLine(x.said()))
	}
	return number != 0
}

// named tells whether the line's fields say who it is about, or what went wrong.
func (x *record) named() bool {
	return x.has(identityField) || x.has(sessionField) || x.has(codeField) || x.has(wireCodeField)
}

// readFailure reads a posted error: a rejection, a mask that may hide one, or an error of another kind.
func readFailure(r *Reader, x *record) answer {
	f := x.failure()
	kind := f.kind()
	if kind == incident.KindNone {
		if f.code != 0 || f.wireCode != 0 {
			return other
		}
		return notMine
	}
	if t := r.open(x); t != nil {
		t.settleBefore(r, x)
		return t.echo(r, x, f)
	}
	e := r.event(x, kind, clientSide)
	f.fill(r, &e)
	r.tell(e)
	return used
}

// stateKind reads events that name a state instead of what happened: "visibilitychange" with "hidden", "stateChanged" with
// "registered".
func (x *record) stateKind() incident.Kind {
	switch plain(x.text(eventField)) {
	case "visibilitychange", "pagevisibility", "visibility", "statechange", "statechanged", "devicestate", "devicestatechange",
		"devicestatechanged", "registrationstate", "networkchange", "connectivity", "pagestate", "lifecycle":
	default:
		return incident.KindNone
	}
	for i := range x.Fields {
		key := x.Fields[i].Key
		switch plain(key[strings.LastIndexByte(key, '.')+1:]) {
		case "state", "visibilitystate", "visibility", "newstate", "to", "value", "status", "devicestate":
			if kind, _ := eventKind(x.Fields[i].Value); kind != incident.KindNone {
				return kind
			}
		}
	}
	return incident.KindNone
}

// ttl is the token's remaining life as the validator told it.
func (x *record) ttl() incident.Span {
	if !x.has(ttlField) {
		return incident.NoSpan
	}
	return span(x.key(ttlField), x.text(ttlField), incident.Second)
}
