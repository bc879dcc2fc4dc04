package match

import "lapse/analyze/incident"

// Use is a moment at which a session handed a token over or had one accepted.
type Use struct {
	Event    *incident.Event
	Token    *Token // nil where it could not be told
	Accepted bool   // by the validator (registered, connected), as against handed to the SDK

	doubt Doubt // in Token

	named *Token   // what the line itself names
	among []*Token // what its ttl fits, where it fits several
	from  *Fetch   // the fetch whose token it hands over, where the line names none
	of    *Use     // the use that it repeats or answers
	since *Fetch   // the fetch that brought another token since of, which no line hands over; nil if there is none

	crossed bool // a hand-over came between the presentation that it may answer and itself

	before *incident.Event // the line before an acceptance: the token had not been presented yet, or just was
}

// hand records that a token was handed over to the SDK or to the wire. A line that names none hands over the token that
// was fetched last, unless it only repeats what was handed over before (the SDK's listen on a reconnect).
func (s *Session) hand(e *incident.Event, named *Token, before *Use, got *Fetch) *Use {
	u := &Use{Event: e, Token: named, named: named}
	switch {
	case named != nil:
	case e.Kind == incident.KindListen && before != nil:
		u.of, u.since = before, before.overtaken(got)
	default:
		u.from = got
	}
	s.Uses = append(s.Uses, u)
	return u
}

// Told is the token of a use, as far as it is told by now.
func (u *Use) Told() *Token {
	for n := 0; u != nil && n < 4; n++ {
		switch {
		case u.Token != nil:
			return u.Token
		case u.from != nil:
			return u.from.Token
		}
		u = u.of
	}
	return nil
}

// roundTrip is less than a presentation and its answer take.
const roundTrip = 50 * incident.Millisecond

// cross marks an acceptance that may still be of the token that had been handed over before the last one: it was presented,
// and nothing had answered yet. To hand one token over again leaves nothing open.
func (u *Use) cross(earlier *Use) {
	if t := earlier.Told(); t != nil && t == u.of.Told() {
		return
	}
	since := u.Event.SortTime().Sub(u.of.Event.SortTime())
	u.crossed = since <= inFlight
	if since < roundTrip {
		u.of = earlier
	}
}

// overtaken is the last fetch, if it came after a hand-over and brought another token: the line that hands that one over
// may be lost.
func (u *Use) overtaken(got *Fetch) *Fetch {
	if u == nil || got == nil || u.from == got || got.named != nil && got.named == u.named ||
		got.Answered.SortTime() < u.Event.SortTime() {
		return nil
	}
	return got
}

// Doubt is how surely Told is the token of a use.
func (u *Use) Doubt() Doubt {
	least := Sure
	for n := 0; u != nil && n < 4; n++ {
		switch {
		case u.Token != nil:
			return max(u.doubt, least)
		case u.from != nil:
			return max(u.from.doubt, least)
		}
		if u.crossed || u.since != nil && u.since.Token != u.of.Told() {
			least = Likely
		}
		u = u.of
	}
	return least
}

// fetch is the fetch whose token a use is of, where the session's own lines tell.
func (u *Use) fetch() *Fetch {
	for ; u != nil; u = u.of {
		if u.from != nil {
			return u.from
		}
	}
	return nil
}
