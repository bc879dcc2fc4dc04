package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Tolerances of the method, section 3.
const (
	elapsed  = 2 * incident.Second  // "really elapsed" is granted this much
	applies  = 3 * incident.Second  // within which a fetched token is handed over
	wakes    = 5 * incident.Second  // between an attempt on waking and the refusal, surely
	onWaking = 10 * incident.Second // … and at most
	maxTTL   = incident.Day

	nearlyRight = 15 * incident.Second // a clock that is known this well, and may be right, is taken as right at level Soft
)

// trial is one candidate token of one rejection, with everything that the table asks.
type trial struct {
	*scene
	token    *match.Token
	tier     incident.Tier
	newer    []*match.Token // see match.Candidate
	doubt    match.Doubt    // in which token it was
	ttl      incident.Span
	sinceExp incident.Interval // T − exp
	lived    incident.Interval // T − m
	minted   incident.Interval // m, in UTC
	sinceEnd incident.Interval // T − max(exp, m + ttl)
	x, g     Tri
	n, fair  Tri
	duty     Tri
	near     bool // T lies within the tolerance of an end
	later    []*attempt
	received incident.Interval // T − receipt of the token
	ends     []leaf            // the leaves that are left
	accepted *incident.Event   // a line that shows the token accepted
}

// try fills in what there is to say of one candidate.
func (s *scene) try(t *trial, c match.Candidate) {
	*t = trial{scene: s, token: c.Token, tier: c.Tier, newer: c.Newer, doubt: c.Doubt, ttl: s.ttl(c.Token)}
	t.accepted = s.acceptance(c.Token)
	t.time(s.age(c.Token), s.sinceEndOf(c.Token))
	if s.barren() || s.known.Brief && and(t.x, t.g) == No { // then no row asks for it
		t.duty = Maybe
		return
	}
	t.refreshes()
}

// barren tells whether nothing is on record that could prove when the session was refused: then only its token's
// credentials can prove anything.
func (s *scene) barren() bool {
	return s.level == clock.Hard && !s.t.Bounded() && len(s.session.Fetches) == 0 && len(s.session.Uses) == 0
}

// time takes how long before T the token was minted, and its exp, and settles with it X, G, N and Nfair.
func (t *trial) time(lived, sinceExp incident.Interval) {
	t.lived = lived
	if t.lived.Hi >= 0 {
		t.lived.Lo = max(t.lived.Lo, 0) // it was presented after it had been minted
	}
	t.sinceExp = sinceExp
	t.minted = t.mint(t.token)
	t.decide()
}

// decide evaluates X, G, N and Nfair from T and the token's age.
func (t *trial) decide() {
	leeway := t.known.Leeway
	t.x, t.g, t.n, t.fair = No, Maybe, No, No
	t.x = reaches(t.sinceExp, leeway.Exp)
	if t.rejection.SaysExpired() {
		t.x = Yes
	} else {
		t.early(leeway)
	}
	if t.rejection.SaysEarly() {
		t.x, t.n = No, Yes
		if !t.token.Iat.Known() || !t.token.Nbf.Known() {
			t.fair = Maybe
		}
	}
	t.reason(leeway)
	t.sinceEnd = t.sinceExp
	if t.ttl.Known() {
		end := plus(leeway.Exp, t.ttl)
		t.g = reaches(t.lived, plus(end, -elapsed))
		if t.x == Yes && t.lead() != incident.Anything() {
			// It was refused after exp; so its life was cut short only if iat stood behind the mint.
			lead := t.lead()
			t.g = or(t.g, reaches(lead, point(-int64(elapsed))))
			if t.g == Maybe && t.level == clock.Soft && lead.Lo > -int64(nearlyRight) && lead.Hi >= -int64(elapsed) {
				t.g = Yes
			}
		}
		if t.x == Yes && t.level == clock.Soft && t.hostNotBehind() {
			t.g = Yes // the life of a token that a right clock minted is over when exp is
		}
		t.near = t.lived.Lo < end.Hi+int64(elapsed)
		byLife := plus(t.lived, -t.ttl)
		t.sinceEnd = incident.Interval{Lo: min(t.sinceExp.Lo, byLife.Lo), Hi: min(t.sinceExp.Hi, byLife.Hi)}
	}
	if t.g == Maybe && t.level == clock.Soft && t.token.First() == nil && t.known.HostsRight {
		t.g = t.x
	}
}

// told tells whether the lines tell which token was presented, as against what is left after elimination.
func (t *trial) told() bool {
	return t.tier == incident.TierFingerprint || t.tier == incident.TierClaims || t.tier == incident.TierApplied
}

// mayBeAhead tells, at the level of likelihood, whether "not valid yet" is a better reason than a bad signature.
func (t *trial) mayBeAhead() bool {
	return t.level == clock.Soft && t.told() && !t.known.bad(&t.token.Token) && !t.rejection.SaysSignature() &&
		!t.known.refusedFromFirstUse(t.token) && t.lead().Lo > 0
}

// lead is iat − m: how far the minting clock was ahead, in the claims; by what the session itself saw first, then by what
// is known of the host's clock.
func (t *trial) lead() incident.Interval {
	own := minus(plus(t.lived, -t.ttl), t.sinceExp) // (T − m − ttl) − (T − exp)
	if !t.ttl.Known() {
		own = incident.Anything()
	}
	if t.token.Iat.Known() {
		if both, ok := meet(own, minus(point(int64(t.token.Iat)), t.minted)); ok {
			return both
		}
	}
	return own
}

// early settles N and Nfair.
func (t *trial) early(leeway match.Leeway) {
	if t.accepted != nil && t.since(t.accepted).Lo > 0 {
		return // valid then, so not too early now
	}
	if !t.token.Nbf.Known() {
		if t.level == clock.Hard && !t.token.Claims {
			t.n, t.fair = Maybe, Maybe // no line tells its nbf
		}
		return
	}
	ready := incident.Interval{Lo: -leeway.Nbf.Hi, Hi: -leeway.Nbf.Lo}
	t.n = not(reaches(minus(t.t, point(int64(t.token.Nbf))), ready))
	if t.fair = min(t.n, Maybe); t.token.Iat.Known() {
		t.fair = not(reaches(plus(t.lived, -t.token.Nbf.Sub(t.token.Iat)), ready))
	}
}

// reason draws a conclusion from the refusal itself: a token whose credentials were accepted before, and that was not too
// early, was refused because its time was over; so T is no earlier than exp + λ.
func (t *trial) reason(leeway match.Leeway) {
	if t.x == No && t.n == Maybe && (t.accepted != nil || t.mayBeAhead()) {
		t.n = Yes
	}
	good := t.accepted != nil && !t.overtaken() || t.level == clock.Soft && !t.known.bad(&t.token.Token)
	if t.x == Maybe && t.n == No && good {
		t.x = Yes
		t.sinceExp.Lo = max(t.sinceExp.Lo, leeway.Exp.Lo)
	}
}

// overtaken tells whether a refusal may be one that says nothing of the token: when an SDK before 2.18.5 wakes, its register
// can overtake its listen, and then a valid token is refused with 20101 or 31204, which a mask may hide.
func (t *trial) overtaken() bool {
	code := int(t.rejection.Event.EffectiveCode())
	return code == 20101 || code == 31204 || incident.IsMaskCode(code)
}

// acceptance is a line that shows the token accepted, before the refusal or after it: its credentials are good.
func (s *scene) acceptance(tok *match.Token) *incident.Event { return s.desk.accepted[tok] }
