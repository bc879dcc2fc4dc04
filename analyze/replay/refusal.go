package replay

import (
	"slices"

	"lapse/analyze/incident"
)

// refusals notes the recorded rejections of a session and which of its tokens lapsed.
func (b *builder) refusals(s *story, out *session, all *[]request) {
	for _, l := range s.client {
		if !l.Kind.Rejection() {
			continue
		}
		v := b.verdicts[l.ID]
		if v == nil && l.Kind == incident.KindSuspect {
			continue
		}
		r := refusal{at: l.at, token: b.presented(*all, l, v)}
		r.overdue, r.fatal = b.judge(*all, &r, v)
		if r.token >= 0 && r.fatal {
			(*all)[r.token].token.faulty = true
		}
		if r.token >= 0 && r.overdue && !(*all)[r.token].lapsed {
			f := &(*all)[r.token].fetch
			f.lapsed, f.refused = true, max(r.at, f.token.expires)
			out.lapses++
		}
		if out.silent && r.token >= 0 && known(v) {
			unapplied((*all)[r.token+1:], r.at)
		}
		out.refusals = append(out.refusals, r)
	}
	if out.silent {
		out.uses = out.reconnects()
	}
}

// known tells whether a verdict knows the token by more than its being the last one.
func known(v *incident.Verdict) bool {
	return v != nil && v.Token != nil && v.MatchedBy != incident.TierNone && v.MatchedBy != incident.TierApplied
}

// unapplied notes that tokens were not handed over: an older one was presented after they had come.
func unapplied(later []request, presented incident.Time) {
	for i := range later {
		if later[i].answered < presented.Add(-same) {
			later[i].applied = never
		}
	}
}

// reconnects are a silent client's refusals that come long after the one before: something made it present its token again.
func (s *session) reconnects() []use {
	var all []use
	for i := 1; i < len(s.refusals); i++ {
		a, b := &s.refusals[i-1], &s.refusals[i]
		if a.token == b.token && b.at.Sub(a.at) > repeatMost {
			all = append(all, use{at: b.at})
		}
	}
	return all
}

// presented is the index of the request whose token was refused: the one that the verdict or the line names, else
// the last one handed over before; -1 if there is none.
func (b *builder) presented(all []request, l line, v *incident.Verdict) int32 {
	token := &l.Token
	if v != nil && v.Token != nil {
		token = v.Token
	}
	for _, n := range names(token) {
		for i := range all {
			if slices.Contains(all[i].names, n) {
				return int32(i)
			}
		}
	}
	last := int32(-1)
	for i := range all {
		if all[i].applied <= l.at {
			last = int32(i)
		}
	}
	return last
}

// judge tells whether a refusal came because the token's time had run out, or for a reason that no schedule changes.
func (b *builder) judge(all []request, r *refusal, v *incident.Verdict) (overdue, fatal bool) {
	if v != nil {
		switch v.Cause {
		case incident.GenuineExpiry, incident.MissedRefresh:
			return v.Subcause != incident.BornExpired, v.Subcause == incident.BornExpired
		case incident.ClockSkew:
			return v.Subcause != incident.IssuerAhead, false
		case incident.WrongIss, incident.BadSignature, incident.BadToken:
			return false, true
		}
	}
	if r.token < 0 {
		return false, false
	}
	return r.at >= all[r.token].token.expires.Add(-same), false
}
