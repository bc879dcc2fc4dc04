package report

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// maxLanes is how many sessions a page shows; those with rejections come first.
const maxLanes = 5000

// lane is what one session did, on one axis of UTC: the tokens it held, what lasted, what happened, and why it was refused.
type lane struct {
	identity, session string
	bars              []bar
	spans             []span
	marks             []step
	verdicts          []int // indices into Result.Verdicts
	from, to          incident.Time
}

// bar is one token of a session. A token that was applied is held until the next one is, also when its time has run out.
type bar struct {
	from, to incident.Time
	exp      incident.Time // NoTime where it is not known
	host     string
	applied  bool // the session handed it to the SDK; else it was only issued or received
}

// spanKind is something that lasts.
type spanKind int

const (
	spanCall spanKind = iota
	spanHidden
	spanFrozen
	spanOffline
	spanSilent // no line for longer than the session's habit, before a refusal that a sleep explains
)

type span struct {
	kind     spanKind
	from, to incident.Time
}

// lanes builds a lane for every session, those with rejections first, then by identity and session.
func (m *Model) lanes() []lane {
	verdicts := map[sessionKey][]int{}
	for i := range m.Result.Verdicts {
		k := sessionOf(&m.Result.Verdicts[i])
		verdicts[k] = append(verdicts[k], i)
	}
	var out []lane
	for i := range m.Timelines {
		t := &m.Timelines[i]
		for _, session := range sessionsOf(t) {
			l := m.lane(t, session)
			l.verdicts = verdicts[sessionKey{t.Identity, session}]
			m.silence(&l)
			if len(l.marks) > 0 {
				out = append(out, l)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b lane) int {
		return cmp.Or(cmp.Compare(len(b.verdicts), len(a.verdicts)), cmp.Compare(a.identity, b.identity), cmp.Compare(a.session, b.session))
	})
	return out
}

// sessionsOf lists the sessions that a timeline names; [""] where it names none.
func sessionsOf(t *incident.Timeline) []string {
	seen := map[string]bool{}
	var out []string
	for i := range t.Events {
		if e := &t.Events[i]; e.Session != "" && !seen[e.Session] {
			seen[e.Session] = true
			out = append(out, e.Session)
		}
	}
	if out == nil && t.Identity != "" {
		return []string{""}
	}
	slices.Sort(out)
	return out
}

// lane puts together one session. Lines that name no session belong to it where it is the only one; else those on issued
// tokens may still say what a token is that the session speaks of.
func (m *Model) lane(t *incident.Timeline, session string) lane {
	l := lane{identity: t.Identity, session: session}
	only := len(sessionsOf(t)) == 1
	var own, shared []incident.Event
	for _, e := range t.Events {
		switch {
		case e.Session == session || e.Session == "" && only:
			own = append(own, e)
		case e.Session == "" && e.Kind == incident.KindIssued:
			shared = append(shared, e)
		}
	}
	l.marks = m.steps(own)
	if len(l.marks) == 0 {
		return l
	}
	l.from, l.to = l.marks[0].utc, l.marks[len(l.marks)-1].utc
	l.bars = tokenBars(l.marks, m.steps(shared), l.to)
	l.spans = spans(l.marks, l.to)
	return l
}

// opens and closes tell where something that lasts begins and ends.
var (
	opens = map[incident.Kind]spanKind{
		incident.KindCallStarted: spanCall, incident.KindHidden: spanHidden, incident.KindFrozen: spanFrozen, incident.KindOffline: spanOffline,
	}
	closes = map[incident.Kind]spanKind{
		incident.KindCallEnded: spanCall, incident.KindVisible: spanHidden, incident.KindResumed: spanFrozen, incident.KindOnline: spanOffline,
	}
)

// spans pairs beginnings with ends; what has no end lasts as long as the lane.
func spans(steps []step, end incident.Time) []span {
	var out []span
	open := map[spanKind]int{}
	for _, s := range steps {
		if k, ok := opens[s.event.Kind]; ok {
			if _, already := open[k]; !already {
				open[k] = len(out)
				out = append(out, span{k, s.utc, end})
			}
		}
		if k, ok := closes[s.event.Kind]; ok {
			if i, opened := open[k]; opened {
				out[i].to = s.utc
				delete(open, k)
			}
		}
	}
	return out
}

// silence marks the gap that a verdict "suspended" rests on: the longest one that ends within two minutes before the refusal.
func (m *Model) silence(l *lane) {
	for _, i := range l.verdicts {
		if m.Result.Verdicts[i].Subcause != incident.Suspended {
			continue
		}
		if s, ok := longestGap(l.marks, m.Result.Verdicts[i].Event); ok {
			l.spans = append(l.spans, s)
		}
	}
}

func longestGap(steps []step, event incident.ID) (best span, ok bool) {
	at := slices.IndexFunc(steps, func(s step) bool { return s.event.ID == event })
	last := -1
	for i := 0; i <= at; i++ {
		if steps[i].event.Kind.Server() {
			continue
		}
		woke := steps[at].utc.Sub(steps[i].utc) <= 2*incident.Minute
		if last >= 0 && woke && steps[i].utc.Sub(steps[last].utc) > best.to.Sub(best.from) {
			best, ok = span{spanSilent, steps[last].utc, steps[i].utc}, true
		}
		last = i
	}
	return best, ok
}
