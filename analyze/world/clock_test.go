package world

import (
	"testing"

	"lapse/analyze/incident"
)

func TestDriftingClock(t *testing.T) {
	from, step := Begin.Add(hour), Begin.Add(3*hour)
	c := drifting("issuer:token-1", incident.Second, -20000, from, step)
	tests := []struct {
		at   incident.Time
		want incident.Span
	}{
		{Begin, incident.Second},
		{from, incident.Second},
		{from.Add(100 * incident.Second), -incident.Second},
		{step.Add(-50 * incident.Second), incident.Second - 143*incident.Second},
		{step, incident.Second},
	}
	for _, x := range tests {
		got := c.offset(x.at)
		if got-x.want > 20 || x.want-got > 20 {
			t.Errorf("at %s the offset is %v, want %v", x.at, got, x.want)
		}
		shown, ok := c.shown(c.read(x.at))
		if !ok || shown-got > 20 || got-shown > 20 {
			t.Errorf("at %s the reading stands for %v (%v), want %v", x.at, shown, ok, got)
		}
	}
	if _, ok := c.shown(step.Add(-minute)); ok {
		t.Error("the clock jumped over a reading, and still it stands for a time")
	}
	ahead := drifting("issuer:token-1", 0, 20000, from, step)
	if _, ok := ahead.shown(step.Add(minute)); ok {
		t.Error("a clock set back shows a reading twice, and still it stands for one time")
	}
}

func TestStampIsFloored(t *testing.T) {
	c := steady("client:dev-1", -1500*incident.Millisecond)
	got := c.stamp(incident.Unix(10), incident.Second)
	if got.Reading != incident.Unix(8) || got.Quantum != incident.Second {
		t.Errorf("10 s on a clock 1.5 s behind is shown as %v by %v, want 8 s", got.Reading, got.Quantum)
	}
	if got := floor(-1, incident.Second); got != incident.Unix(-1) {
		t.Errorf("floor of a microsecond before 1970 is %d", got)
	}
}
