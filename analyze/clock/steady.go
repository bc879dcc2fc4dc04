package clock

import (
	"sort"

	"lapse/analyze/incident"
)

// brokenPPM is more than any clock drifts that still runs: 180 s an hour.
const brokenPPM = 50_000

// What must have been seen of a clock for it to count as steady: so many moments on each side at which it was known well,
// over so long. It is taken to have been neither set nor broken for steadyReach from such a moment.
const (
	steadyMoments = 10
	steadyFor     = incident.Hour
	steadyReach   = 2 * incident.Hour
)

// sightings are the moments, momentsApart from each other, at which a steady clock was known well from below and from above.
// Bounds that leave hours open show nothing: a clock may drift between them as it likes.
type sightings struct {
	low, high []incident.Time
	wrong     bool // the clock stands wrong all the time
}

const momentsApart = incident.Minute

// sightings are empty for a clock that was not seen to keep within the granted drift, without a step.
func (t *Track) sightings(h incident.Interval) (s sightings) {
	if t.drift != 0 || len(t.regimes) != 1 || !h.Bounded() {
		return s
	}
	s.low = moments(t.low, func(b *Bound) bool { return b.Offset >= h.Hi-int64(tight) })
	s.high = moments(t.high, func(b *Bound) bool { return b.Offset <= h.Lo+int64(tight) })
	if !steady(s.low) || !steady(s.high) {
		return sightings{}
	}
	s.wrong = h.Lo > harmful || h.Hi < -harmful
	return s
}

func moments(bounds []Bound, well func(*Bound) bool) []incident.Time {
	var out []incident.Time
	last := incident.NoTime
	for i := range bounds {
		if b := &bounds[i]; well(b) {
			if last = b.At; len(out) == 0 || last.Sub(out[len(out)-1]) >= momentsApart {
				out = append(out, last)
			}
		}
	}
	if n := len(out); n > 0 && out[n-1] < last {
		out = append(out, last)
	}
	return out
}

func steady(moments []incident.Time) bool {
	n := len(moments)
	return n >= steadyMoments && moments[n-1].Sub(moments[0]) >= steadyFor
}

// standing is how one side of a clock's offset may be told at a reading.
type standing uint8

const (
	unsure     standing = iota // it may drift as fast as a broken clock, and may have been set
	held                       // it was seen to be steady before and after
	heldBefore                 // it was seen so before, and may drift as fast as a broken clock since
	heldAfter                  // it was seen so after
)

// at tells how a side may be told by its moments. A clock that stands wrong and steady was so before it was first seen: no
// daemon sets a clock wrong, and no drift ends by itself.
func (s *sightings) at(moments []incident.Time, p incident.Time) standing {
	n := sort.Search(len(moments), func(i int) bool { return moments[i] >= p })
	after := n < len(moments) && moments[n].Sub(p) <= steadyReach
	before := n > 0 && p.Sub(moments[n-1]) <= steadyReach || after && moments[n] == p
	switch {
	case before && after, after && n == 0 && s.wrong:
		return held
	case before:
		return heldBefore
	case after:
		return heldAfter
	}
	return unsure
}

// Between answers like At for a clock that was seen to be steady around p. Any other may drift as fast as a broken clock
// does, so for it only bounds near p count, and a side that is not bounded both before p (or at p) and after p (or at p)
// stays open.
func (t *Track) Between(p incident.Time) Answer {
	low, high := t.seen.at(t.seen.low, p), t.seen.at(t.seen.high, p)
	if low == held && high == held {
		return t.At(p)
	}
	before, after, _ := around(t.loose, p, brokenPPM)
	by := [...]Answer{unsure: both(before, after), held: t.At(p), heldBefore: before, heldAfter: after}
	lo, hi := &by[low], &by[high]
	return Answer{Interval: incident.Interval{Lo: lo.Interval.Lo, Hi: hi.Interval.Hi}, Lo: lo.Lo, Hi: hi.Hi}
}

// both joins two answers; a side that one of them does not know is open.
func both(a, b Answer) Answer {
	h := hull(a, b)
	if a.Lo == nil || b.Lo == nil {
		h.Interval.Lo, h.Lo = incident.NoLo, nil
	}
	if a.Hi == nil || b.Hi == nil {
		h.Interval.Hi, h.Hi = incident.NoHi, nil
	}
	return h
}
