package cause

import (
	"cmp"
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// attempt is one attempt of the session to get a token, told by its own lines, by the endpoint's, or by both. Times are
// counted back from the rejection: asked.Lo = 5 s means that it asked at least 5 s before it was refused.
type attempt struct {
	asked, done incident.Interval // since; done is open where no answer is recorded
	ok          bool              // a token came back
	answered    bool
	token       *match.Token // nil where not known
	line        *incident.Event
	answer      *incident.Event
	mine        Tri            // whether it was this session's
	follows     []*match.Token // the tokens that it may have been to replace, where no line names the tab
}

// attempts lists the attempts that the session may have made before the rejection, the latest first.
func (s *scene) attempts() []*attempt {
	if s.listed {
		return s.desk.made
	}
	s.listed = true
	fetches := s.session.FetchesBefore(s.rejection.Event.SortTime().Add(usualDelay), recentCalls)
	calls := s.docket.before(s.level, s.t)
	all := s.desk.attempts
	for i := len(fetches) - 1; i >= 0; i-- { // the latest first: then little is left to sort
		if a := s.ofFetch(fetches[i]); a.asked.Hi >= 0 || s.session.Name == "" {
			all = append(all, a)
		}
	}
	paired := s.session.Paired()
	for i := len(calls) - 1; i >= 0; i-- {
		if r := calls[i].request; !paired[r] && s.mayBeMine(r, len(s.session.Fetches) > 0) {
			all = append(all, s.ofCall(&calls[i]))
		}
	}
	s.owners(all)
	made := s.desk.made
	for i := range all {
		made = append(made, &all[i])
	}
	slices.SortStableFunc(made, func(a, b *attempt) int {
		return cmp.Or(cmp.Compare(a.asked.Hi, b.asked.Hi), cmp.Compare(a.asked.Lo, b.asked.Lo),
			cmp.Compare(b.line.SortTime(), a.line.SortTime()))
	})
	s.desk.attempts, s.desk.made = all, made
	return made
}

// mayBeMine tells whether a request that no line of the session is paired with counts as the session's: those that name
// it, and where no line names sessions, all of the identity.
func (s *scene) mayBeMine(r *match.Request, own bool) bool {
	name := r.Session()
	if name != "" && s.session.Name != "" {
		return name == s.session.Name
	}
	return !own || s.session.Name == ""
}

// usualDelay is how long before an answer a client asked that did not log its question.
const usualDelay = 5 * incident.Second

func (s *scene) ofFetch(f *match.Fetch) attempt {
	a := attempt{ok: f.OK(), answered: f.Answered != nil, token: f.Token, mine: Yes, answer: f.Answered}
	if f.Answered != nil {
		a.done = s.since(f.Answered)
		a.line = f.Answered
		a.asked = incident.Interval{Lo: a.done.Lo, Hi: shift(a.done.Hi, int64(usualDelay))}
	} else {
		a.done = incident.Anything()
	}
	if f.Asked != nil {
		a.asked = s.since(f.Asked)
		a.line = f.Asked
	}
	return a
}

func (s *scene) ofCall(c *call) attempt {
	r := c.request
	a := attempt{ok: r.OK(), answered: true, token: r.Token, line: r.Line(), answer: r.Line(), mine: Maybe}
	if r.Session() != "" && r.Session() == s.session.Name && !(s.level == clock.Hard && len(s.session.Fetches) > 0) {
		a.mine = Yes // by record only where the session's own lines, which would show it as well, show no fetch at all
	}
	a.asked, a.done = minus(s.t, c.asked), minus(s.t, c.done)
	return a
}

// slip is how far from the usual age a fetch may come: a timer in a hidden tab slips up to a minute.
const slip = int64(65 * incident.Second)

// owners tells, where no line names the tab, which token each attempt was to replace: the one whose age was then the
// usual one. follows holds it; an attempt that fits no token is anybody's.
func (s *scene) owners(all []attempt) {
	if s.session.Name != "" || !s.known.Habit.Known() {
		return
	}
	for i := range all {
		for _, b := range all {
			if !b.ok || b.token == nil || !b.done.Bounded() || !all[i].asked.Bounded() {
				continue
			}
			age := minus(b.done, all[i].asked)
			if age.Hi >= int64(s.known.Habit)-slip && age.Lo <= int64(s.known.Habit)+slip {
				all[i].follows = append(all[i].follows, b.token)
			}
		}
	}
}

// of tells whether an attempt was made by the tab that holds a token.
func (a *attempt) of(t *match.Token) Tri {
	if len(a.follows) == 0 {
		return min(a.mine, Maybe)
	}
	if slices.Contains(a.follows, t) {
		return Yes
	}
	return No
}
