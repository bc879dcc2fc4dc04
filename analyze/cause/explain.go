package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// explains tells whether a token can have been refused at that moment.
func (s *scene) explains(tok *match.Token) match.Fit {
	early := s.rejection.SaysEarly() && s.soonValid(tok)
	age := s.age(tok)
	if age.Hi < 0 && !early {
		return match.Excluded // not yet minted
	}
	if s.known.bad(&tok.Token) {
		return match.Certain
	}
	t := &trial{scene: s, token: tok, ttl: s.ttl(tok)}
	since := s.sinceEndOf(tok)
	t.time(age, since)
	if t.x == Yes && reaches(since, s.known.Leeway.Exp) == No {
		t.x = No // the refusal says "expired", and this token was not
	}
	return match.Fit(or(t.x, t.n))
}

// soonValid tells whether a token's nbf lies after the refusal by no more than a clock that is ahead explains: then the
// refusal itself contradicts what is assumed of its host's clock.
func (s *scene) soonValid(tok *match.Token) bool {
	if !tok.Nbf.Known() || s.level == clock.Hard {
		return false
	}
	until := minus(point(int64(tok.Nbf)), s.t)
	return until.Hi > 0 && until.Lo <= int64(incident.Hour)
}

// bad tells whether a token is refused whatever the time.
func (k *Known) bad(t *incident.Token) bool {
	_, wrong := k.wrongIssuer(t)
	return wrong || t.Defects.Has(incident.Unreadable) || t.Defects.Has(incident.MissingGrant) ||
		t.Signature == incident.SignatureBad || t.TTL().Known() && (t.TTL() > maxTTL || t.TTL() <= 0)
}
