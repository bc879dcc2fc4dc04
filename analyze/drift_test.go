package analyze

import (
	"testing"

	"lapse/analyze/incident"
)

// line is the trace of a clock, a point a minute, whose offset in seconds is f of the hours since 06:00.
func line(hours float64, f func(h float64) float64) offsetTrace {
	six := incident.Unix(1782021600)
	var t offsetTrace
	for m := 0; m <= int(hours*60); m++ {
		at, offset := six.Add(incident.Span(m)*incident.Minute), incident.Span(f(float64(m)/60)*1e6)
		t = append(t, offsetPoint{at.Add(offset), at, offset, 3 * incident.Second})
	}
	return t
}

// since is a clock that is right until an hour, then falls behind so many seconds an hour.
func since(hour, perHour float64) func(float64) float64 {
	return func(h float64) float64 { return -perHour * max(0, h-hour) }
}

// TestHarm: a host that is right until 08:00 and falls 150 s an hour behind has eaten the 300 s that clients leave at 10:00;
// the token that it mints then is refused when it is to be replaced, 55 minutes later.
func TestHarm(t *testing.T) {
	for name, c := range map[string]struct {
		trace offsetTrace
		want  string
	}{
		"before it does harm": {line(3.9, since(2, 150)), "; at this rate tokens of 3600 s refreshed 300 s early begin to fail at 10:55 UTC"},
		"when it has begun":   {line(4.1, since(2, 150)), "; tokens of 3600 s refreshed 300 s early fail from 10:55 UTC on"},
		"on the next day":     {line(16, since(13, 50)), "; at this rate tokens of 3600 s refreshed 300 s early begin to fail at 2026-06-22 01:55 UTC"},
		"not within a day":    {line(20, since(0, 2)), ""},
	} {
		now, _ := c.trace.pace()
		if got := harm(c.trace, now, incident.Hour, 55*incident.Minute); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
	over := line(6, func(h float64) float64 {
		if h < 5 {
			return since(2, 150)(h)
		}
		return 0
	})
	if got, want := harm(over, course{}, incident.Hour, 55*incident.Minute), "; tokens of 3600 s refreshed 300 s early failed from 10:55 UTC on"; got != want {
		t.Errorf("when it was set: %q, want %q", got, want)
	}
}

func TestPace(t *testing.T) {
	for name, c := range map[string]struct {
		trace offsetTrace
		want  float64 // seconds an hour
	}{
		"all the time":          {line(8, since(0, 150)), -150},
		"in the last half hour": {line(8, since(7.5, 150)), -150},
		"too late to be told":   {line(8, since(7.75, 150)), 0},
		"ahead":                 {line(8, since(0, -60)), 60},
		"steady":                {line(8, since(9, 0)), 0},
		"within what is unsure": {line(8, since(0, 0.6)), 0},
		"stepped in the end":    {line(8, func(h float64) float64 { return -300 * float64(int(h/7.9)) }), 0},
		"seen too shortly":      {line(0.4, since(0, 150)), 0},
		"never seen":            {nil, 0},
	} {
		now, drifting := c.trace.pace()
		if got := now.rate * 3600; got < c.want-1 || got > c.want+1 || drifting != (c.want != 0) {
			t.Errorf("%s: %.1f s an hour, drifting %v; want %.1f", name, got, drifting, c.want)
		}
	}
}

// TestRan: a drift is believed where the clock was seen to drift, not where it only stands elsewhere later.
func TestRan(t *testing.T) {
	if step := line(8, func(h float64) float64 { return -300 * float64(int(h/4)) }); step.ran(-75.0 / 3600) {
		t.Error("a step is taken for a drift")
	}
	if !line(8, since(4, 75)).ran(-75.0 / 3600) {
		t.Error("a drift in the second half is not seen")
	}
}
