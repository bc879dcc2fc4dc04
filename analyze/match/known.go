package match

import (
	"strings"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// Known is what was learnt from all stories and is used on each of them.
type Known struct {
	Book   *clock.Book
	Level  clock.Level
	TTL    Meaning
	Leeway Leeway
	Zones  Mints
	Skew   Skew
}

// Resolve finds out, for each session, which tokens its lines speak of, which requests answered its fetches, and what
// bounds its clock.
func (s *Story) Resolve(k *Known) {
	for _, ses := range s.Sessions {
		ses.forget()
		if k.TTL == Remaining {
			ses.namePins(s.Tokens)
		}
		ses.pairFetches(s.Requests, k.Skew)
		ses.settlePins()
		ses.markUnseen()
		ses.track(k)
	}
}

// find is the token that a line names.
func (k *Known) find(s *Session, e *incident.Event) *Token {
	if !e.Token.Known() {
		return nil
	}
	return s.ix.find(&e.Token)
}

// expiredWords are what validators write of a token whose time is over.
var expiredWords = []string{"expired", "expiration"}

// SaysExpired tells whether a refusal itself says that the token's time was over: by a code that means nothing else, or
// in the validator's own words. The SDK's canned text for a code is not the validator's.
func SaysExpired(r *Rejection) bool {
	if says(r.Event) {
		return true
	}
	for _, l := range r.Lines {
		if says(l) {
			return true
		}
	}
	return false
}

func says(e *incident.Event) bool {
	switch e.EffectiveCode() {
	case 31205, 20104, 20156:
		return true
	}
	m := strings.ToLower(e.WireMessage)
	for _, w := range expiredWords {
		if strings.Contains(m, w) {
			return true
		}
	}
	return false
}

// SaysEarly tells whether a refusal itself says that the token was not valid yet.
func SaysEarly(r *Rejection) bool {
	for _, e := range append([]*incident.Event{r.Event}, r.Lines...) {
		if c := e.EffectiveCode(); c == 20105 || c == 20155 {
			return true
		}
		if m := strings.ToLower(e.WireMessage); strings.Contains(m, "not yet valid") || strings.Contains(m, "not valid yet") {
			return true
		}
	}
	return false
}

// SaysSignature tells whether the validator's own words blame the signature.
func SaysSignature(r *Rejection) bool {
	if blames(r.Event) {
		return true
	}
	for _, l := range r.Lines {
		if blames(l) {
			return true
		}
	}
	return false
}

func blames(e *incident.Event) bool {
	switch e.EffectiveCode() {
	case 20107, 20159:
		return true
	}
	return strings.Contains(strings.ToLower(e.WireMessage), "signature")
}

// Mint is the reading of a host's clock when it served a request; see Request.mint.
func (k *Known) Mint(r *Request) clock.Reading { return r.mint(k.Zones) }

// markUnseen gives a token without a name to each fetch whose token no line tells, and to each acceptance whose ttl fits
// no token that is known.
func (s *Session) markUnseen() {
	if s.Name == "" {
		return
	}
	for _, f := range s.Fetches {
		if f.OK() && f.Token == nil {
			f.Token = &Token{Token: incident.NoToken(), Unseen: true}
		}
	}
	for _, u := range s.Uses {
		if u.Told() != nil || !u.Accepted && u.Event.Kind != incident.KindListen {
			continue
		}
		t := &Token{Token: incident.NoToken(), Unseen: true}
		u.Token = t
		if u.of != nil && u.of.Token == nil && u.of.from == nil {
			u.of.Token = t
		}
	}
}

// forget takes back what an earlier round concluded.
func (s *Session) forget() {
	for _, f := range s.Fetches {
		f.Token, f.Request, f.guessed = f.named, nil, false
	}
	for _, u := range s.Uses {
		u.Token, u.among, u.Guessed = u.named, nil, false
	}
}

// Suspect tells whether nothing in the lines says that a token was refused: every code only masks, and no message tells.
func (r *Rejection) Suspect() bool {
	if r.Event.Kind == incident.KindRejected || says(r.Event) || blames(r.Event) {
		return false
	}
	for _, l := range r.Lines {
		if l.Kind == incident.KindRejected || says(l) || blames(l) {
			return false
		}
	}
	return true
}

// Late tells whether the first line of a token is not the line of its mint; see Request.late.
func (k *Known) Late(t *Token) bool { return t.First() != nil && t.First().late(k.Zones) }
