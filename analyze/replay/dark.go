package replay

import (
	"cmp"
	"math"
	"slices"

	"lapse/analyze/incident"
)

// A session whose token was refused, and that no timer will wake, logs nothing any more: whether its machine sleeps cannot be
// seen. Under another schedule it would have lived on, and its sleeps would have mattered. So they are imputed, at the rate
// at which sleeps are seen in sessions of that age, as long as those.

// stretch is a time [from, to) in which a sleep would not have shown.
type stretch struct{ from, to incident.Time }

const darkLeast = 5 * incident.Minute // shorter stretches are not worth imputing

// sleepiness is what was seen of sleep, by hours of session age; [0] until a session's first sleep, [1] after it.
type sleepiness struct {
	begun   [2][]int           // sleeps that began at that age
	watched [2][]incident.Span // time at that age in which one would have shown
	lengths []incident.Span
}

// findDark notes where sleeps would not have shown.
func (w *world) findDark() {
	for i := range w.sessions {
		s := &w.sessions[i]
		signs, _ := w.signs(i)
		if len(signs) == 0 || signs[len(signs)-1] < s.end[middle] {
			signs = append(signs, s.end[middle])
		}
		for j := 1; j < len(signs); j++ {
			from, to := signs[j-1], signs[j]
			if to.Sub(from) >= darkLeast && s.bound(from).first() == never {
				s.dark = append(s.dark, stretch{from, to})
			}
		}
		w.sleepy.watch(s)
	}
}

// watch adds what one session shows of sleep.
func (y *sleepiness) watch(s *session) {
	if len(s.fetches) == 0 {
		return
	}
	begun := s.fetches[0].asked
	first := s.end[middle]
	for i, sl := range s.sleeps {
		after := min(i, 1)
		y.grow(sl.from[middle].Sub(begun))
		y.begun[after][sl.from[middle].Sub(begun)/incident.Hour]++
		y.lengths = append(y.lengths, sl.to.Sub(sl.from[middle]))
		first = min(first, sl.from[middle])
	}
	y.grow(s.end[middle].Sub(begun))
	for h := range y.watched[0] {
		from := begun.Add(incident.Span(h) * incident.Hour)
		to := min(from.Add(incident.Hour), s.end[middle])
		y.watched[0][h] += s.visible(from, min(to, first))
		y.watched[1][h] += s.visible(max(from, first), to)
	}
}

// grow makes room for an age.
func (y *sleepiness) grow(age incident.Span) {
	for incident.Span(len(y.begun[0]))*incident.Hour <= age {
		for i := range y.begun {
			y.begun[i] = append(y.begun[i], 0)
			y.watched[i] = append(y.watched[i], 0)
		}
	}
}

// visible is how much of a time lies outside the dark.
func (s *session) visible(from, to incident.Time) incident.Span {
	d := max(to.Sub(from), 0)
	for _, k := range s.dark {
		d -= max(min(k.to, to).Sub(max(k.from, from)), 0)
	}
	return max(d, 0)
}

// chance is how likely a sleep begins within a span of time at that age.
func (y *sleepiness) chance(age, span incident.Span, slept bool) float64 {
	after, h := 0, int(age/incident.Hour)
	if slept {
		after = 1
	}
	if h >= len(y.begun[after]) || y.watched[after][h] <= 0 {
		return 0
	}
	rate := float64(y.begun[after][h]) / float64(y.watched[after][h])
	return 1 - math.Exp(-rate*float64(span))
}

// impute draws the session's unseen sleeps and puts them between those that were seen.
func (p *player) impute() {
	p.sleeps = p.s.sleeps
	if len(p.s.dark) == 0 || len(p.w.sleepy.lengths) == 0 || p.view == optimistic {
		return
	}
	p.spare = append(p.spare[:0], p.s.sleeps...)
	begun := p.s.fetches[0].asked
	for _, k := range p.s.dark {
		for from := k.from; from < k.to; {
			age := from.Sub(begun)
			to := min(begun.Add((age/incident.Hour+1)*incident.Hour), k.to)
			slept := slices.ContainsFunc(p.spare, func(s sleep) bool { return s.from[middle] < from })
			if unit(draw(p.key, from, drawSleep)) < p.w.sleepy.chance(age, to.Sub(from), slept) {
				at := from.Add(incident.Span(unit(draw(p.key, from, drawSleepStart)) * float64(to.Sub(from))))
				n := uint64(len(p.w.sleepy.lengths))
				till := min(at.Add(p.w.sleepy.lengths[draw(p.key, from, drawSleepLength)%n]), k.to)
				p.spare = append(p.spare, sleep{from: [3]incident.Time{at, at, at}, to: till})
				to = max(to, till)
			}
			from = to
		}
	}
	slices.SortFunc(p.spare, func(a, b sleep) int { return cmp.Compare(a.to, b.to) })
	p.sleeps = p.spare
}
