package replay

import (
	"slices"

	"lapse/analyze/incident"
)

const (
	// lagMost is how long after its end a token may go unrefused by a machine that is awake.
	lagMost = 31 * incident.Second
	// repeatMost is how long after a refusal a client may present the same token again without anything else making it.
	repeatMost = 150 * incident.Second
)

// findSleeps notes when each session's machine was asleep, and when the session ended.
//
// A machine slept where something that was bound to happen came much later than lag and slip explain: a refresh that was
// due, or the refusal of a token that was over. It woke at its first line after that; it fell asleep between its last line
// before and the first thing that did not happen.
func (w *world) findSleeps() {
	for i := range w.sessions {
		s := &w.sessions[i]
		at, ended := w.signs(i)
		w.findFrozen(i)
		w.findSessionSleeps(s, at)
		s.ended = ended
		if ended {
			e := at[len(at)-1]
			s.end = [3]incident.Time{e, e, e}
		}
	}
	w.findEnds()
	w.findDark()
}

// signs are the moments at which the session showed life, in order, and whether the last one is its end on purpose.
func (w *world) signs(i int) (at []incident.Time, ended bool) {
	end := incident.NoTime
	for _, l := range w.stories[i].client {
		if l.Kind == incident.KindUnregistered {
			end = l.at
			ended = true
			continue
		}
		at = append(at, l.at)
	}
	for _, f := range w.sessions[i].fetches {
		at = append(at, f.asked, f.answered)
	}
	slices.Sort(at)
	if ended {
		if len(at) > 0 && at[len(at)-1] > end.Add(pairs) {
			return at, false // it registered again
		}
		at = slices.DeleteFunc(at, func(t incident.Time) bool { return t > end })
		at = append(at, end)
	}
	return at, ended
}

// bound is what was bound to happen to a session that is awake, next after a moment; never where nothing was.
type bound struct {
	due  incident.Time // its timer fires
	over incident.Time // its token is refused, at most lagMost later
}

// first is the sooner of the two.
func (b bound) first() incident.Time { return min(b.due, b.over) }

// bound looks at the record as it stood at that moment.
func (s *session) bound(after incident.Time) bound {
	e := bound{never, never}
	var timer *fetch   // the token whose timer runs
	var applied *fetch // the token that the SDK holds
	for i := range s.fetches {
		f := &s.fetches[i]
		if f.asked > after {
			break
		}
		timer = nil
		if f.ok && f.answered <= after {
			timer = f
		}
		if f.applied <= after {
			applied = f
		}
	}
	if timer != nil && s.habit.rule != nil {
		due := s.habit.rule.Due(refresh{base: timer}.holding())
		if due = max(due, timer.answered.Add(soonest)); due.Add(slipMost) > after {
			e.due = due
		}
	}
	if applied != nil && !applied.token.faulty && !s.silentAfter(applied, after) {
		if over := applied.token.expires; over.Add(lagMost) > after {
			e.over = over
		}
	}
	return e
}

// silentAfter tells whether the token was refused already: nobody looks at it again.
func (s *session) silentAfter(f *fetch, after incident.Time) bool {
	return slices.ContainsFunc(s.refusals, func(r refusal) bool {
		return r.token == f.token.rec && r.at <= after
	})
}

// findSessionSleeps finds the sleeps between signs of life. A refresh that never came is no evidence by itself, the
// client may have stopped asking; one that came late is, and so is a token that nobody refused in time.
func (w *world) findSessionSleeps(s *session, signs []incident.Time) {
	for i := 1; i < len(signs); i++ {
		last, next := signs[i-1], signs[i]
		e := s.bound(last)
		asked := e.due < never && s.asks(next)
		if !asked {
			e.due = never
		}
		if (!asked || next <= e.due.Add(slipMost)) && (e.over == never || next <= e.over.Add(lagMost)) {
			continue
		}
		if s.reported(last, next) {
			continue
		}
		missed := min(max(e.first(), last), next)
		s.sleeps = append(s.sleeps, sleep{to: next,
			from: [3]incident.Time{middle: between(last, missed), optimistic: missed, pessimistic: last}})
	}
	slices.SortStableFunc(s.sleeps, func(a, b sleep) int { return compareTimes(a.to, b.to) })
}

// findFrozen takes over the times that a page itself reports as frozen.
func (w *world) findFrozen(i int) {
	s := &w.sessions[i]
	from := incident.NoTime
	for _, l := range w.stories[i].client {
		switch {
		case l.Kind == incident.KindFrozen:
			from = l.at
		case l.Kind == incident.KindResumed && from.Known():
			s.sleeps = append(s.sleeps, sleep{from: [3]incident.Time{from, from, from}, to: l.at})
			from = incident.NoTime
		}
	}
}

// reported tells whether the page itself told of a sleep between two moments.
func (s *session) reported(from, to incident.Time) bool {
	return slices.ContainsFunc(s.sleeps, func(x sleep) bool { return x.to > from && x.from[middle] < to })
}

// asks tells whether a timer made the session ask at about that time.
func (s *session) asks(at incident.Time) bool {
	return slices.ContainsFunc(s.fetches, func(f fetch) bool {
		return f.why == byTimer && abs(f.asked.Sub(at)) <= same
	})
}
