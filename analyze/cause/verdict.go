package cause

import (
	"strings"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Judge gives the verdict on one rejection of a session; false where the line only might have been one and nothing says
// that it was.
func (d *Docket) Judge(session *match.Session, r *match.Rejection) (incident.Verdict, bool) {
	v := verdictOf(d.story, session, r)
	hard := d.judgeAt(clock.Hard, session, r)
	soft := hard
	if !hard.proves() {
		soft = d.judgeAt(clock.Soft, session, r)
	}
	best := soft.best()
	if r.Suspect() && (best == nil || !best.convicts()) {
		return v, false
	}
	if best == nil {
		v.Cause, v.Subcause, v.Certainty = incident.Undetermined, incident.NoTokenFound, incident.Likely
		v.Evidence = noToken(r)
		return v, true
	}
	d.fill(&v, best, &hard, &soft)
	return v, true
}

// fill writes down what the best trial says.
func (d *Docket) fill(v *incident.Verdict, best *trial, hard, soft *judgement) {
	v.TrueTime = best.t
	v.MatchedBy, v.Candidates = best.tier, len(soft.trials)
	if best.token.Known() {
		v.Token, v.Host = tokenOf(best.token), best.token.Host
	}
	l := best.choose()
	v.Cause, v.Subcause = l.cause, l.sub
	v.Certainty = certainty(hard, soft, l)
	v.Contributing = best.contributing(l)
	if d.known.Brief {
		return
	}
	v.Margin, v.Flip = best.margin(l)
	(&brief{trial: best, leaf: l, hard: hard, soft: soft, v: v}).write()
}

// tokenOf is a copy: a verdict must not keep a whole story in memory, nor texts that were read together with a token's.
func tokenOf(t *match.Token) *incident.Token {
	c := t.Token
	c.Fingerprint, c.JTI = incident.Fingerprint(strings.Clone(string(c.Fingerprint))), strings.Clone(c.JTI)
	return &c
}

func verdictOf(story *match.Story, session *match.Session, r *match.Rejection) incident.Verdict {
	e := r.Event
	v := incident.Verdict{
		Event: e.ID, Source: e.Pos, Time: e.SortTime(), Code: e.EffectiveCode(),
		Identity: story.Identity, Session: session.Name, CallSID: e.CallSID, SDK: e.SDK, App: e.App,
		Margin: incident.NoSpan, TrueTime: incident.Anything(),
	}
	for _, l := range r.Lines {
		if v.CallSID == "" {
			v.CallSID = l.CallSID
		}
		if l.WireCode != 0 && e.WireCode == 0 {
			v.Code = l.WireCode
		}
	}
	v.CallSID = strings.Clone(v.CallSID)
	return v
}

func certainty(hard, soft *judgement, l leaf) incident.Certainty {
	switch {
	case hard.proves() && hard.union[0] == l.cause:
		return incident.Proved
	case len(soft.union) == 1 && soft.union[0] == l.cause:
		return incident.Likely
	}
	return incident.Possible
}

// convicts tells whether the session's token shows that an error that may mask a rejection was one: the token is told by
// the session's own lines, and it was over, not valid yet, or bad.
func (t *trial) convicts() bool {
	if t.tier == incident.TierWeighted || t.tier == incident.TierOnly || t.session.Name == "" {
		return false
	}
	return t.x == Yes || t.n == Yes || t.accepted == nil && t.known.bad(&t.token.Token)
}

// contributing lists what is also true of the token but did not decide: credentials that would have been refused as well,
// and a clock that shortened a life which was over anyway.
func (t *trial) contributing(l leaf) []incident.Cause {
	var out []incident.Cause
	if _, wrong := t.known.wrongIssuer(&t.token.Token); wrong && l.cause != incident.WrongIss {
		out = append(out, incident.WrongIss)
	}
	if t.token.Signature == incident.SignatureBad && l.cause != incident.BadSignature {
		out = append(out, incident.BadSignature)
	}
	switch l.cause {
	case incident.GenuineExpiry, incident.MissedRefresh:
		if t.x == Yes && t.lead().Hi < -int64(nearlyRight) {
			out = append(out, incident.ClockSkew)
		}
	case incident.WrongIss, incident.BadSignature:
		if t.x == Yes {
			out = append(out, incident.GenuineExpiry)
		}
	}
	return out
}
