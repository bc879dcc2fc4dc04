package replay

import (
	"slices"

	"lapse/analyze/incident"
)

// refresh is one recorded refresh: from receiving a token to asking for the next because a timer fired.
type refresh struct {
	base  *fetch
	asked incident.Time
}

func (r refresh) holding() Holding {
	return Holding{Received: r.base.answered, TTL: r.base.token.ttl, Expires: r.base.told}
}

// slip is how long after the rule's due time the session asked.
func (r refresh) slip(rule Rule) incident.Span {
	return r.asked.Sub(max(rule.Due(r.holding()), r.base.answered.Add(soonest)))
}

// classify says what made the client ask each time.
func (s *session) classify() {
	for i := range s.fetches {
		f := &s.fetches[i]
		prev := (*fetch)(nil)
		if i > 0 {
			prev = &s.fetches[i-1]
		}
		switch {
		case !slices.ContainsFunc(s.fetches[:i], func(g fetch) bool { return g.ok }):
			f.why = byStart
		case s.refusedBefore(f.asked):
			f.why = byRejection
		case !prev.ok && f.asked.Sub(prev.answered) < 10*incident.Minute:
			f.why = byRetry
		default:
			f.why = byTimer
		}
	}
}

// refusedBefore tells whether a rejection came about half a second before.
func (s *session) refusedBefore(at incident.Time) bool {
	return slices.ContainsFunc(s.refusals, func(r refusal) bool {
		d := at.Sub(r.at)
		return d > errorWait/2 && d < 3*errorWait
	})
}

// refreshes lists what a timer made the session ask for.
func (s *session) refreshes() []refresh {
	var all []refresh
	var base *fetch
	for i := range s.fetches {
		f := &s.fetches[i]
		if base != nil && f.why == byTimer {
			all = append(all, refresh{base, f.asked})
		}
		if f.ok {
			base = f
		} else {
			base = nil // no timer is set after a failure
		}
	}
	return all
}
