package dialect

import (
	"slices"

	"lapse/analyze/incident"
)

// refusal is one error of which several lines tell: the frame that brought it, the line in which the SDK told the
// application, the SDK's #error, the app's own report. They become one event, which stands where the application was told.
type refusal struct {
	event incident.Event
	told  bool // the application's line was seen; event stands there
	row   int64
	lines int
}

// Limits within which lines belong to one refusal. The SDK writes them in the same turn of its event loop.
const (
	refusalSpan  = 1 * incident.Second
	refusalLines = 25
)

// refuse takes a frame that carries an error.
func (t *talk) refuse(r *Reader, x *record, f *frame) answer {
	t.settle(r)
	wire := failure{wireCode: f.code}
	wire.setWire(f.code, f.message)
	if wire.kind() == incident.KindNone {
		return other
	}
	e := r.event(x, incident.KindRejected, clientSide)
	wire.fill(r, &e)
	e.CallSID = callSID(f.callSID)
	e.Token = t.token
	t.refusal = &refusal{event: e, row: x.Line}
	return used
}

// told takes the line in which the SDK handed an error to the application.
func (t *talk) told(r *Reader, x *record, f failure) answer {
	open := t.refusal
	if open == nil || open.told || !open.near(x) {
		t.settle(r)
		return t.refusedUnseen(r, x, f)
	}
	e := r.event(x, incident.KindRejected, clientSide)
	wire := open.event
	e.Code, e.WireCode = f.code, wire.WireCode
	e.Message, e.WireMessage = r.message(f.message), wire.WireMessage
	e.CallSID, e.Token = wire.CallSID, wire.Token
	e.Related = append(wire.Related, wire.Pos)
	open.event, open.told = e, true
	return used
}

// refusedUnseen takes an error whose frame is not in the log.
func (t *talk) refusedUnseen(r *Reader, x *record, f failure) answer {
	kind := f.kind()
	if kind == incident.KindNone {
		return other
	}
	e := r.event(x, kind, clientSide)
	f.fill(r, &e)
	if !e.Token.Known() {
		e.Token = t.token
	}
	t.refusal = &refusal{event: e, told: true, row: x.Line}
	return used
}

// echo takes a line that repeats an error: the SDK's #error, the app's report.
func (t *talk) echo(r *Reader, x *record, f failure) answer {
	open := t.refusal
	if open == nil || !open.near(x) || !open.same(f) {
		t.settle(r)
		return t.refusedUnseen(r, x, f)
	}
	if open.event.WireCode == 0 && f.wireCode != 0 {
		open.event.WireCode, open.event.WireMessage = f.wireCode, r.message(f.wireMessage)
	}
	if open.event.Code == 0 {
		open.event.Code = f.code
	}
	if open.event.Code == rejectedByService && f.code != 0 && f.code != rejectedByService {
		open.event.WireCode = f.code // the exception behind it is more precise
	}
	open.related(x)
	return used
}

// rejectedByService is what the mobile SDKs' registration shows for any reason that an exception beside it may name.
const rejectedByService = 51007

// same tells whether an error could be this refusal's.
func (o *refusal) same(f failure) bool {
	code, wire := o.event.Code, o.event.WireCode
	switch {
	case f.code != 0 && code != 0 && f.code != code:
		return f.code == wire || f.code == rejectedByService || code == rejectedByService
	case f.wireCode != 0 && wire != 0:
		return f.wireCode == wire
	}
	return true
}

// related notes a line that belongs to the refusal and says nothing new.
func (o *refusal) related(x *record) {
	o.event.Related = append(o.event.Related, incident.Pos{Line: x.Line})
}

// near tells whether a line comes soon enough to belong to the refusal.
func (o *refusal) near(x *record) bool {
	if x.Line-o.row > refusalLines {
		return false
	}
	at := o.event.Time.Reading
	return !x.Time.Known() || !o.event.Time.Known() || x.Time.Reading.Sub(at) <= refusalSpan && x.Time.Reading >= at-incident.Time(refusalSpan)
}

// settle tells the refusal that waits.
func (t *talk) settle(r *Reader) {
	if t.refusal == nil {
		return
	}
	e := t.refusal.event
	t.refusal = nil
	slices.SortFunc(e.Related, incident.Pos.Compare)
	f := failure{code: e.Code, wireCode: e.WireCode, message: e.Message, wireMessage: e.WireMessage}
	if e.Kind = f.kind(); e.Kind == incident.KindNone {
		e.Kind = incident.KindSuspect
	}
	t.tell(r, e)
}

// settleBefore tells the refusal that waits if the line is too late to belong to it.
func (t *talk) settleBefore(r *Reader, x *record) {
	if t.refusal != nil && !t.refusal.near(x) {
		t.settle(r)
	}
}
