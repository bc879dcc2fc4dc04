package match

import (
	"slices"

	"lapse/analyze/incident"
)

// pinSlack is how far pins of one session may lie apart: a second of rounding, a second of latency, and drift.
const pinSlack = 3 * incident.Second

// namePins finds out which token each ttl speaks of. A ttl that is what remains names the UTC second at which the token
// ends; the same offset of the session's clock must explain all of them, so the offset that most of them agree on tells
// which token each line means. An offset that is in more doubt than most is left alone, and false is the answer.
func (s *Session) namePins(tokens []*Token, most Doubt) bool {
	var pins []*Use
	var known, likely []incident.Span
	for _, u := range s.Uses {
		if !u.Accepted || !u.Event.TTL.Known() {
			continue
		}
		switch t := u.Told(); {
		case t == nil || !t.Exp.Known() || !named(u) || u.crossed:
			pins = append(pins, u)
		case u.Doubt() == Sure:
			known = append(known, offsetBy(u, t))
		default:
			likely = append(likely, offsetBy(u, t))
		}
	}
	if len(pins) == 0 {
		return true
	}
	var offset incident.Span
	doubt, ok := Sure, true
	switch {
	case len(known) > 0:
		offset, _ = densest(known, pinSlack)
	case len(likely) > 0:
		offset, _ = densest(likely, pinSlack)
		doubt = Likely
	default:
		offset, doubt, ok = s.pinOffset(pins, tokens)
	}
	if !ok || doubt > most {
		return false
	}
	for _, u := range pins {
		if near := s.near(u, tokens, offset); len(near) == 1 {
			u.believe(near[0], doubt)
		} else {
			u.among = near
		}
	}
	return true
}

// settlePins decides for pins that fit several tokens (a second apart) by what was fetched and handed over last.
func (s *Session) settlePins() {
	for _, u := range s.Uses {
		if u.Token == nil && u.among != nil && slices.Contains(u.among, u.Told()) {
			u.Token, u.doubt = u.Told(), Guess
		}
	}
}

// named tells whether a line itself, or one that it answers, names the token.
func named(u *Use) bool {
	for ; u != nil; u = u.of {
		if u.Token != nil || u.from != nil && u.from.Token != nil {
			return true
		}
	}
	return false
}

// offsetBy is reading − UTC of the session's clock if the ttl of u speaks of t.
func offsetBy(u *Use, t *Token) incident.Span {
	return u.Event.SortTime().Sub(t.Exp.Add(-u.Event.TTL))
}

// MayHold tells whether a session can hold a token: no line gives it to another session.
func (s *Session) MayHold(t *Token) bool {
	if !t.Exp.Known() {
		return false
	}
	if s.Name == "" || len(t.Served) == 0 {
		return true
	}
	for _, r := range t.Served {
		if n := r.Session(); n == "" || n == s.Name {
			return true
		}
	}
	return false
}

// pinOffset picks the offset of the session's clock that most pins agree on; near what receive stamps say, or near zero,
// where that is a tie. Pins that name one end are one: they agree with each other whichever token they mean.
func (s *Session) pinOffset(pins []*Use, tokens []*Token) (offset incident.Span, doubt Doubt, ok bool) {
	prior := s.delay()
	var all []fit
	ends := groupEnds(pins)
	for g, u := range ends {
		for j, t := range tokens {
			if s.MayHold(t) {
				all = append(all, fit{offsetBy(u, t) - prior, g, j})
			}
		}
	}
	a := align(all, pinSlack)
	if a.votes == 0 || a.votes == 1 && len(all) > 1 && span(a.shift) > incident.Minute {
		return 0, Guess, false
	}
	if !a.sure(len(ends)) && !(a.votes == len(ends) && s.accountsFor(ends, tokens)) {
		doubt = Likely
	}
	return a.shift + prior, doubt, 2*a.votes > len(ends) || a.votes > 1
}

// accountsFor tells whether the logs of both sides are of one mind about what the session got: as many tokens were minted
// for it, by lines that name it, as it received and had accepted, and every one that it had accepted it had received.
func (s *Session) accountsFor(ends []*Use, tokens []*Token) bool {
	for _, u := range ends {
		if u.fetch() == nil {
			return false
		}
	}
	minted, received := 0, 0
	for _, t := range tokens {
		if s.Name != "" && slices.ContainsFunc(t.Served, func(r *Request) bool { return r.Session() == s.Name }) {
			minted++
		}
	}
	for _, f := range s.Fetches {
		if f.OK() {
			received++
		}
	}
	return minted == len(ends) && received == minted
}

// groupEnds picks one pin of those that name the same end of a token by the session's own clock.
func groupEnds(pins []*Use) []*Use {
	var out []*Use
	for _, u := range pins {
		end := u.Event.SortTime().Add(u.Event.TTL)
		if !slices.ContainsFunc(out, func(v *Use) bool { return span(v.Event.SortTime().Add(v.Event.TTL).Sub(end)) <= pinSlack }) {
			out = append(out, u)
		}
	}
	return out
}

// near lists the tokens that a pin may speak of if the session's clock is off by offset.
func (s *Session) near(u *Use, tokens []*Token, offset incident.Span) []*Token {
	var out []*Token
	for _, t := range tokens {
		if s.MayHold(t) && span(offsetBy(u, t)-offset) <= pinSlack {
			out = append(out, t)
		}
	}
	return out
}

// handedJustBefore is how long after a token was handed over its acceptance may come.
const handedJustBefore = 15 * incident.Second

// believe takes over what a pin told: of the line itself, and of the hand-over and fetch just before it.
func (u *Use) believe(t *Token, doubt Doubt) {
	u.Token, u.doubt = t, doubt
	h := u.of
	if h == nil || h.Token != nil || u.Event.SortTime().Sub(h.Event.SortTime()) > handedJustBefore {
		return
	}
	h.Token, h.doubt = t, doubt
	if h.from != nil && h.from.Token == nil {
		h.from.Token, h.from.doubt = t, doubt
	}
}
