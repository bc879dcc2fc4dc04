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
// ends; the same offset of the session's clock must explain all of them, so the offset that most pairs of (line, token)
// agree on tells which token each line means.
func (s *Session) namePins(tokens []*Token) {
	var pins []*Use
	var known, all []incident.Span
	for _, u := range s.Uses {
		if !u.Accepted || !u.Event.TTL.Known() {
			continue
		}
		if t := u.Told(); t != nil && t.Exp.Known() && named(u) {
			known = append(known, offsetBy(u, t))
			continue
		}
		pins = append(pins, u)
		for _, t := range tokens {
			if s.MayHold(t) {
				all = append(all, offsetBy(u, t))
			}
		}
	}
	if len(pins) == 0 {
		return
	}
	offset, ok := s.pinOffset(known, all, len(pins))
	if !ok {
		return
	}
	for _, u := range pins {
		if near := s.near(u, tokens, offset); len(near) == 1 {
			u.believe(near[0])
		} else {
			u.among = near
		}
	}
}

// settlePins decides for pins that fit several tokens (a second apart) by what was fetched and handed over last.
func (s *Session) settlePins() {
	for _, u := range s.Uses {
		if u.Token == nil && u.among != nil && slices.Contains(u.among, u.Told()) {
			u.Token, u.Guessed = u.Told(), true
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

// pinOffset picks the offset that most pins agree on; near what receive stamps say, or near zero, where that is a tie.
func (s *Session) pinOffset(known, all []incident.Span, pins int) (incident.Span, bool) {
	if len(known) > 0 {
		d, _ := densest(known, pinSlack)
		return d, true
	}
	prior := s.delay()
	for i := range all {
		all[i] -= prior
	}
	d, votes := densest(all, pinSlack)
	if votes == 0 || votes == 1 && len(all) > 1 && span(d) > incident.Minute {
		return 0, false
	}
	return d + prior, 2*votes > pins || votes > 1
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
		if e.Time.Known() && e.Received.Known() && (len(diffs) == 0 || e.Received.Reading != last) {
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
func (u *Use) believe(t *Token) {
	u.Token = t
	h := u.of
	if h == nil || h.Token != nil || u.Event.SortTime().Sub(h.Event.SortTime()) > handedJustBefore {
		return
	}
	h.Token = t
	if h.from != nil && h.from.Token == nil {
		h.from.Token = t
	}
}
