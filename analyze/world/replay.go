package world

import (
	"math"
	"slices"
)

// Replay is what happened, or would have happened, under one schedule.
type Replay struct {
	Schedule string // "recorded" for what happened
	Sessions int
	Affected float64 // sessions with a lapse
	Lapses   float64 // tokens of sessions that were refused because their time had run out
	Requests float64 // all of them, first ones included

	LapsesSD, RequestsSD float64 // over redrawn luck; 0 for "recorded"
}

// Schedules are those that the samples' replay_truth.json asks for, and some more.
func Schedules() []string {
	return []string{
		"never", "80%", "80%,retry=3x10s", "80%,retry=5s..60s", "80%,on-error", "50%",
		"ttl-300s", "ttl-600s", "expire-10s",
	}
}

// ReplayTruth runs the same world again under each schedule and with luck (hosts, latencies, slips of timers) drawn anew
// so many times. A schedule replaces the clients' whole refresh behaviour, their defects included. The first row is what
// was recorded.
func (w *World) ReplayTruth(schedules []string, lucks int) ([]Replay, error) {
	rows := []Replay{w.played.count()}
	rows[0].Schedule = "recorded"
	for _, text := range schedules {
		plan, err := parseSchedule(text)
		if err != nil {
			return nil, err
		}
		var passes []Replay
		for i := range lucks {
			passes = append(passes, w.pass(&plan, w.luck.of("again", int64(i))).count())
		}
		rows = append(rows, average(text, passes))
	}
	return rows, nil
}

// count adds up one passage.
func (r *run) count() Replay {
	type lapse struct {
		session int
		token   *token
	}
	var lapses []lapse
	var affected []int
	seen := map[lapse]bool{}
	for _, f := range r.refusals {
		key := lapse{f.session.id, f.token}
		if f.why != expired || f.token.exp <= f.token.iat || seen[key] {
			continue
		}
		seen[key] = true
		lapses = append(lapses, key)
		affected = append(affected, f.session.id)
	}
	slices.Sort(affected)
	return Replay{
		Sessions: len(r.lives), Lapses: float64(len(lapses)), Requests: float64(len(r.requests)),
		Affected: float64(len(slices.Compact(affected))),
	}
}

func average(schedule string, passes []Replay) Replay {
	out := Replay{Schedule: schedule}
	n := float64(len(passes))
	for _, p := range passes {
		out.Sessions = p.Sessions
		out.Affected += p.Affected / n
		out.Lapses += p.Lapses / n
		out.Requests += p.Requests / n
	}
	for _, p := range passes {
		out.LapsesSD += (p.Lapses - out.Lapses) * (p.Lapses - out.Lapses) / n
		out.RequestsSD += (p.Requests - out.Requests) * (p.Requests - out.Requests) / n
	}
	out.LapsesSD, out.RequestsSD = math.Sqrt(out.LapsesSD), math.Sqrt(out.RequestsSD)
	return out
}
