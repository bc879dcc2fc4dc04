package cause

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// choose picks the leaf that stands for a trial: the only one, or the one that the middle of the intervals leads to. A
// clock is blamed only where it surely is to blame: a suspicion gives way to any other leaf.
func (t *trial) choose() leaf {
	ends := t.ends
	if len(ends) > 1 {
		ends = append(t.collapse().leaves(), ends...)
	}
	for _, l := range ends {
		if l.cause != incident.ClockSkew || t.blames(l.sub) {
			return l
		}
	}
	return leaf{incident.Undetermined, incident.ValidWhenPresented, Yes}
}

// blames tells whether the minting clock was surely wrong in the way that a sub-cause says.
func (t *trial) blames(sub incident.Subcause) bool {
	switch {
	case sub == incident.IssuerBehind && t.conflict:
		return false // one of the bounds is wrong
	case sub == incident.IssuerAhead && t.lead().Hi <= int64(elapsed):
		return false // the clock is known to be right
	}
	if t.session.Name == "" && t.token.Iat.Known() {
		host := minus(point(int64(t.token.Iat)), t.minted)
		return sub == incident.IssuerBehind && host.Hi < -int64(elapsed) || sub == incident.IssuerAhead && host.Lo > int64(elapsed)
	}
	if sub == incident.IssuerBehind {
		return (t.g == No || t.lead().Hi < -int64(elapsed)) && (t.level == clock.Hard || t.accused())
	}
	if t.token.First() == nil && !t.rejection.SaysEarly() {
		return false // nothing but the client's clock says that nbf was still to come
	}
	known := t.told() || t.tier == incident.TierOnly
	return known && t.n == Yes && t.fair == No || (known || t.n == Yes) && t.lead().Lo > int64(elapsed)
}

// accused tells whether others than this session bear out that the minting clock was behind; where no line says who minted
// the token, whether any host is.
func (t *trial) accused() bool {
	if first := t.token.First(); first != nil {
		return t.known.Accused[t.known.Mint(first).Clock]
	}
	return !t.known.HostsRight
}

// hostNotBehind tells whether the clock that minted the token is known well enough not to be called behind.
func (t *trial) hostNotBehind() bool {
	host := t.hostOffset(t.token)
	return host.Bounded() && host.Lo > -int64(nearlyRight) && host.Hi >= -int64(elapsed)
}

// collapse is the trial with every interval shrunk to its middle; what was certain stays.
func (t *trial) collapse() *trial {
	c := *t
	s := *t.scene
	c.scene = &s
	s.t = middle(s.t)
	c.lived, c.sinceExp, c.minted = middle(t.lived), middle(t.sinceExp), middle(t.minted)
	c.decide()
	c.x, c.g, c.n, c.fair = settled(t.x, c.x), settled(t.g, c.g), settled(t.n, c.n), settled(t.fair, c.fair)
	c.later = nil
	surely := slices.ContainsFunc(t.later, func(a *attempt) bool { return a.mine == Yes })
	for _, a := range t.later {
		if !surely || a.mine == Yes {
			m := *a
			m.asked, m.done = middle(a.asked), middle(a.done)
			c.later = append(c.later, &m)
		}
	}
	return &c
}
