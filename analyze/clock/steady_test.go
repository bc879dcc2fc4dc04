package clock

import (
	"fmt"
	"testing"

	"lapse/analyze/incident"
)

// hour is in seconds, as the readings of these tests.
const hour = 3600

// lineOfLife is a clock that is off by so many seconds and was known to within a second from one hour to another.
func lineOfLife(from, to int64, off float64) *Track {
	return observed(from*hour, to*hour, 60, 1, func(int64) float64 { return off })
}

// TestSteadyBeyond: a clock that was steady while it was seen may drift from then on as fast as a broken one, and beyond
// steadyReach nothing is said.
func TestSteadyBeyond(t *testing.T) {
	tr := lineOfLife(0, 2, 0)
	reach := int64(steadyReach / incident.Second)
	for _, c := range []struct{ after, least, most int64 }{{0, 1, 2}, {hour, 180, 182}, {reach, 360, 362}} {
		a := tr.Between(reading(2*hour + c.after)).Interval
		if a.Lo > -c.least*second || a.Lo < -c.most*second || a.Hi < c.least*second || a.Hi > c.most*second {
			t.Errorf("%d s after it was seen last: %v", c.after, a)
		}
	}
	if a := tr.Between(reading(2*hour + reach + 2)).Interval; a != incident.Anything() {
		t.Errorf("beyond the reach: %v", a)
	}
}

// TestSteadyBefore: a right clock may have been set when it was first seen, after any drift; a wrong one was not.
func TestSteadyBefore(t *testing.T) {
	for _, c := range []struct {
		off  float64
		most incident.Span
	}{{0, 363 * incident.Second}, {9, 363 * incident.Second}, {-12, 6 * incident.Second}, {12, 6 * incident.Second}} {
		a := lineOfLife(2, 4, c.off).Between(reading(hour))
		if !covers(a.Interval, c.off) || a.Width() > c.most || c.most > incident.Minute && a.Width() < c.most-4*incident.Second {
			t.Errorf("a clock %v s off, an hour before it was first seen: %v", c.off, a.Interval)
		}
	}
}

// TestSteadyByWideBounds: bounds that leave hours open do not show that a clock is steady, however many they are.
func TestSteadyByWideBounds(t *testing.T) {
	for _, c := range []struct {
		slack int64
		open  bool
	}{{4, false}, {6, true}} {
		tr := &Track{}
		for at := int64(0); at <= 2*hour; at += 60 {
			source := fmt.Sprint("session-", at)
			tr.Low(Bound{At: reading(at), Offset: -c.slack * second, Source: source})
			tr.High(Bound{At: reading(at), Offset: c.slack * second, Source: source})
		}
		tr.Build(ProvedPPM)
		if a := tr.Between(reading(2*hour + 60)); (a.Interval == incident.Anything()) != c.open {
			t.Errorf("known to %d s on either side: %v", c.slack, a.Interval)
		}
	}
}

// TestSteadyOneSide: each side is told by its own moments.
func TestSteadyOneSide(t *testing.T) {
	tr := &Track{}
	for at := int64(0); at <= 2*hour; at += 60 {
		source := fmt.Sprint("session-", at)
		tr.Low(Bound{At: reading(at), Offset: -second, Source: source})
		if at <= hour {
			tr.High(Bound{At: reading(at), Offset: second, Source: source})
		}
	}
	tr.Build(ProvedPPM)
	a := tr.Between(reading(2*hour - 30)).Interval
	if a.Lo < -2*second || a.Hi < 179*second || a.Hi > 181*second {
		t.Errorf("an hour after the last upper bound: %v", a)
	}
}

// TestSteadyTooLittle: what was seen for less than an hour, or fewer than ten times, is not known to be steady.
func TestSteadyTooLittle(t *testing.T) {
	for _, c := range []struct {
		until, every int64
		open         bool
	}{{hour, 60, false}, {hour - 60, 60, true}, {9 * 600, 600, false}, {8 * 600, 600, true}} {
		tr := observed(0, c.until, c.every, 1, func(int64) float64 { return 0 })
		if a := tr.Between(reading(c.until + 120)); (a.Interval == incident.Anything()) != c.open {
			t.Errorf("seen every %d s until %d s: %v", c.every, c.until, a.Interval)
		}
	}
}
