package match

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// fit is a shift between two logs at which one line of the first finds a partner in the second.
type fit struct {
	shift         incident.Span
	line, partner int // of the first log and of the second
}

// alignment is the shift at which most lines find a partner.
type alignment struct {
	shift incident.Span
	votes int // lines that find one there
	rival int // … at the next best shift
}

// sure tells whether no other shift comes near: what repeats at even intervals fits as well one interval later, but for
// the lines at its ends. One line alone fits anywhere, and a shift that explains the lesser part of the lines explains none.
func (a alignment) sure(lines int) bool {
	return a.votes >= 2 && a.votes > a.rival && 2*a.votes > lines
}

// align finds the window of the given width in which most lines find a partner, each one of its own; of equally full ones
// the one nearest to zero.
func align(fits []fit, width incident.Span) alignment {
	slices.SortFunc(fits, func(a, b fit) int {
		return cmp.Or(cmp.Compare(a.shift, b.shift), cmp.Compare(a.line, b.line), cmp.Compare(a.partner, b.partner))
	})
	var best alignment
	windows := make([]alignment, len(fits))
	var lines, partners distinct
	j := 0
	for i := range fits {
		for ; j < len(fits) && fits[j].shift <= fits[i].shift+width; j++ {
			lines.add(fits[j].line, 1)
			partners.add(fits[j].partner, 1)
		}
		w := alignment{shift: fits[(i+j-1)/2].shift, votes: min(lines.n, partners.n)}
		windows[i] = w
		if w.votes > best.votes || w.votes == best.votes && span(w.shift) < span(best.shift) {
			best = w
		}
		lines.add(fits[i].line, -1)
		partners.add(fits[i].partner, -1)
	}
	for _, w := range windows {
		if span(w.shift-best.shift) > 2*width {
			best.rival = max(best.rival, w.votes)
		}
	}
	return best
}

// distinct counts how many different numbers a window holds.
type distinct struct {
	times []int // by number
	n     int
}

func (d *distinct) add(number, times int) {
	for len(d.times) <= number {
		d.times = append(d.times, 0)
	}
	if d.times[number] == 0 {
		d.n++
	}
	if d.times[number] += times; d.times[number] == 0 {
		d.n--
	}
}
