package cause

import (
	"slices"

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
	if token := best.token.Token; token.Known() { // a copy: it must not keep the whole story in memory
		v.Token, v.Host = &token, best.token.Host
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
	return v
}

// judgement is what one level of evidence says: a trial a candidate.
type judgement struct {
	trials   []trial
	conflict bool
	union    []incident.Cause // of the causes that the candidates lead to
}

func (d *Docket) judgeAt(level clock.Level, session *match.Session, r *match.Rejection) judgement {
	s := d.open(level, session, r)
	candidates := s.candidates()
	j := judgement{trials: s.desk.trials[:min(len(candidates), maxCandidates)]}
	for i := range j.trials {
		s.try(&j.trials[i], candidates[i])
	}
	j.conflict = s.conflict
	for i := range j.trials {
		t := &j.trials[i]
		t.ends = t.leaves()
		for _, l := range t.ends {
			if !slices.Contains(s.desk.union, l.cause) {
				s.desk.union = append(s.desk.union, l.cause)
			}
		}
	}
	j.union = s.desk.union
	return j
}

// candidates are the tokens to try. What is left after elimination proves nothing; so by record it is only looked at where
// evidence is written down.
func (s *scene) candidates() []match.Candidate {
	if s.level == clock.Hard && s.known.Brief {
		return s.session.Told(s.rejection, s.explains)
	}
	return s.session.Candidates(s.rejection, s.story.Tokens, s.explains)
}

// maxCandidates bounds the work on an identity with thousands of tokens; the candidates come likeliest first.
const maxCandidates = 8

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

// best is the trial that stands for the judgement: the first whose token explains the refusal.
func (j *judgement) best() *trial {
	if len(j.trials) == 0 {
		return nil
	}
	return &j.trials[0]
}

// proves tells whether one cause is left, on record.
func (j *judgement) proves() bool {
	if len(j.union) != 1 || j.conflict || len(j.trials) == 0 || !j.single() {
		return false
	}
	return j.recorded(j.trials[0].ends[0])
}

// single tells whether every candidate leads to the same leaf, sub-cause and all.
func (j *judgement) single() bool {
	first := j.trials[0].ends
	for i := range j.trials {
		if t := &j.trials[i]; len(t.ends) != 1 || t.ends[0].sub != first[0].sub {
			return false
		}
	}
	return true
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

// recorded tells whether what leads to the leaf is all on record.
func (j *judgement) recorded(l leaf) bool {
	for i := range j.trials {
		t := &j.trials[i]
		if !t.told() || t.doubt > match.Sure || t.session.Name == "" || !t.surelyNot(t.newer) {
			return false
		}
		if !t.records(l) {
			return false
		}
	}
	return true
}

// surelyNot tells whether a token that was at hand cannot have been the one refused: it was accepted, so its credentials
// are good, and it was neither over nor too early.
func (t *trial) surelyNot(newer *match.Token) bool {
	return newer == nil || t.acceptance(newer) != nil && t.explains(newer) == match.Excluded
}

// records tells whether one trial's leaf is on record. A cause that time decides needs a token whose credentials are
// known to be good, or the validator's word, and a T that is not too near to the end.
func (t *trial) records(l leaf) bool {
	switch l.cause {
	case incident.WrongIss:
		return !t.known.Inferred
	case incident.BadSignature:
		return t.token.Signature == incident.SignatureBad
	case incident.Undetermined:
		return false
	case incident.BadToken:
		return l.sub != incident.NotBeforeInFuture || t.accepted != nil || t.rejection.SaysEarly()
	case incident.ClockSkew:
		return t.accepted != nil || t.rejection.SaysExpired() || t.rejection.SaysEarly()
	}
	return l.sub == incident.BornExpired || !t.near && (t.accepted != nil || t.rejection.SaysExpired())
}

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
	if t.session.Name == "" && t.token.Iat.Known() {
		host := minus(point(int64(t.token.Iat)), t.minted)
		return sub == incident.IssuerBehind && host.Hi < -int64(elapsed) || sub == incident.IssuerAhead && host.Lo > int64(elapsed)
	}
	if sub == incident.IssuerBehind {
		return (t.g == No || t.lead().Hi < -int64(elapsed)) && (t.level == clock.Hard || t.cutShort() || t.accused())
	}
	if t.token.First() == nil && !t.rejection.SaysEarly() {
		return false // nothing but the client's clock says that nbf was still to come
	}
	return t.n == Yes && t.fair == No || t.told() && t.lead().Lo > int64(elapsed)
}

// cutShort tells whether the session's own clock shows that the token was refused before its lifetime was over.
func (t *trial) cutShort() bool {
	for _, f := range t.session.Fetches {
		if f.Token != t.token || f.Asked == nil || f.Doubt() > match.Sure || t.session.Name == "" || f.Request == nil || f.Request != t.token.First() {
			continue
		}
		if d, ok := t.sameClock(f.Asked.Time, t.rejection.Event.Time); ok && t.ttl.Known() && d.Hi < int64(t.ttl-elapsed) {
			return true
		}
	}
	return false
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
