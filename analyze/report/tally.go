package report

import "lapse/analyze/incident"

// sessionKey tells sessions apart: a device, tab or session as logged, and where none is logged the identity itself.
type sessionKey struct{ identity, session string }

func sessionOf(v *incident.Verdict) sessionKey { return sessionKey{v.Identity, v.Session} }

// roll numbers the identities and sessions of verdicts, so that groups of them are counted without a look at names.
type roll struct {
	sessions []int32 // by verdict
	identity []int32 // by session; -1 where it names none
}

func enrol(verdicts []incident.Verdict) *roll {
	r := &roll{sessions: make([]int32, len(verdicts))}
	sessions, people := map[sessionKey]int32{}, map[string]int32{"": -1}
	for i := range verdicts {
		key := sessionOf(&verdicts[i])
		n, ok := sessions[key]
		if !ok {
			n = int32(len(sessions))
			sessions[key] = n
			who, ok := people[key.identity]
			if !ok {
				who = int32(len(people) - 1)
				people[key.identity] = who
			}
			r.identity = append(r.identity, who)
		}
		r.sessions[i] = n
	}
	return r
}

// total adds up all verdicts.
func total(verdicts []incident.Verdict, r *roll) Totals {
	t := newTally(r)
	for i := range verdicts {
		t.add(i, &verdicts[i])
	}
	return Totals{
		Events: t.events, Episodes: t.episodes, Identities: len(t.identities), Sessions: len(t.sessions),
		Proved: t.proved, Likely: t.likely, Possible: t.possible, First: t.first, Last: t.last,
	}
}

// tally counts one group of verdicts.
type tally struct {
	roll                     *roll
	events, episodes         int
	proved, likely, possible int
	identities, sessions     map[int32]struct{}
	first, last              incident.Time
}

func newTally(r *roll) *tally {
	return &tally{
		roll: r, identities: map[int32]struct{}{}, sessions: map[int32]struct{}{},
		first: incident.NoTime, last: incident.NoTime,
	}
}

// add counts the i-th verdict.
func (t *tally) add(i int, v *incident.Verdict) {
	t.events++
	if v.First {
		t.episodes++
	}
	switch v.Certainty {
	case incident.Proved:
		t.proved++
	case incident.Likely:
		t.likely++
	default:
		t.possible++
	}
	session := t.roll.sessions[i]
	t.sessions[session] = struct{}{}
	if who := t.roll.identity[session]; who >= 0 {
		t.identities[who] = struct{}{}
	}
	if v.Time.Known() {
		t.last = max(t.last, v.Time)
		if !t.first.Known() || v.Time < t.first {
			t.first = v.Time
		}
	}
}
