package clock

import (
	"slices"

	"lapse/analyze/incident"
)

// regime is a run of bounds of one clock that no step separates: no lower bound in it lies above an upper bound by more
// than the clock may have wandered between the two readings.
type regime struct {
	from, to  incident.Time
	low, high []Bound

	// Running extremes, so that a query costs two binary searches: *To[i] binds best among the bounds up to i for a
	// later reading, *From[i] among the bounds from i on for an earlier one.
	lowTo, lowFrom, highTo, highFrom []int32
}

// regimes cuts the bounds of a clock by the exact greedy test: a bound that contradicts any bound since the last cut
// begins a new regime.
func regimes(s *sides, ppm int64) []regime {
	var out []regime
	cur := regime{}
	best := extremes{}
	i, j := 0, 0
	for i < len(s.low) || j < len(s.high) {
		isLow := j >= len(s.high) || i < len(s.low) && s.low[i].At <= s.high[j].At
		b := pick(s, &i, &j, isLow)
		if best.contradicts(b, isLow, ppm) {
			out = append(out, cur)
			cur, best = regime{}, extremes{}
		}
		best.add(b, isLow, ppm)
		cur.add(b, isLow)
	}
	if len(cur.low)+len(cur.high) > 0 {
		out = append(out, cur)
	}
	for k := range out {
		out[k].index(ppm)
	}
	return out
}

func pick(s *sides, i, j *int, isLow bool) Bound {
	if isLow {
		*i++
		return s.low[*i-1]
	}
	*j++
	return s.high[*j-1]
}

func (r *regime) add(b Bound, isLow bool) {
	if len(r.low)+len(r.high) == 0 {
		r.from = b.At
	}
	r.to = b.At
	if isLow {
		r.low = append(r.low, b)
	} else {
		r.high = append(r.high, b)
	}
}

// extremes are the tightest bounds of a regime so far: because bounds come in order of reading, the bound that binds
// any later reading is the one with the greatest offset + wander (lower) or least offset − wander (upper).
type extremes struct {
	low, high       Bound
	hasLow, hasHigh bool
}

func (e *extremes) contradicts(b Bound, isLow bool, ppm int64) bool {
	if isLow {
		return e.hasHigh && b.Offset > e.high.Offset+drifted(b.At.Sub(e.high.At), ppm)
	}
	return e.hasLow && b.Offset < e.low.Offset-drifted(b.At.Sub(e.low.At), ppm)
}

func (e *extremes) add(b Bound, isLow bool, ppm int64) {
	switch {
	case isLow && (!e.hasLow || b.Offset >= e.low.Offset-drifted(b.At.Sub(e.low.At), ppm)):
		e.low, e.hasLow = b, true
	case !isLow && (!e.hasHigh || b.Offset <= e.high.Offset+drifted(b.At.Sub(e.high.At), ppm)):
		e.high, e.hasHigh = b, true
	}
}

// index fills the running extremes.
func (r *regime) index(ppm int64) {
	tighterLow := func(a, b Bound) bool { return a.Offset >= b.Offset-drifted(a.At.Sub(b.At), ppm) }
	tighterHigh := func(a, b Bound) bool { return a.Offset <= b.Offset+drifted(a.At.Sub(b.At), ppm) }
	r.lowTo, r.lowFrom = running(r.low, tighterLow)
	r.highTo, r.highFrom = running(r.high, tighterHigh)
}

// running returns, for each i, the index of the bound that binds best among [0, i] and among [i, n).
func running(b []Bound, tighter func(a, b Bound) bool) (to, from []int32) {
	to, from = make([]int32, len(b)), make([]int32, len(b))
	for i := range b {
		to[i] = int32(i)
		if i > 0 && !tighter(b[i], b[to[i-1]]) {
			to[i] = to[i-1]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		from[i] = int32(i)
		if i+1 < len(b) && !tighter(b[i], b[from[i+1]]) {
			from[i] = from[i+1]
		}
	}
	return to, from
}

// at finds the number of bounds with a reading of at most t.
func at(b []Bound, t incident.Time) int {
	n, _ := slices.BinarySearchFunc(b, t, func(b Bound, t incident.Time) int {
		if b.At <= t {
			return -1
		}
		return 1
	})
	return n
}

// over is what a regime's bounds say of the offset over its whole length: the tightest bound on each side, each with the
// wander that the length allows on neither: a summary for tables.
func (r *regime) over(ppm int64) incident.Interval {
	i := incident.Anything()
	for _, b := range r.low {
		i.Lo = max(i.Lo, b.Offset)
	}
	for _, b := range r.high {
		i.Hi = min(i.Hi, b.Offset)
	}
	if i.Lo > i.Hi {
		i.Lo, i.Hi = i.Hi, i.Lo
	}
	return i
}
