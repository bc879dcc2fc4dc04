package match

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// fit is a shift between two logs at which one line of the first finds a partner in the second.
type fit struct {
	shift incident.Span
	line  int // of the first log
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

// align finds the window of the given width in which most lines find a partner; of equally full ones the one nearest to
// zero.
func align(fits []fit, width incident.Span) alignment {
	slices.SortFunc(fits, func(a, b fit) int { return cmp.Or(cmp.Compare(a.shift, b.shift), cmp.Compare(a.line, b.line)) })
	var best alignment
	windows := make([]alignment, len(fits))
	lines := 0
	for _, f := range fits {
		lines = max(lines, f.line+1)
	}
	count, full := make([]int, lines), 0
	j := 0
	for i := range fits {
		for ; j < len(fits) && fits[j].shift <= fits[i].shift+width; j++ {
			if count[fits[j].line]++; count[fits[j].line] == 1 {
				full++
			}
		}
		w := alignment{shift: fits[(i+j-1)/2].shift, votes: full}
		windows[i] = w
		if w.votes > best.votes || w.votes == best.votes && span(w.shift) < span(best.shift) {
			best = w
		}
		if count[fits[i].line]--; count[fits[i].line] == 0 {
			full--
		}
	}
	for _, w := range windows {
		if span(w.shift-best.shift) > 2*width {
			best.rival = max(best.rival, w.votes)
		}
	}
	return best
}
