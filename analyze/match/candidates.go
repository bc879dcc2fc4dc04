package match

import (
	"lapse/analyze/incident"
)

// Candidate is a token that may have been presented when a rejection came.
type Candidate struct {
	Token *Token
	Tier  incident.Tier
	Doubt Doubt    // in which token the session's lines mean
	Newer []*Token // at hand, and passed over: handed over a moment before, and no explanation of the refusal; or never handed over
}

// Fit tells how well a token explains a refusal, if it was the one presented.
type Fit int8

const (
	Excluded Fit = iota - 1 // it cannot have been refused at that moment
	Possible
	Certain // it must have been
)

// inFlight is how long after a token was replaced a refusal of the old one may still land.
const inFlight = 3 * incident.Second

// Candidates lists the tokens that may have been presented, the likeliest first. explains tells whether a token, if it
// was the one, can have been refused at that moment.
func (s *Session) Candidates(r *Rejection, tokens []*Token, explains func(*Token) Fit) []Candidate {
	if c := s.Told(r, explains); len(c) > 0 {
		return c
	}
	if twins := s.twins(r); len(twins) > 0 {
		return twins
	}
	return s.byElimination(r, tokens, explains)
}

// Told lists only those that lines tell of: of the refusal itself, or of what the session used.
func (s *Session) Told(r *Rejection, explains func(*Token) Fit) []Candidate {
	if c, ok := s.byReference(r); ok {
		return []Candidate{c}
	}
	return s.byUse(r, explains)
}

// byReference takes the token that a line of the refusal names (T0, T1).
func (s *Session) byReference(r *Rejection) (Candidate, bool) {
	c, ok := s.named(r.Event)
	for i := 0; i < len(r.Lines) && !ok; i++ {
		c, ok = s.named(r.Lines[i])
	}
	return c, ok
}

// named takes the token that one line names.
func (s *Session) named(e *incident.Event) (Candidate, bool) {
	if !e.Token.Known() {
		return Candidate{}, false
	}
	t := s.ix.find(&e.Token)
	switch {
	case t == nil && e.Token.Defects == 0:
		return Candidate{}, false
	case t == nil:
		return Candidate{Token: &Token{Token: e.Token}, Tier: incident.TierFingerprint}, true
	case e.Token.Fingerprint != "":
		return Candidate{Token: t, Tier: incident.TierFingerprint}, true
	}
	return Candidate{Token: t, Tier: incident.TierClaims}, true
}

// twins are the tokens that the claims in a line of the refusal may mean, where they are several.
func (s *Session) twins(r *Rejection) []Candidate {
	var out []Candidate
	for _, t := range s.ix.all(&r.Event.Token) {
		out = append(out, Candidate{Token: t, Tier: incident.TierWeighted})
	}
	return out
}

// byUse takes the token that the session applied last (T2; T0 where it is a listen on the wire that carries the token).
// Where it was applied only a moment ago, the refusal may still be of the one before: then that one is taken if it
// explains the refusal better, and both are kept if both explain it.
func (s *Session) byUse(r *Rejection, explains func(*Token) Fit) []Candidate {
	if s.Name == "" {
		return nil
	}
	last, previous := s.applied(r.Event.SortTime())
	if last == nil || last.Told() == nil {
		return nil
	}
	t, tier := last.Told(), incident.TierApplied
	if last.Event.Kind == incident.KindListen && last.Token != nil {
		tier = incident.TierFingerprint
	}
	if previous == nil || previous.Told() == nil || r.Event.SortTime().Sub(last.Event.SortTime()) > inFlight {
		return []Candidate{{Token: t, Tier: tier, Doubt: last.Doubt(), Newer: s.unhanded(last, r)}}
	}
	switch old, now := explains(previous.Told()), explains(t); {
	case old > now:
		return []Candidate{{Token: previous.Told(), Tier: incident.TierApplied, Doubt: previous.Doubt(), Newer: []*Token{t}}}
	case old > Excluded:
		return []Candidate{{Token: t, Tier: incident.TierWeighted}, {Token: previous.Told(), Tier: incident.TierWeighted}}
	}
	return []Candidate{{Token: t, Tier: tier, Doubt: last.Doubt()}}
}

// applied are the last use at or before a reading, and the last before it of another token.
func (s *Session) applied(at incident.Time) (last, previous *Use) {
	for _, u := range s.Uses {
		if u.Event.SortTime() > at {
			break
		}
		if last != nil && last.Told() != u.Told() {
			previous = last
		}
		last = u
	}
	return last, previous
}

// unhanded are the tokens that the session received between a use and a refusal, and that no line hands over: one of them
// may have been the one, had that line been lost.
func (s *Session) unhanded(last *Use, r *Rejection) []*Token {
	var out []*Token
	for _, f := range s.FetchesBefore(r.Event.SortTime(), len(s.Fetches)) {
		if f.OK() && f.Token != last.Told() && last.Event.SortTime() <= f.Answered.SortTime() && f.Answered.SortTime() <= r.Event.SortTime() {
			out = append(out, f.Token)
		}
	}
	return out
}

// byElimination keeps the tokens that no hard filter excludes: of this session, minted before, able to explain. Those that
// must have been refused come before those that may have been, and the newest first.
func (s *Session) byElimination(r *Rejection, tokens []*Token, explains func(*Token) Fit) []Candidate {
	var room [2][enoughCandidates]*Token
	certain, possible := room[0][:0], room[1][:0]
	for i := len(tokens) - 1; i >= 0 && len(certain) < enoughCandidates; i-- {
		t := tokens[i]
		if !s.MayHold(t) {
			continue
		}
		switch explains(t) {
		case Certain:
			certain = append(certain, t)
		case Possible:
			if len(possible) < enoughCandidates {
				possible = append(possible, t)
			}
		}
	}
	out := make([]Candidate, 0, len(certain)+len(possible))
	for _, t := range append(certain, possible...) {
		out = append(out, Candidate{Token: t, Tier: incident.TierWeighted})
	}
	if len(out) == 1 {
		out[0].Tier = incident.TierOnly
	}
	return out
}

// enoughCandidates is how many tokens that must have been refused are looked at, and how many are listed that may have
// been: older ones are ever less likely.
const enoughCandidates = 8

// Presented is the token that a rejection's own lines name, or that the session applied last; nil where neither tells.
func (s *Session) Presented(r *Rejection) *Token {
	if c, ok := s.byReference(r); ok {
		return c.Token
	}
	if last, _ := s.applied(r.Event.SortTime()); last != nil && s.Name != "" {
		return last.Told()
	}
	return nil
}
