package clock

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// Why names the two lines that a bound rests on and, in words, what connects them. It does not hold on to the events: a
// bound outlives the story that it was drawn from.
type Why struct {
	A, B incident.Pos // B is the zero value where one line says it all
	Text string       // "asked before the mint", from a fixed list: no two bounds hold text of their own

	Anchor Anchor // what of the validator's it is; 0 where it rests on other clocks
}

// Because is the reason that the lines of a and b give; either may be nil.
func Because(text string, a, b *incident.Event) Why {
	w := Why{Text: text}
	if a != nil {
		w.A = a.Pos
	}
	if b != nil {
		w.B = b.Pos
	}
	return w
}

// Bound is one side of what one constraint says about a clock's offset (reading − UTC, in µs) when it showed At.
type Bound struct {
	At     incident.Time
	Offset int64
	Source string // whose lines it comes from: one source has one vote
	Why    Why
}

// compareBounds orders bounds by reading, then by everything else, so that equal input gives equal order.
func compareBounds(a, b Bound) int {
	return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Offset, b.Offset), cmp.Compare(a.Source, b.Source))
}

// ProvedPPM is the drift limit in parts per million: a quartz clock that is not broken stays within 100, and no clock that is
// merely bad exceeds 500 (method, section 1).
const ProvedPPM = 500

// drifted is how far a clock may have wandered over a span, in µs.
func drifted(d incident.Span, ppm int64) int64 {
	if d < 0 {
		d = -d
	}
	return int64(d)/1_000_000*ppm + int64(d)%1_000_000*ppm/1_000_000 + 1
}

// sides holds the bounds of one clock while they are collected.
type sides struct{ low, high []Bound }

func (s *sides) sort() {
	slices.SortFunc(s.low, compareBounds)
	slices.SortFunc(s.high, compareBounds)
}
