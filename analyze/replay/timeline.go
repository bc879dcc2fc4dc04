package replay

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// MarkKind says what happened at a Mark.
type MarkKind string

const (
	MarkAsked     MarkKind = "asked"     // a request for a token
	MarkReceived  MarkKind = "received"  // a token came
	MarkFailed    MarkKind = "failed"    // the request failed
	MarkApplied   MarkKind = "applied"   // recorded only: the token was handed to the SDK
	MarkLapsed    MarkKind = "lapsed"    // the token was refused because its time had run out
	MarkRefused   MarkKind = "refused"   // the token was refused for another reason
	MarkReconnect MarkKind = "reconnect" // recorded only: the token was presented again
	MarkSlept     MarkKind = "slept"     // recorded only: the machine fell asleep at about this time
	MarkWoke      MarkKind = "woke"      // recorded only: it was back
	MarkEnded     MarkKind = "ended"     // recorded only: the session was over
)

// Mark is one thing that happened to a session, in true time.
type Mark struct {
	At      incident.Time
	Kind    MarkKind
	Text    string        // why it asked, why it was refused; "" where the kind says it
	Expires incident.Time // of the token, for MarkReceived; NoTime otherwise
}

// mark reports a step to the trace, if there is one.
func (p *player) mark(k MarkKind, text string) {
	if p.trace == nil {
		return
	}
	m := Mark{At: p.now, Kind: k, Text: text, Expires: incident.NoTime}
	if k == MarkReceived {
		m.Expires = p.held.expires
	}
	p.trace(m)
}

// timeline shows the wanted session as it was recorded and under each schedule, with the first draw of luck.
func (w *world) timeline(o *Options) *SessionTimeline {
	for i := range w.sessions {
		s := &w.sessions[i]
		if s.id != o.Session && s.identity+"/"+s.id != o.Session {
			continue
		}
		t := &SessionTimeline{Identity: s.identity, Session: s.id, To: s.end[middle], Recorded: s.marks()}
		if len(s.fetches) > 0 {
			t.From = s.fetches[0].asked
		}
		for j := range o.Schedules {
			sim := Simulated{Schedule: o.Schedules[j].Name}
			p := player{w: w, sch: &o.Schedules[j], luck: runsFor(o.Seed, 1, false)[0].luck, paused: o.PausedTimers,
				trace: func(m Mark) { sim.Marks = append(sim.Marks, m) }}
			p.run(s)
			t.Simulated = append(t.Simulated, sim)
		}
		return t
	}
	return nil
}

// marks are what was recorded of a session.
func (s *session) marks() []Mark {
	var all []Mark
	add := func(at incident.Time, k MarkKind, text string) {
		if at < never {
			all = append(all, Mark{At: at, Kind: k, Text: text, Expires: incident.NoTime})
		}
	}
	for i := range s.fetches {
		f := &s.fetches[i]
		if !f.given {
			add(f.asked, MarkAsked, f.why.String())
		}
		if !f.ok {
			add(f.answered, MarkFailed, "")
			continue
		}
		all = append(all, Mark{At: f.answered, Kind: MarkReceived, Expires: f.token.expires})
		add(f.applied, MarkApplied, "")
		if f.lapsed {
			add(f.refused, MarkLapsed, "")
		}
	}
	for _, r := range s.refusals {
		if !r.overdue {
			add(r.at, MarkRefused, "")
		}
	}
	for _, u := range s.uses {
		add(u.at, MarkReconnect, "")
	}
	for _, x := range s.sleeps {
		add(x.from[middle], MarkSlept, "")
		add(x.to, MarkWoke, "")
	}
	add(s.end[middle], MarkEnded, "")
	slices.SortStableFunc(all, func(a, b Mark) int { return cmp.Compare(a.At, b.At) })
	return all
}

// String is the word shown beside a request.
func (y why) String() string { return [...]string{"timer", "first", "retry", "on-error"}[y] }
