package clock

import "lapse/analyze/incident"

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

// Assume takes a clock to be within an interval of UTC, at the level of likelihood.
func (b *Book) Assume(c incident.Clock, i incident.Interval) { b.assumed[c] = i }

// Assumed is what a clock was assumed to be within; open where nothing was.
func (b *Book) Assumed(c incident.Clock) incident.Interval {
	if i, ok := b.assumed[c]; ok {
		return i
	}
	return incident.Anything()
}

// Keep remembers a client's own clock, for whoever asks later. Clients are judged by their session's track.
func (b *Book) Keep(c incident.Clock, t *Track) {
	if isClient(c) {
		b.clients[c] = t
	}
}
