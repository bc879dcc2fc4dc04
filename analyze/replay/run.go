package replay

import (
	"context"
	"slices"

	"lapse/analyze/incident"
)

// Run replays schedules on what was recorded. The result depends on the input, the schedules and the seed alone. It
// returns a *NothingToReplay where there is nothing to replay, an *UnknownHostError for a what-if about a host that no
// log names, and the context's error when it is cancelled.
func Run(ctx context.Context, in Input, o Options) (*Result, error) {
	w, err := record(&in)
	if err != nil {
		return nil, err
	}
	r := w.describe(&in, &o)
	if err := w.change(o.WhatIf); err != nil {
		return nil, err
	}
	b := newBench(w, &o, runsFor(o.Seed, lucks, true))
	for i := range o.Schedules {
		out, err := b.try(ctx, &o.Schedules[i], o.Seed)
		if err != nil {
			return nil, err
		}
		best, err := b.oracle(ctx, o.Schedules[i].TTL, o.Seed)
		if err != nil {
			return nil, err
		}
		out.Regret = max(out.Lapses-best.Lapses, 0)
		r.Outcomes = append(r.Outcomes, out)
	}
	if o.Sweep {
		if r.Sweep, err = sweep(ctx, b, &o); err != nil {
			return nil, err
		}
	}
	if o.Session != "" {
		r.Timeline = w.timeline(&o)
	}
	r.Assumptions = w.assumptions(&o)
	r.Notes = append(r.Notes, w.notes(&o)...)
	return r, nil
}

// try measures one schedule in full.
func (b *bench) try(ctx context.Context, s *Schedule, seed uint64) (Outcome, error) {
	m, err := b.measure(ctx, s)
	if err != nil {
		return Outcome{}, err
	}
	out := b.outcome(s.Name, m)
	out.LapsesCI = b.interval(m, seed)
	return out, nil
}

// oracle is the lower bound for tokens of that lifetime.
func (b *bench) oracle(ctx context.Context, ttl incident.Span, seed uint64) (Outcome, error) {
	if out, ok := b.bounds[ttl]; ok {
		return out, nil
	}
	out, err := b.try(ctx, &Schedule{Name: "oracle", kind: oracle, TTL: ttl}, seed)
	if err == nil {
		b.bounds[ttl] = out
	}
	return out, err
}

// describe tells what was recorded, before anything is changed.
func (w *world) describe(in *Input, o *Options) *Result {
	r := &Result{Seed: o.Seed, Sessions: len(w.sessions), Window: w.window,
		Calibration: w.calibrate(o.Seed), Outside: w.outside(in)}
	r.Habits, r.Mix = w.habits()
	load := make([]int32, w.seconds())
	p := player{w: w, sch: &Schedule{kind: asRecorded}, luck: o.Seed, load: load}
	for i := range w.sessions {
		s := &w.sessions[i]
		r.Identities = max(r.Identities, int(s.owner)+1)
		r.Recorded.Unprotected += p.retrace(s, nil).unprotected
		r.Recorded.Lapses += s.lapses
		r.Recorded.Sleeps += len(s.sleeps)
		if s.lapses > 0 {
			r.Recorded.SessionsAffected++
		}
	}
	r.Recorded.Requests = w.asked
	r.Recorded.PeakPerSecond = int(slices.Max(load))
	for _, x := range w.outages {
		r.Outages = append(r.Outages, Stretch{
			From: incident.Interval{Lo: int64(x.from[pessimistic]), Hi: int64(x.from[optimistic])},
			To:   incident.Interval{Lo: int64(x.to[optimistic]), Hi: int64(x.to[pessimistic])}})
	}
	r.Hosts = w.hostClocks()
	return r
}

func (w *world) hostClocks() []HostClock {
	asked := make([]int, len(w.hosts))
	known := 0
	for i := range w.sessions {
		for _, f := range w.sessions[i].fetches {
			if f.host >= 0 {
				asked[f.host]++
				known++
			}
		}
	}
	var all []HostClock
	for i := range w.hosts {
		h := &w.hosts[i]
		all = append(all, HostClock{Host: h.name, Offset: h.offset, Steps: h.steps,
			Share: float64(asked[i]) / float64(max(known, 1))})
	}
	slices.SortFunc(all, func(a, b HostClock) int { return compareText(a.Host, b.Host) })
	return all
}
