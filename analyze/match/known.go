package match

import (
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
		if k.TTL == Remaining && !ses.namePins(s.Tokens, Sure) && !ses.alignsSurely(s.Requests, k.Skew) {
			ses.namePins(s.Tokens, Likely)
		}
		ses.pairFetches(s.Requests, k.Skew)
		if k.TTL == Remaining {
			ses.namePins(s.Tokens, Likely)
		}
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
		f.Token, f.Request, f.doubt = f.named, nil, Sure
	}
	for _, u := range s.Uses {
		u.Token, u.among, u.doubt = u.named, nil, Sure
	}
}

// Late tells whether the first line of a token is not the line of its mint; see Request.late.
func (k *Known) Late(t *Token) bool { return t.First() != nil && t.First().late(k.Zones) }
