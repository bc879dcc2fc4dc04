package clock

import (
	"fmt"
	"testing"

	"lapse/analyze/incident"
)

const second = int64(incident.Second)

func reading(seconds int64) incident.Time { return incident.Unix(seconds) }

// observed builds a track of a clock whose true offset at a reading (both in seconds) is truth: every so many seconds one
// source bounds it to within slack on both sides.
func observed(from, to, every int64, slack float64, truth func(int64) float64) *Track {
	t := &Track{}
	for at := from; at <= to; at += every {
		v := int64(truth(at) * float64(second))
		w := int64(slack * float64(second))
		source := fmt.Sprint("session-", at)
		t.Low(Bound{At: reading(at), Offset: v - w, Source: source})
		t.High(Bound{At: reading(at + 1), Offset: v + w, Source: source})
	}
	t.Build(ProvedPPM)
	return t
}

func covers(i incident.Interval, seconds float64) bool {
	v := int64(seconds * float64(second))
	return i.Lo <= v && v <= i.Hi
}

func TestSteadyClock(t *testing.T) {
	tr := observed(0, 7200, 60, 1, func(int64) float64 { return -420 })
	if len(tr.regimes) != 1 || tr.drift != 0 {
		t.Fatalf("%d regimes, drift %v", len(tr.regimes), tr.drift)
	}
	for _, at := range []int64{0, 30, 3600, 7200} {
		a := tr.Between(reading(at))
		if !covers(a.Interval, -420) || a.Width() > 3*incident.Second {
			t.Errorf("at %d: %v", at, a.Interval)
		}
		if a.Lo == nil || a.Hi == nil {
			t.Errorf("at %d: no bound is named", at)
		}
	}
}

// TestStep: a step is found between the two readings around it, and queries near it cover what was before and what came
// after.
func TestStep(t *testing.T) {
	step := func(at int64) float64 {
		if at < 3600 {
			return -300
		}
		return 0
	}
	tr := observed(0, 7200, 60, 1, step)
	if len(tr.regimes) != 2 {
		t.Fatalf("%d regimes, want 2", len(tr.regimes))
	}
	if from, to := tr.regimes[0].to, tr.regimes[1].from; from > reading(3600) || to < reading(3540) || to > reading(3601) {
		t.Errorf("stepped between %s and %s", from, to)
	}
	for _, at := range []int64{1800, 3540, 3599, 3600, 3660, 5400} {
		if a := tr.At(reading(at)); !covers(a.Interval, step(at)) {
			t.Errorf("at %d: %v does not cover %v", at, a.Interval, step(at))
		}
	}
	if a := tr.At(reading(3570)); !covers(a.Interval, -300) || !covers(a.Interval, 0) {
		t.Errorf("between the bounds around the step: %v", a.Interval)
	}
}

// TestDriftAndStep: a host that falls behind for hours until NTP steps it.
func TestDriftAndStep(t *testing.T) {
	truth := func(at int64) float64 {
		if at < 14400 {
			return -0.03 * float64(at)
		}
		return 0
	}
	tr := observed(0, 18000, 120, 0.5, truth)
	if tr.drift > -0.025 || tr.drift < -0.035 {
		t.Errorf("drift %v, want -0.03", tr.drift)
	}
	for at := int64(0); at <= 18000; at += 333 {
		if a := tr.Between(reading(at)); !covers(a.Interval, truth(at)) {
			t.Errorf("at %d: %v does not cover %v", at, a.Interval, truth(at))
		}
	}
}

// TestDriftForAWhile: a host that drifts for half of the time is stepped once, however the readings of the other half pull at
// the estimate of its drift. A clock that is set again and again does not drift.
func TestDriftForAWhile(t *testing.T) {
	for name, c := range map[string]struct {
		truth   func(at int64) float64
		regimes int
		drifts  bool
	}{
		"drifts from the second hour to the sixth": {func(at int64) float64 {
			if at < 3600 || at >= 6*3600 {
				return 0
			}
			return -0.04 * float64(at-3600)
		}, 2, true},
		"is set every hour, to and fro": {func(at int64) float64 { return 60 * float64(at/3600%2) }, 12, false},
	} {
		tr := observed(0, 12*3600-60, 60, 1, c.truth)
		if len(tr.regimes) != c.regimes || (tr.drift != 0) != c.drifts {
			t.Errorf("a clock that %s: %d regimes, drift %v", name, len(tr.regimes), tr.drift)
		}
	}
}

// TestFastDriftUnseen: a clock of which only one side was seen binds nothing beyond what stands near.
func TestFastDriftUnseen(t *testing.T) {
	tr := &Track{}
	tr.Low(Bound{At: reading(0), Offset: -second, Source: "a"})
	tr.Low(Bound{At: reading(7200), Offset: -second, Source: "b"})
	tr.Build(ProvedPPM)
	if a := tr.Between(reading(3600)); a.Interval.Lo > -150*second {
		t.Errorf("an hour away from any bound the offset is at least %v", incident.Span(a.Interval.Lo))
	}
}

// TestOneLogThatIsWrong: a source that is wrong many times has one vote.
func TestOneLogThatIsWrong(t *testing.T) {
	tr := &Track{}
	for at := int64(0); at < 3600; at += 60 {
		source := fmt.Sprint("session-", at)
		tr.Low(Bound{At: reading(at), Offset: -second, Source: source})
		tr.High(Bound{At: reading(at), Offset: second, Source: source})
	}
	for at := int64(1800); at < 1830; at++ {
		tr.Low(Bound{At: reading(at), Offset: 900 * second, Source: "the log that is wrong"})
	}
	tr.Build(ProvedPPM)
	if a := tr.At(reading(1815)); !covers(a.Interval, 0) || a.Width() > 4*incident.Second || len(tr.regimes) != 1 {
		t.Errorf("%v in %d regimes", a.Interval, len(tr.regimes))
	}
}

// TestEmptyTrack: a clock of which nothing is known is not bounded.
func TestEmptyTrack(t *testing.T) {
	tr := &Track{}
	tr.Build(ProvedPPM)
	if a := tr.At(reading(5)); a.Interval != incident.Anything() {
		t.Errorf("%v", a.Interval)
	}
}

func TestDrifted(t *testing.T) {
	for _, c := range []struct {
		span incident.Span
		ppm  int64
		want int64
	}{{incident.Hour, 500, 1_800_001}, {-incident.Hour, 500, 1_800_001}, {0, 500, 1}, {incident.Second / 2, 100, 51}} {
		if got := drifted(c.span, c.ppm); got != c.want {
			t.Errorf("drifted(%v, %d) = %d, want %d", c.span, c.ppm, got, c.want)
		}
	}
}
