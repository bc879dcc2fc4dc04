package dialect

import (
	"strings"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// readInsights reads Voice Insights call events: as the API gives them (edges with metadata) and as the SDK posts them.
// Only errors are of interest; their stamp is the device's.
func readInsights(r *Reader, x *record) answer {
	if !x.insight() {
		return notMine
	}
	f := failure{code: code(x.insightValue("code")), message: x.insightValue("message")}
	if number, _, text := errorInText(f.message); number != 0 {
		f.code = number
		f.setWire(number, text)
	}
	kind := f.kind()
	if kind == incident.KindNone {
		return other
	}
	if strings.HasPrefix(x.Format, "logcat") {
		if x.Received.Known() {
			x.Time = x.Received // as the phone's other lines are stamped, whatever its zone
			x.Received = format.NoStamp()
		}
		t := r.talk(x) // one phone's log: the event repeats what its other lines say
		t.settleBefore(r, x)
		return t.echo(r, x, f)
	}
	e := r.event(x, kind, clientSide)
	f.fill(r, &e)
	r.tell(e)
	return used
}

// insight tells whether a line is a call event: it has a group, and an edge or one of the SDKs as publisher.
func (x *record) insight() bool {
	return x.marks&groupMark != 0 && (x.marks&edgeMark != 0 || x.Logger == "EventPublisher")
}

// insightValue is the value of a field of the payload or of the edge's error.
func (x *record) insightValue(name string) string {
	for i := range x.Fields {
		key := x.Fields[i].Key
		if rest, ok := strings.CutSuffix(key, "."+name); ok {
			for _, holder := range []string{"payload", "error", "metadata"} {
				if strings.HasSuffix(rest, holder) {
					return x.Fields[i].Value
				}
			}
		}
	}
	return ""
}
