package clock

import (
	"cmp"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// Level says how much an offset rests on record.
type Level uint8

const (
	Hard Level = iota // follows from recorded lines and the validator's time
	Soft              // assumes that most clocks are right
)

// tight is how well a clock must be known by record for no likelihood to be asked.
const tight = 10 * incident.Second

// Book keeps what is known of all clocks that several identities share: token hosts, balancers, collectors.
type Book struct {
	tracks  [2]map[incident.Clock]*Track
	assumed map[incident.Clock]incident.Interval // at the level of likelihood
	trusted map[incident.Clock]bool              // declared right, and not refuted
	clients map[incident.Clock]*Track
}

// NewBook is a book in which nothing is known.
func NewBook() *Book {
	return &Book{tracks: [2]map[incident.Clock]*Track{{}, {}}, assumed: map[incident.Clock]incident.Interval{},
		trusted: map[incident.Clock]bool{}, clients: map[incident.Clock]*Track{}}
}

// Answer is the offset of a shared clock when it showed t. UTC and the validator are right by definition.
func (b *Book) Answer(level Level, c incident.Clock, t incident.Time) Answer {
	if c == incident.UTC || c == incident.Validator {
		return Answer{Interval: incident.Interval{}}
	}
	a := open()
	if b.trusted[c] {
		return Answer{Interval: incident.Interval{Lo: -trustedWithin, Hi: trustedWithin}}
	}
	if tr := b.tracks[Hard][c]; tr != nil {
		a = tr.Between(t)
		if level == Soft {
			a = tr.Steady(t)
		}
	}
	if level == Soft && !(a.Bounded() && a.Width() <= tight) {
		if tr := b.tracks[Soft][c]; tr != nil {
			a = narrow(a, tr.Steady(t))
		}
		if i, ok := b.assumed[c]; ok && !(a.Bounded() && a.Width() <= tight) {
			a = narrow(a, Answer{Interval: i})
		}
	}
	return a
}

// narrow intersects two answers; where they contradict each other the first stands.
func narrow(a, b Answer) Answer {
	lo, hi := a, b
	if b.Interval.Lo > lo.Interval.Lo {
		lo = b
	}
	if a.Interval.Hi < hi.Interval.Hi {
		hi = a
	}
	if lo.Interval.Lo > hi.Interval.Hi {
		return a
	}
	return Answer{Interval: incident.Interval{Lo: lo.Interval.Lo, Hi: hi.Interval.Hi}, Lo: lo.Lo, Hi: hi.Hi}
}

// At implements incident.Offsets: what is recorded, or, where that leaves a side open, what is likely, as wide as
// likelihood deserves.
func (b *Book) At(c incident.Clock, t incident.Time) (incident.Interval, bool) {
	if tr := b.clients[c]; tr != nil {
		a := tr.At(t)
		return a.Interval, a.Interval != incident.Anything()
	}
	a := b.Answer(Hard, c, t)
	if !a.Bounded() {
		likely := b.Answer(Soft, c, t).Interval
		if likely.Bounded() {
			likely.Lo, likely.Hi = likely.Lo-likelyWithin, likely.Hi+likelyWithin
		}
		a = narrow(a, Answer{Interval: likely})
	}
	return a.Interval, a.Interval != incident.Anything()
}

// likelyWithin is how far an offset that is only likely may be from what was found.
const likelyWithin = int64(5 * incident.Second)

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

// settled tells whether nothing is left to learn: every clock is bounded on both sides.
func (b *Book) settled(level Level) bool {
	for _, t := range b.tracks[level] {
		if !t.Hull().Bounded() {
			return false
		}
	}
	return true
}

// Tight tells whether every shared clock of the exchanges is known well by record alone, so that nothing need be assumed.
func (b *Book) Tight(exchanges []Exchange) bool {
	for i := range exchanges {
		for _, c := range [...]incident.Clock{exchanges[i].Mint.Clock, exchanges[i].End.Clock} {
			if t := b.tracks[Hard][c]; c != "" && (t == nil || !t.tight) {
				return false
			}
		}
	}
	return true
}

// trustedWithin is what a clock that is declared right may still be off.
const trustedWithin = int64(incident.Second)

// Trust takes a clock as right, unless what is recorded of it says that it was not at some time: then it returns the line that
// says so, and nothing changes.
func (b *Book) Trust(c incident.Clock) (refuted *incident.Evidence) {
	if t := b.tracks[Hard][c]; t != nil {
		lo, hi := t.extremes()
		var e incident.Evidence
		switch {
		case hi != nil && hi.Offset < -trustedWithin:
			e = hi.atMost(c)
			return &e
		case lo != nil && lo.Offset > trustedWithin:
			e = lo.atLeast(c)
			return &e
		}
	}
	b.trusted[c] = true
	return nil
}

// Accusers counts the sources by whose word a clock was once further behind UTC than that.
func (b *Book) Accusers(level Level, c incident.Clock, behind int64) int {
	seen := map[string]bool{}
	if t := b.tracks[level][c]; t != nil {
		for i := range t.high {
			if t.high[i].Offset < -behind {
				seen[t.high[i].Source] = true
			}
		}
	}
	return len(seen)
}

// Keep remembers a client's own clock, for whoever asks later. Clients are judged by their session's track.
func (b *Book) Keep(c incident.Clock, t *Track) {
	if isClient(c) {
		b.clients[c] = t
	}
}

// Assume takes a clock to be within an interval of UTC, at the level of likelihood.
func (b *Book) Assume(c incident.Clock, i incident.Interval) { b.assumed[c] = i }

// Assumed is what a clock was assumed to be within; open where nothing was.
func (b *Book) Assumed(c incident.Clock) incident.Interval {
	if i, ok := b.assumed[c]; ok {
		return i
	}
	return incident.Anything()
}

// Clocks lists the clocks of which anything is known, by name.
func (b *Book) Clocks() []incident.Clock {
	seen := map[incident.Clock]bool{}
	var out []incident.Clock
	for _, tracks := range b.tracks {
		for c := range tracks {
			if !seen[c] {
				seen[c] = true
				out = append(out, c)
			}
		}
	}
	slices.Sort(out)
	return out
}

// Hull is everything that a clock's offset may have been over its life.
func (b *Book) Hull(c incident.Clock) incident.Interval {
	t := b.tracks[Hard][c]
	if t == nil || !t.Hull().Bounded() && b.tracks[Soft][c] != nil {
		t = b.tracks[Soft][c]
	}
	if t == nil {
		return incident.Anything()
	}
	return t.Hull()
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

func isClient(c incident.Clock) bool { return strings.HasPrefix(string(c), "client:") }
