package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// leaf is one end of the decision table.
type leaf struct {
	cause incident.Cause
	sub   incident.Subcause
	when  Tri // Yes where its row surely holds, Maybe where it may
}

// leaves walks the table from the top; a row whose condition may hold adds its leaf, a row that surely holds ends the walk.
func (t *trial) leaves() []leaf {
	before := len(t.desk.leaves)
	add := func(when Tri, c incident.Cause, sub incident.Subcause) bool {
		if when != No {
			t.desk.leaves = append(t.desk.leaves, leaf{c, sub, when})
		}
		return when == Yes
	}
	if !t.credentials(add) && !t.timed(add) && !t.suffice(t.desk.leaves[before:]) {
		t.unexplained(add)
	}
	n := len(t.desk.leaves)
	return t.desk.leaves[before:n:n]
}

// suffice tells whether the leaves that may hold are enough: a refusal has a reason, so where one is possible, "none" is not.
func (t *trial) suffice(leaves []leaf) bool {
	return len(leaves) > 0 && (t.level == clock.Soft || t.accepted != nil && !t.overtaken()) && !onlySuspicion(leaves)
}

// timed are the rows 6 to 15, which time decides. What was missed is asked only of a token whose time may be over, in a
// session that may have had to refresh it.
func (t *trial) timed(add func(Tri, incident.Cause, incident.Subcause) bool) bool {
	dead := and(t.x, t.g)
	if add(and(t.x, not(t.g)), incident.ClockSkew, incident.IssuerBehind) {
		return true
	}
	if due := and(dead, t.duty); due != No {
		for _, row := range missed {
			if add(and(due, row.when(t)), incident.MissedRefresh, row.sub) {
				return true
			}
		}
	}
	if dead != No && add(and(dead, t.cached()), incident.GenuineExpiry, incident.Cached) {
		return true
	}
	return add(dead, incident.GenuineExpiry, incident.NoRefresh) ||
		add(and(t.n, not(t.fair)), incident.ClockSkew, incident.IssuerAhead) ||
		add(t.n, incident.BadToken, incident.NotBeforeInFuture)
}

// missed are the rows 7 to 12: how a session that was to refresh its token came not to.
var missed = []struct {
	when func(*trial) Tri
	sub  incident.Subcause
}{
	{(*trial).suspended, incident.Suspended},
	{(*trial).notApplied, incident.NotApplied},
	{(*trial).tooLate, incident.TooLate},
	{(*trial).endpointFailed, incident.EndpointFailed},
	{(*trial).stale, incident.StaleToken},
	{func(*trial) Tri { return Yes }, incident.NotAttempted},
}

// onlySuspicion tells whether nothing but a clock that might be wrong is left: that is no reason to say that it is.
func onlySuspicion(leaves []leaf) bool {
	for _, l := range leaves {
		if l.cause != incident.ClockSkew || l.when == Yes {
			return false
		}
	}
	return true
}

// credentials are the rows 1 to 5, which need no clock.
func (t *trial) credentials(add func(Tri, incident.Cause, incident.Subcause) bool) bool {
	tok := &t.token.Token
	expired := t.rejection.SaysExpired()
	switch {
	case tok.Defects.Has(incident.Unreadable):
		return add(Yes, incident.BadToken, incident.UnreadableToken)
	case tok.Defects.Has(incident.MissingGrant):
		return add(Yes, incident.BadToken, incident.MissingVoiceGrant)
	}
	if sub, wrong := t.known.wrongIssuer(tok); wrong && !expired && t.accepted == nil {
		return add(Yes, incident.WrongIss, sub)
	}
	if tok.Signature == incident.SignatureBad && !expired {
		return add(Yes, incident.BadSignature, "")
	}
	if t.ttl.Known() && t.ttl <= 0 {
		return add(Yes, incident.GenuineExpiry, incident.BornExpired)
	}
	if t.ttl.Known() && t.ttl > maxTTL && t.saysNothingElse() && t.accepted == nil {
		return add(Yes, incident.BadToken, incident.TTLTooLong)
	}
	return false
}

// unexplained is row 16.
func (t *trial) unexplained(add func(Tri, incident.Cause, incident.Subcause) bool) {
	if t.accepted == nil && t.token.Signature != incident.SignatureGood && (t.rejection.SaysSignature() || t.known.refusedFromFirstUse(t.token)) {
		add(Yes, incident.BadSignature, "")
		return
	}
	add(Yes, incident.Undetermined, incident.ValidWhenPresented)
}

// saysNothingElse tells whether no code or message names another reason than a lifetime that is too long.
func (t *trial) saysNothingElse() bool {
	switch t.rejection.Event.EffectiveCode() {
	case 31205, 20107, 20159, 20105, 20155, 20103, 20153:
		return false
	}
	return !t.rejection.SaysSignature()
}
