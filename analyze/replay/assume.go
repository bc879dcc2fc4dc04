package replay

import (
	"fmt"

	"lapse/analyze/incident"
)

// assumptions lists what the simulation takes for granted.
func (w *world) assumptions(o *Options) []string {
	all := []string{
		"A schedule replaces everything a client did about its token, its defects included; only as-recorded keeps them.",
		"Sessions would have lived, slept and reconnected as they did.",
		fmt.Sprintf("A request within %v of a recorded one of its session is that one; any other shares the fate of one of the %d nearest.", same, neighbours),
		fmt.Sprintf("Which host answers is luck: every estimate is the mean of %d draws, seed %d.", lucks, o.Seed),
		"A token is refused at the first registration after its end; the SDK registers every 30 to 30.3 s.",
		"App timers fire as late as the session's recorded ones did, else as those of another session; the SDK's own tokenWillExpire does not slip.",
		"After a refusal and a new token the app registers again; Voice JS SDK 2.18.5 does not do so by itself.",
		fmt.Sprintf("The validator accepts a token up to %v before nbf and until %v after exp.", w.early, w.leeway),
	}
	if o.PausedTimers {
		all = append(all, "Timers stand still while a machine sleeps.")
	} else {
		all = append(all, "Timers keep wall time: what fell due during a sleep happens on resuming.")
	}
	if n := w.darkSessions(); n > 0 && len(w.sleepy.lengths) > 0 {
		all = append(all, fmt.Sprintf("%d sessions have stretches in which a sleep would not show; sleeps are imputed to them at the rate seen by session age.", n))
	}
	if n := w.openSessions(); n > 0 {
		all = append(all, fmt.Sprintf("%d sessions do not say when they ended: their ends lie between their last line and the first thing that did not happen, or are those of sessions that lived as long.", n))
	}
	if o.WhatIf.changes() {
		all = append(all, "The world itself was changed (what-if): as-recorded and the calibration speak of the world as it was.")
	}
	return all
}

func (w *world) darkSessions() int {
	n := 0
	for i := range w.sessions {
		if len(w.sessions[i].dark) > 0 {
			n++
		}
	}
	return n
}

func (w *world) openSessions() int {
	n := 0
	for i := range w.sessions {
		if !w.sessions[i].ended {
			n++
		}
	}
	return n
}

// notes are warnings about schedules that do not suit the recorded tokens.
func (w *world) notes(o *Options) []string {
	ttl := incident.Span(0)
	for i := range w.sessions {
		for _, f := range w.sessions[i].fetches {
			if f.ok && (ttl == 0 || f.token.ttl < ttl) {
				ttl = f.token.ttl
			}
		}
	}
	var all []string
	for _, s := range o.Schedules {
		if s.Rule == nil || s.Trigger == Lazy {
			continue
		}
		lifetime := ttl
		if s.TTL > 0 {
			lifetime = s.TTL
		}
		if due := s.Rule.Due(Holding{TTL: lifetime, Expires: incident.Time(lifetime)}); due < incident.Time(soonest) && s.Trigger == Timer {
			all = append(all, fmt.Sprintf("%s: tokens of %s are due on receipt, so it asks every %s.", s.Name, spanText(lifetime), spanText(soonest)))
		}
	}
	return all
}
