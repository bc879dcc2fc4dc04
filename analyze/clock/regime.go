package clock

import "lapse/analyze/incident"

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
// begins a new regime. The regimes share the arrays of s.
func regimes(s *sides, ppm int64) []regime {
	var out []regime
	best := extremes{}
	i, j, low, high := 0, 0, 0, 0
	cut := func() {
		if i > low || j > high {
			out = append(out, newRegime(s.low[low:i], s.high[high:j], ppm))
		}
		low, high, best = i, j, extremes{}
	}
	for i < len(s.low) || j < len(s.high) {
		isLow := j >= len(s.high) || i < len(s.low) && s.low[i].At <= s.high[j].At
		var next *Bound
		if isLow {
			next = &s.low[i]
		} else {
			next = &s.high[j]
		}
		if best.contradicts(next, isLow, ppm) {
			cut()
		}
		best.add(next, isLow, ppm)
		if isLow {
			i++
		} else {
			j++
		}
	}
	cut()
	return out
}

func newRegime(low, high []Bound, ppm int64) regime {
	r := regime{low: low, high: high}
	switch {
	case len(low) == 0:
		r.from, r.to = high[0].At, high[len(high)-1].At
	case len(high) == 0:
		r.from, r.to = low[0].At, low[len(low)-1].At
	default:
		r.from, r.to = min(low[0].At, high[0].At), max(low[len(low)-1].At, high[len(high)-1].At)
	}
	r.index(ppm)
	return r
}

// extremes are the tightest bounds of a regime so far: because bounds come in order of reading, the bound that binds
// any later reading is the one with the greatest offset + wander (lower) or least offset − wander (upper).
type extremes struct {
	low, high *Bound // nil where there is none yet
}

func (e *extremes) contradicts(b *Bound, isLow bool, ppm int64) bool {
	if isLow {
		return e.high != nil && b.Offset > e.high.Offset+drifted(b.At.Sub(e.high.At), ppm)
	}
	return e.low != nil && b.Offset < e.low.Offset-drifted(b.At.Sub(e.low.At), ppm)
}

func (e *extremes) add(b *Bound, isLow bool, ppm int64) {
	switch {
	case isLow && (e.low == nil || b.Offset >= e.low.Offset-drifted(b.At.Sub(e.low.At), ppm)):
		e.low = b
	case !isLow && (e.high == nil || b.Offset <= e.high.Offset+drifted(b.At.Sub(e.high.At), ppm)):
		e.high = b
	}
}

// index fills the running extremes.
func (r *regime) index(ppm int64) {
	tighterLow := func(a, b *Bound) bool { return a.Offset >= b.Offset-drifted(a.At.Sub(b.At), ppm) }
	tighterHigh := func(a, b *Bound) bool { return a.Offset <= b.Offset+drifted(a.At.Sub(b.At), ppm) }
	r.lowTo, r.lowFrom = running(r.low, tighterLow)
	r.highTo, r.highFrom = running(r.high, tighterHigh)
}

// running returns, for each i, the index of the bound that binds best among [0, i] and among [i, n).
func running(b []Bound, tighter func(a, b *Bound) bool) (to, from []int32) {
	to, from = make([]int32, len(b)), make([]int32, len(b))
	for i := range b {
		to[i] = int32(i)
		if i > 0 && !tighter(&b[i], &b[to[i-1]]) {
			to[i] = to[i-1]
		}
	}
	for i := len(b) - 1; i >= 0; i-- {
		from[i] = int32(i)
		if i+1 < len(b) && !tighter(&b[i], &b[from[i+1]]) {
			from[i] = from[i+1]
		}
	}
	return to, from
}

// at finds the number of bounds with a reading of at most t.
func at(b []Bound, t incident.Time) int {
	lo, hi := 0, len(b)
	for lo < hi {
		if m := (lo + hi) / 2; b[m].At <= t {
			lo = m + 1
		} else {
			hi = m
		}
	}
	return lo
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
