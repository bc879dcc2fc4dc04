package clock

import (
	"sort"

	"lapse/analyze/incident"
)

// Track is what is known of one clock's offset over its life: bounds in order of its readings, cut into regimes where
// the clock was stepped.
type Track struct {
	sides
	ppm     int64
	drift   float64 // seconds per second, taken into account by wander
	regimes []regime
	tight   bool     // known to within seconds wherever it was observed
	loose   []regime // the same bounds for a clock that may drift as fast as a broken one
	seen    sightings
}

// Answer is the offset of a clock at a reading, with the bounds that bind each side (nil where that side is open).
type Answer struct {
	incident.Interval
	Lo, Hi *Bound
}

// Low and High add a bound. They must not be called after Build.
func (t *Track) Low(b Bound)  { t.low = append(t.low, b) }
func (t *Track) High(b Bound) { t.high = append(t.high, b) }

// Build sorts the bounds, drops outliers and cuts regimes: O(n log n). ppm is the drift that is granted.
func (t *Track) Build(ppm int64) {
	t.sort()
	slopes := slopes(&t.sides)
	if len(regimes(&t.sides, ppm)) > 1 { // else nothing that was seen refutes a clock that keeps time
		t.drift = drift(slopes)
	}
	t.ppm = granted(ppm, t.drift)
	dropOutliers(&t.sides, t.ppm)
	t.regimes = regimes(&t.sides, t.ppm)
	if len(t.regimes) >= manySteps {
		t.follow(runs(slopes), ppm)
	}
	t.loose = regimes(&t.sides, brokenPPM)
	h := t.Hull()
	t.tight = h.Bounded() && (len(t.regimes) > 1 || h.Width() <= tight)
	t.seen = t.sightings(h)
}

// At answers what the offset was when the clock showed p: the hull of what the bounds before p say and what the bounds
// after p say, which holds although the clock was stepped once, unseen, between any two of them. Beyond the first and the
// last bound it holds as long as the clock wanders no more than was granted. O(log n).
func (t *Track) At(p incident.Time) Answer {
	before, after, _ := around(t.regimes, p, t.ppm)
	return hull(before, after)
}

// Steady answers the same if the clock was not stepped unseen: what the bounds before p and after p say together. It is
// an assumption, so likely at best.
func (t *Track) Steady(p incident.Time) Answer {
	before, after, one := around(t.regimes, p, t.ppm)
	if !one {
		return hull(before, after)
	}
	return narrow(narrow(hull(before, after), before), after)
}

// around is what the bounds before p and after p say, and whether both belong to one regime.
func around(regimes []regime, p incident.Time, ppm int64) (before, after Answer, one bool) {
	before, after = open(), open()
	r := sort.Search(len(regimes), func(i int) bool { return regimes[i].from > p }) - 1
	if r >= 0 {
		before = regimes[r].before(p, ppm)
	}
	switch {
	case r >= 0 && regimes[r].to >= p:
		return before, regimes[r].after(p, ppm), true
	case r+1 < len(regimes):
		after = regimes[r+1].after(p, ppm)
	}
	return before, after, r < 0 || r+1 == len(regimes)
}

// Hull is everything that the offset may have been while the clock was observed.
func (t *Track) Hull() incident.Interval {
	h := incident.Interval{Lo: incident.NoHi, Hi: incident.NoLo}
	for i := range t.regimes {
		v := t.regimes[i].over(t.ppm)
		h.Lo, h.Hi = min(h.Lo, v.Lo), max(h.Hi, v.Hi)
	}
	if len(t.regimes) == 0 {
		return incident.Anything()
	}
	return h
}

func open() Answer { return Answer{Interval: incident.Anything()} }

// hull joins two answers; a side that only one of them knows is taken from that one.
func hull(a, b Answer) Answer {
	if a.Lo == nil || b.Lo != nil && b.Interval.Lo < a.Interval.Lo {
		a.Interval.Lo, a.Lo = b.Interval.Lo, b.Lo
	}
	if a.Hi == nil || b.Hi != nil && b.Interval.Hi > a.Interval.Hi {
		a.Interval.Hi, a.Hi = b.Interval.Hi, b.Hi
	}
	return a
}

func (r *regime) before(p incident.Time, ppm int64) Answer {
	a := open()
	if n := at(r.low, p); n > 0 {
		a.lower(&r.low[r.lowTo[n-1]], p, ppm)
	}
	if n := at(r.high, p); n > 0 {
		a.upper(&r.high[r.highTo[n-1]], p, ppm)
	}
	return a
}

func (r *regime) after(p incident.Time, ppm int64) Answer {
	a := open()
	if n := at(r.low, p-1); n < len(r.low) {
		a.lower(&r.low[r.lowFrom[n]], p, ppm)
	}
	if n := at(r.high, p-1); n < len(r.high) {
		a.upper(&r.high[r.highFrom[n]], p, ppm)
	}
	return a
}

func (a *Answer) lower(b *Bound, p incident.Time, ppm int64) {
	a.Interval.Lo, a.Lo = b.Offset-drifted(p.Sub(b.At), ppm), b
}

func (a *Answer) upper(b *Bound, p incident.Time, ppm int64) {
	a.Interval.Hi, a.Hi = b.Offset+drifted(p.Sub(b.At), ppm), b
}
