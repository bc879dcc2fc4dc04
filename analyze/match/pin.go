package match

import (
	"slices"

	"lapse/analyze/incident"
)

// Meaning is what a validator's ttl means in `connected` and `registered`.
type Meaning uint8

const (
	MeaningUnknown Meaning = iota
	Remaining              // the seconds left: pins UTC to about a second, and names the token
	Nominal                // exp − iat of the token, whenever it is asked: says nothing about time
)

// pinSlack is how far pins of one session may lie apart: a second of rounding, a second of latency, and drift.
const pinSlack = 3 * incident.Second

// TTLVotes compares what the validator told with what was left by the session's own clock, for tokens whose receipt is
// recorded: at least 5 s after receipt the two meanings differ. A ttl below the nominal one says "remaining" at once: even
// a fresh token has lost a part of a second.
func (s *Session) TTLVotes() (remaining, nominal int) {
	for _, u := range s.Uses {
		t := u.Told()
		if !u.Accepted || !u.Event.TTL.Known() || t == nil || !t.TTL().Known() {
			continue
		}
		age, ok := s.age(u, t)
		switch missing := t.TTL() - u.Event.TTL; {
		case missing >= incident.Second:
			remaining++
		case ok && age >= 5*incident.Second:
			nominal++
		}
	}
	return remaining, nominal
}

// age is how long before u the session received t, by its own clock.
func (s *Session) age(u *Use, t *Token) (incident.Span, bool) {
	for _, f := range s.Fetches {
		if f.OK() && f.Token == t && f.Answered.SortTime() <= u.Event.SortTime() {
			return u.Event.SortTime().Sub(f.Answered.SortTime()), true
		}
	}
	return 0, false
}

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
		case t == nil || !t.Exp.Known() || !named(u):
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
		for _, t := range tokens {
			if s.MayHold(t) {
				all = append(all, fit{offsetBy(u, t) - prior, g})
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

// fetch is the fetch whose token a use is of, where the session's own lines tell.
func (u *Use) fetch() *Fetch {
	for ; u != nil; u = u.of {
		if u.from != nil {
			return u.from
		}
	}
	return nil
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

// delay is Delay without saying how surely; 0 without receive stamps.
func (s *Session) delay() incident.Span {
	d, _ := s.Delay()
	return d
}

// agreeingPosts is how near the best receive stamp others must come to confirm it.
const agreeingPosts = 2 * incident.Second

// Delay estimates the offset of the session's clock against the collector's by the line that was posted fastest, and says
// how many lines of different moments bear it out. Posts can be late, never early: the clock is at least that far ahead.
func (s *Session) Delay() (offset incident.Span, lines int) {
	var diffs []incident.Span
	var last incident.Time
	for _, e := range s.Events {
		if e.Time.Known() && e.Received.Known() && e.Received.Clock != incident.Validator && (len(diffs) == 0 || e.Received.Reading != last) {
			diffs = append(diffs, e.Time.Reading.Sub(e.Received.Reading))
			last = e.Received.Reading
		}
	}
	if len(diffs) == 0 {
		return 0, 0
	}
	best := slices.Max(diffs)
	for _, d := range diffs {
		if best-d <= agreeingPosts {
			lines++
		}
	}
	return best, lines
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
