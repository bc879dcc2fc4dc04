package replay

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// life is how long a session was seen to live.
type life struct {
	span  incident.Span
	ended bool // it ended then; false: it was seen no more, for nothing was bound to happen
}

// findEnds finds when sessions ended that did not say so: asleep, between their last line and the first thing that did not
// happen. Where nothing was bound to happen any more, they are taken to have lived as long as half of those did that had
// lived as long.
func (w *world) findEnds() {
	var lives []life
	var open []int
	for i := range w.sessions {
		s := &w.sessions[i]
		if !s.ended && !w.endAsleep(i) {
			open = append(open, i)
		}
		if len(s.fetches) > 0 {
			lives = append(lives, life{s.end[middle].Sub(s.fetches[0].asked), s.end[optimistic] < s.end[pessimistic] || s.ended})
		}
	}
	curve := survival(lives)
	last := incident.Time(w.window.Hi)
	for _, i := range open {
		s := &w.sessions[i]
		begun, seen := s.fetches[0].asked, s.end[middle]
		end := max(min(begun.Add(curve.half(seen.Sub(begun))), last), seen)
		s.end = [3]incident.Time{middle: end, optimistic: seen, pessimistic: max(seen, last)}
	}
}

// endAsleep sets the end of a session that did not say when it ended; false where nothing was bound to happen after its last
// sign of life, which is then put down as its end.
func (w *world) endAsleep(i int) bool {
	s := &w.sessions[i]
	signs, _ := w.signs(i)
	seen := signs[len(signs)-1]
	missed := max(s.bound(seen).first(), seen)
	switch end := incident.Time(w.window.Hi); {
	case missed >= never:
		s.end = [3]incident.Time{seen, seen, seen}
		return false
	case missed.Add(slipMost) > end: // the log ends before the session does
		s.end = [3]incident.Time{end, end, end}
	default:
		s.end = [3]incident.Time{middle: between(seen, missed), optimistic: seen, pessimistic: missed}
	}
	return true
}

// curve is the share of sessions that live longer than a span, after Kaplan and Meier (1958): a session that was seen no more
// counts as long as it was seen.
type curve []drop

type drop struct {
	span  incident.Span
	share float64 // that lives longer
}

func survival(lives []life) curve {
	slices.SortFunc(lives, func(a, b life) int { return cmp.Compare(a.span, b.span) })
	var c curve
	share := 1.0
	for i, l := range lives {
		if l.ended {
			share *= 1 - 1/float64(len(lives)-i)
			c = append(c, drop{l.span, share})
		}
	}
	return c
}

// half is how long half of the sessions live that have lived so long; very long where the curve does not tell.
func (c curve) half(lived incident.Span) incident.Span {
	now := 1.0
	for _, d := range c {
		if d.span <= lived {
			now = d.share
		} else if d.share <= now/2 {
			return d.span
		}
	}
	return incident.Span(never)
}
