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

	before *incident.Event // the line before an acceptance: the token had not been presented yet, or just was
}

// hand records that a token was handed over to the SDK or to the wire. A line that names none hands over the token that
// was fetched last, unless it only repeats what was handed over before (the SDK's listen on a reconnect).
func (s *Session) hand(e *incident.Event, named *Token, before *Use, got *Fetch) *Use {
	u := &Use{Event: e, Token: named, named: named}
	switch {
	case named != nil:
	case e.Kind == incident.KindListen && before != nil:
		u.of = before
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

// Doubt is how surely Told is the token of a use.
func (u *Use) Doubt() Doubt {
	for n := 0; u != nil && n < 4; n++ {
		switch {
		case u.Token != nil:
			return u.doubt
		case u.from != nil:
			return u.from.doubt
		}
		u = u.of
	}
	return Sure
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
