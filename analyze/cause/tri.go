package cause

import "lapse/analyze/incident"

// Tri is a truth value over intervals: what holds for every point of them, for none, or for some.
type Tri int8

const (
	No Tri = iota - 1
	Maybe
	Yes
)

func not(a Tri) Tri    { return -a }
func and(a, b Tri) Tri { return min(a, b) }
func or(a, b Tri) Tri  { return max(a, b) }
func truth(b bool) Tri {
	if b {
		return Yes
	}
	return No
}

// reaches tells whether a value in v is at least some value in limit: v ≥ limit.
func reaches(v, limit incident.Interval) Tri {
	switch {
	case v.Lo >= limit.Hi:
		return Yes
	case v.Hi < limit.Lo:
		return No
	}
	return Maybe
}

// plus and minus are interval arithmetic; open sides stay open.
func plus(a incident.Interval, d incident.Span) incident.Interval {
	return incident.Interval{Lo: shift(a.Lo, int64(d)), Hi: shift(a.Hi, int64(d))}
}

func minus(a, b incident.Interval) incident.Interval {
	return incident.Interval{Lo: subtract(a.Lo, b.Hi), Hi: subtract(a.Hi, b.Lo)}
}

func shift(v, d int64) int64 {
	if v <= incident.NoLo || v >= incident.NoHi {
		return v
	}
	return v + d
}

func subtract(a, b int64) int64 {
	switch {
	case a <= incident.NoLo || b >= incident.NoHi:
		return incident.NoLo
	case a >= incident.NoHi || b <= incident.NoLo:
		return incident.NoHi
	}
	return a - b
}

// meet intersects; ok is false where the two contradict each other.
func meet(a, b incident.Interval) (incident.Interval, bool) {
	c := incident.Interval{Lo: max(a.Lo, b.Lo), Hi: min(a.Hi, b.Hi)}
	return c, !c.Empty()
}

func point(v int64) incident.Interval { return incident.Interval{Lo: v, Hi: v} }

// middle is an interval shrunk to its middle, where both sides are known; else itself.
func middle(a incident.Interval) incident.Interval {
	if !a.Bounded() {
		return a
	}
	return point(a.Lo + (a.Hi-a.Lo)/2)
}

// settled keeps a truth that is certain already, and takes the guess where it is not.
func settled(known, guess Tri) Tri {
	if known != Maybe {
		return known
	}
	return guess
}
