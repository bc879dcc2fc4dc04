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
	issuers map[pair]*vote
	firsts  map[Signer]First
	ttls    map[incident.Span]int
	expired []sample // T − exp of refusals of tokens that were accepted before, or that were called expired
	early   []sample // nbf − T of refusals of tokens that were accepted later
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
func NewSurvey() *Survey {
	return &Survey{issuers: map[pair]*vote{}, firsts: map[Signer]First{}, ttls: map[incident.Span]int{}}
}

// Add takes a story whose clocks and tokens are resolved.
func (v *Survey) Add(s *match.Story, k *Known) {
	d := NewDocket(k)
	d.Open(s)
	for _, t := range s.Tokens {
		if tellsIssuer(&t.Token) && len(t.Served) > 0 {
			v.of(t).minted++
			f := v.firsts[SignerOf(t)]
			f.Minted++
			v.firsts[SignerOf(t)] = f
		}
		if len(t.Served) > 0 && t.TTL().Known() {
			v.ttls[t.TTL()]++
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
			if tellsIssuer(&t.Token) {
				v.of(t).accepted++
			}
			f := v.firsts[SignerOf(t)]
			f.Accepted++
			v.firsts[SignerOf(t)] = f
		}
		v.addRefusals(d, ses, seen)
	}
}

func (v *Survey) of(t *match.Token) *vote {
	p := pair{t.Iss, t.Sub}
	if v.issuers[p] == nil {
		v.issuers[p] = &vote{}
	}
	return v.issuers[p]
}

func (v *Survey) addRefusals(d *Docket, ses *match.Session, accepted map[*match.Token]bool) {
	s := d.story
	refused := map[*match.Token]bool{}
	for _, r := range ses.Rejections {
		sc := d.open(clock.Soft, ses, r)
		t := ses.Presented(r)
		if t == nil {
			v.addFresh(s, sc, refused)
			continue
		}
		if !t.Exp.Known() || r.Event.Kind == incident.KindSuspect {
			continue
		}
		since := minus(sc.t, point(int64(t.Exp)))
		if since.Hi < 0 && !refused[t] && !accepted[t] {
			refused[t] = true
			if tellsIssuer(&t.Token) {
				v.of(t).refused++
			}
			f := v.firsts[SignerOf(t)]
			f.Refused++
			v.firsts[SignerOf(t)] = f
		}
		if accepted[t] && t.Nbf.Known() {
			if until := minus(point(int64(t.Nbf)), sc.t); until.Lo > 0 {
				v.early = append(v.early, sample{s.Identity + "\x00" + ses.Name, until})
			}
		}
		if (accepted[t] || r.SaysExpired()) && since.Hi > -int64(incident.Minute) && since.Hi < int64(10*incident.Minute) {
			v.expired = append(v.expired, sample{s.Identity + "\x00" + ses.Name, since})
		}
	}
}

// fresh is how long after its mint a token that no validator accepts is refused.
const fresh = int64(15 * incident.Second)

// addFresh counts a token that was refused right after it had been minted, in a session that logs nothing but errors.
func (v *Survey) addFresh(s *match.Story, sc *scene, refused map[*match.Token]bool) {
	for _, t := range s.Tokens {
		if refused[t] || !tellsIssuer(&t.Token) || !sc.session.MayHold(t) {
			continue
		}
		if m := sc.mint(t); m.Bounded() && sc.t.Bounded() && sc.t.Hi > m.Lo && sc.t.Lo < m.Hi+fresh {
			refused[t] = true
			v.of(t).refused++
		}
	}
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
	k.UsualTTL = v.usualTTL()
	k.Leeway.Exp = narrowed(k.Leeway.Exp, v.expired)
	k.Leeway.Nbf = narrowed(k.Leeway.Nbf, v.early)
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

// usualTTL is the lifetime of at least 19 of 20 tokens.
func (v *Survey) usualTTL() incident.Span {
	total, best, most := 0, incident.NoSpan, 0
	for d, n := range v.ttls {
		total += n
		if n > most || n == most && d < best {
			best, most = d, n
		}
	}
	if most*20 < total*19 {
		return incident.NoSpan
	}
	return best
}

// agreeing is how many sessions must agree before a leeway is narrowed: one line may be wrong.
const agreeing = 3

// narrowed is what the validator forgives, given by how far beyond a boundary it refused: it forgives at most that, by the
// word of the third of all sessions.
func narrowed(given incident.Interval, refused []sample) incident.Interval {
	best := map[string]int64{}
	for _, s := range refused {
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
