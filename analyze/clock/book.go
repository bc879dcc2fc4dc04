package clock

import (
	"slices"

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
	vouched map[string]Anchor // by source of exchanges
}

// NewBook is a book in which nothing is known.
func NewBook() *Book {
	return &Book{tracks: [2]map[incident.Clock]*Track{{}, {}}, assumed: map[incident.Clock]incident.Interval{},
		trusted: map[incident.Clock]bool{}, clients: map[incident.Clock]*Track{}, vouched: map[string]Anchor{}}
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

// At implements incident.Offsets: what the recorded lines prove. A client's clock is known by its session's track.
func (b *Book) At(c incident.Clock, t incident.Time) (incident.Interval, bool) {
	var a Answer
	if tr := b.clients[c]; tr != nil {
		a = tr.At(t)
	} else {
		a = b.Answer(Hard, c, t)
	}
	return a.Interval, a.Interval != incident.Anything()
}

// Likely answers what the book does where that is bounded on both sides; elsewhere it takes most clocks to be right, as wide
// as likelihood deserves. It is for estimates and for display: no verdict rests on it.
func (b *Book) Likely() incident.Offsets { return likely{b} }

type likely struct{ book *Book }

func (l likely) At(c incident.Clock, t incident.Time) (incident.Interval, bool) {
	recorded, known := l.book.At(c, t)
	if recorded.Bounded() || l.book.clients[c] != nil {
		return recorded, known
	}
	i := l.book.Answer(Soft, c, t).Interval
	if i.Bounded() {
		i.Lo, i.Hi = i.Lo-likelyWithin, i.Hi+likelyWithin
	}
	a := narrow(Answer{Interval: recorded}, Answer{Interval: i})
	return a.Interval, a.Interval != incident.Anything()
}

// likelyWithin is how far an offset that is only likely may be from what was found.
const likelyWithin = int64(5 * incident.Second)

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
