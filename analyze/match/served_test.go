package match

import (
	"testing"
	"time"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// The client's clock is two hours ahead, perhaps a second less or a tenth more: the answer was under way for that long, and
// its Date counts seconds.
func TestAnAnswersDateBoundsTheClientsClock(t *testing.T) {
	at := incident.TimeOf(time.Date(2026, 6, 21, 11, 12, 3, 400e6, time.UTC))
	e := incident.NewEvent(incident.KindServerTime)
	e.Time = incident.Stamp{Clock: incident.ClientClock("desk"), Reading: at, Quantum: incident.Millisecond}
	e.Latency = 100 * incident.Millisecond
	e.Received = incident.Stamp{Clock: incident.Validator, Reading: incident.TimeOf(time.Date(2026, 6, 21, 9, 12, 3, 0, time.UTC)), Quantum: incident.Second}
	other := e
	other.Received.Clock = incident.CollectorClock("")
	for _, c := range []struct {
		event *incident.Event
		want  incident.Interval
	}{
		{&e, incident.Interval{Lo: int64(2*incident.Hour - 700*incident.Millisecond), Hi: int64(2*incident.Hour + 401*incident.Millisecond)}},
		{&other, incident.Anything()},
	} {
		s := &Session{Events: []*incident.Event{c.event}}
		track := &clock.Track{}
		s.served(track)
		track.Build(clock.ProvedPPM)
		got, drift := track.At(at).Interval, int64(incident.Millisecond)
		if got.Lo > c.want.Lo || got.Lo < c.want.Lo-drift || got.Hi < c.want.Hi || got.Hi > c.want.Hi+drift {
			t.Errorf("%s: %v, want %v", c.event.Received.Clock, got, c.want)
		}
	}
	if _, lines := (&Session{Events: []*incident.Event{&e}}).Delay(); lines != 0 {
		t.Error("an answer's Date is taken for a collector's stamp")
	}
}
