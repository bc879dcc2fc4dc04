package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// alive tells whether an attempt began before the token's end: max(exp, m + ttl).
func (t *trial) alive(a *attempt) Tri {
	switch {
	case a.asked.Lo > t.sinceEnd.Hi:
		return Yes
	case a.asked.Hi <= t.sinceEnd.Lo:
		return No
	}
	return Maybe
}

// notApplied: a newer token was received before T, and seconds later it was not handed over.
func (t *trial) notApplied() Tri {
	r := No
	for _, a := range t.later {
		if !a.ok || a.token == t.token || a.token != nil && a.token.Exp.Known() && t.token.Exp.Known() && a.token.Exp <= t.token.Exp {
			continue
		}
		newer := and(not(within(a.done, applies, onWaking)), or(a.mine, Maybe))
		if a.token != nil && a.token.Unseen && !t.fetched() {
			newer = min(newer, Maybe) // it may have been this one
		}
		r = or(r, newer)
	}
	return r
}

// within tells whether something happened at most so long before T: surely up to the first limit, surely not beyond the
// second. What "seconds" are is nowhere written down, so between the two it may be either; by likelihood the first counts.
func within(since incident.Interval, surely, hardly incident.Span) Tri {
	switch {
	case since.Hi <= int64(surely):
		return Yes
	case since.Lo > int64(hardly):
		return No
	}
	return Maybe
}

// tooLate: it asked before the end and was answered after it.
func (t *trial) tooLate() Tri {
	r := No
	for _, a := range t.later {
		if !a.ok {
			continue
		}
		after := not(reaches(a.done, t.sinceEnd))
		r = or(r, and(t.alive(a), after))
	}
	return r
}

// endpointFailed: it asked before the end, and no token came back.
func (t *trial) endpointFailed() Tri {
	asked, served := No, No
	for _, a := range t.later {
		alive := t.alive(a)
		if a.ok {
			served = or(served, alive)
		} else if a.answered || t.level == clock.Soft {
			asked = or(asked, alive)
		} else {
			asked = or(asked, min(alive, Maybe)) // the answer may have come later
		}
	}
	if asked == No && t.unseenAsking() {
		asked = Maybe
	}
	return and(asked, not(served))
}

// unseenAsking tells whether the session may have asked without a line that shows it: its own log does not show it asking
// at all, and a request that fails on its way reaches no other. By likelihood it did not.
func (t *trial) unseenAsking() bool {
	if t.level == clock.Soft {
		return false
	}
	for _, f := range t.session.Fetches {
		if f.Asked != nil {
			return false
		}
	}
	return true
}

// stale: it asked before the end and was given a token that ends no later.
func (t *trial) stale() Tri {
	r := No
	for _, a := range t.later {
		if a.ok && a.token != nil && (a.token == t.token || a.token.Exp.Known() && t.token.Exp.Known() && a.token.Exp <= t.token.Exp) {
			r = or(r, t.alive(a))
		}
	}
	return r
}
