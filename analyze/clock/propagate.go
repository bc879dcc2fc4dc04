package clock

import (
	"cmp"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// Learn bounds all shared clocks by exchanges: first through the clocks of clients (client tells what is known of them),
// then, in further rounds, through the clocks that the round before has bounded. A clock's own bounds never return to it
// in the round in which they were found.
func (b *Book) Learn(level Level, exchanges []Exchange, client func(*Exchange) incident.Interval) {
	for round := range 3 {
		if round > 0 && b.settled(level) {
			return
		}
		next := map[incident.Clock]*Track{}
		side := func(c incident.Clock) *Track {
			t := next[c]
			if t == nil {
				t = &Track{}
				next[c] = t
			}
			return t
		}
		for i := range exchanges {
			x := &exchanges[i]
			if x.Likely && level == Hard {
				continue
			}
			known := client(x)
			x.Bounds(func(c incident.Clock, t incident.Time) incident.Interval {
				if isClient(c) {
					return known
				}
				return b.Answer(level, c, t).Interval
			}, func(c incident.Clock, v Bound) {
				if !isClient(c) {
					side(c).Low(v)
				}
			}, func(c incident.Clock, v Bound) {
				if !isClient(c) {
					side(c).High(v)
				}
			})
		}
		for _, c := range b.build(next) {
			b.tracks[level][c] = next[c]
		}
	}
}

func (b *Book) build(tracks map[incident.Clock]*Track) []incident.Clock {
	names := make([]incident.Clock, 0, len(tracks))
	for c, t := range tracks {
		t.Build(ProvedPPM)
		names = append(names, c)
	}
	slices.SortFunc(names, func(a, b incident.Clock) int { return cmp.Compare(a, b) })
	return names
}

// settled tells whether exchanges have nothing left to tell: every clock that takes part in them is bounded on both sides.
func (b *Book) settled(level Level) bool {
	for c, t := range b.tracks[level] {
		if !isCollector(c) && !t.Hull().Bounded() {
			return false
		}
	}
	return true
}

// Tight tells whether every shared clock of the exchanges is known well by record alone, so that nothing need be assumed.
func (b *Book) Tight(exchanges []Exchange) bool {
	for i := range exchanges {
		for _, c := range [...]incident.Clock{exchanges[i].Mint.Clock, exchanges[i].End.Clock} {
			if c != "" && !b.tight(c) {
				return false
			}
		}
	}
	return true
}

func isClient(c incident.Clock) bool { return strings.HasPrefix(string(c), "client:") }
