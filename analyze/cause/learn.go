package cause

import (
	"cmp"
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Survey collects, story by story, what only all stories together can tell: which iss and sub validators accept, what
// they forgive, which keys never worked. Surveys of parts of the facts can be added up.
type Survey struct {
	issuers  map[pair]*vote
	firsts   map[string]First
	expired  []sample // T − exp of refusals of tokens that were accepted before, or that were called expired
	accepted []sample // T − exp of acceptances after exp
}

// pair is an iss with a sub: an account's key is expected in that account only.
type pair struct{ iss, sub string }

type vote struct{ accepted, refused, minted int }

// sample is one session's word on the validator's leeway.
type sample struct {
	session string
	span    incident.Interval
}

// NewSurvey is an empty survey.
func NewSurvey() *Survey { return &Survey{issuers: map[pair]*vote{}, firsts: map[string]First{}} }

// Add takes a story whose clocks and tokens are resolved.
func (v *Survey) Add(s *match.Story, k *Known) {
	for _, t := range s.Tokens {
		if t.Claims && len(t.Served) > 0 {
			v.of(t).minted++
		}
	}
	for _, ses := range s.Sessions {
		seen := map[*match.Token]bool{}
		for _, u := range ses.Uses {
			t := u.Told()
			if !u.Accepted || t == nil || seen[t] {
				continue
			}
			seen[t] = true
			if t.Claims {
				v.of(t).accepted++
			}
			f := v.firsts[FirstKey(t)]
			f.Accepted++
			v.firsts[FirstKey(t)] = f
		}
		v.addRefusals(s, ses, k, seen)
	}
}

func (v *Survey) of(t *match.Token) *vote {
	p := pair{t.Iss, t.Sub}
	if v.issuers[p] == nil {
		v.issuers[p] = &vote{}
	}
	return v.issuers[p]
}

func (v *Survey) addRefusals(s *match.Story, ses *match.Session, k *Known, accepted map[*match.Token]bool) {
	refused := map[*match.Token]bool{}
	for _, r := range ses.Rejections {
		sc := &scene{story: s, session: ses, rejection: r, known: k, level: clock.Soft}
		sc.t = sc.when()
		t := ses.Presented(r)
		if t == nil || !t.Exp.Known() || r.Event.Kind == incident.KindSuspect {
			continue
		}
		since := minus(sc.t, point(int64(t.Exp)))
		if since.Hi < 0 && !refused[t] && !accepted[t] {
			refused[t] = true
			if t.Claims {
				v.of(t).refused++
			}
			f := v.firsts[FirstKey(t)]
			f.Refused++
			v.firsts[FirstKey(t)] = f
		}
		if (accepted[t] || match.SaysExpired(r)) && since.Hi > -int64(incident.Minute) && since.Hi < int64(10*incident.Minute) {
			v.expired = append(v.expired, sample{s.Identity + "\x00" + ses.Name, since})
		}
	}
}

// Merge adds another survey's counts.
func (v *Survey) Merge(o *Survey) {
	for p, n := range o.issuers {
		t := v.issuers[p]
		if t == nil {
			t = &vote{}
			v.issuers[p] = t
		}
		t.accepted, t.refused, t.minted = t.accepted+n.accepted, t.refused+n.refused, t.minted+n.minted
	}
	for key, f := range o.firsts {
		t := v.firsts[key]
		v.firsts[key] = First{t.Accepted + f.Accepted, t.Refused + f.Refused}
	}
	v.expired = append(v.expired, o.expired...)
	v.accepted = append(v.accepted, o.accepted...)
}

// Conclude writes what the survey tells into k. What the user declared stays.
func (v *Survey) Conclude(k *Known) {
	k.Firsts = v.firsts
	if len(k.Issuers) == 0 {
		k.Issuers, k.Inferred = v.expected(func(p pair) string { return p.iss }), true
	}
	if len(k.Accounts) == 0 {
		k.Accounts = v.expected(func(p pair) string { return p.sub })
	}
	k.Leeway.Exp = v.leeway(k.Leeway.Exp)
}

// expected is the set of values that validators accept: seen on accepted tokens more often than on tokens refused while
// they should have been valid. Where no acceptance is recorded at all, values that were minted much more often than they
// were refused in that way.
func (v *Survey) expected(of func(pair) string) map[string]bool {
	sum := map[string]vote{}
	any := false
	for p, n := range v.issuers {
		t := sum[of(p)]
		sum[of(p)] = vote{t.accepted + n.accepted, t.refused + n.refused, t.minted + n.minted}
		any = any || n.accepted > 0
	}
	out := map[string]bool{}
	for value, n := range sum {
		if any && n.accepted > n.refused || !any && n.minted > 3*n.refused {
			out[value] = true
		}
	}
	return out
}

// agreeing is how many sessions must agree before a leeway is narrowed: one line may be wrong.
const agreeing = 3

// leeway narrows what the validator forgives after exp: it is at most the time after exp at which tokens were refused,
// by the word of the third of all sessions.
func (v *Survey) leeway(given incident.Interval) incident.Interval {
	best := map[string]int64{}
	for _, s := range v.expired {
		if b, ok := best[s.session]; !ok || s.span.Hi < b {
			best[s.session] = s.span.Hi
		}
	}
	his := make([]int64, 0, len(best))
	for _, hi := range best {
		his = append(his, hi)
	}
	slices.SortFunc(his, cmp.Compare[int64])
	if len(his) >= agreeing {
		given.Hi = max(given.Lo, min(given.Hi, his[agreeing-1]))
	}
	return given
}
