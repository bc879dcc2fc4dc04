package clock

import (
	"slices"
	"sort"
)

// neighbours is how many bounds of other sources, on each side of a reading, judge whether a bound is an outlier.
const neighbours = 5

// dropOutliers removes bounds that most of their neighbours contradict, before them and after them. A step of the clock
// is no outlier: the bounds behind it agree with what follows, the bounds before it with what went before. Votes are
// counted by source, so one log that is wrong a thousand times has one vote.
func dropOutliers(s *sides, ppm int64) {
	// The upper bounds are judged by all lower bounds, also by those that are dropped.
	all := slices.Clone(s.low)
	low := kept(s.low, s.high, ppm, func(b, other *Bound, slack int64) bool { return b.Offset > other.Offset+slack })
	high := kept(s.high, all, ppm, func(b, other *Bound, slack int64) bool { return b.Offset < other.Offset-slack })
	s.low, s.high = low, high
}

func kept(bounds, against []Bound, ppm int64, contradicts func(b, other *Bound, slack int64) bool) []Bound {
	out := bounds[:0] // in place: what is dropped is not needed again
	for i := range bounds {
		b := &bounds[i]
		at := sort.Search(len(against), func(i int) bool { return against[i].At >= b.At })
		before := outvoted(b, against, at-1, -1, ppm, contradicts)
		after := outvoted(b, against, at, +1, ppm, contradicts)
		if before && after {
			continue
		}
		out = append(out, *b)
	}
	return out
}

// outvoted asks up to `neighbours` other sources on one side. Fewer than two of them decide nothing.
func outvoted(b *Bound, against []Bound, i, step int, ppm int64, contradicts func(b, other *Bound, slack int64) bool) bool {
	asked, no := 0, 0
	last := b.Source
	for ; i >= 0 && i < len(against) && asked < neighbours; i += step {
		o := &against[i]
		if o.Source == b.Source || o.Source == last {
			continue
		}
		last = o.Source
		asked++
		if contradicts(b, o, drifted(b.At.Sub(o.At), ppm)) {
			no++
		}
	}
	return asked >= 2 && 2*no > asked
}
