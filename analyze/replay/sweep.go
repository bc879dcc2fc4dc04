package replay

import (
	"cmp"
	"context"
	"fmt"
	"slices"
)

const (
	// flatShare is how much dearer than the recommended a schedule may be to count as no worse.
	flatShare = 0.02
	// sweepRuns bounds the work of a sweep: with many sessions fewer draws of luck say as much, because every session draws its own.
	sweepRuns = 16000
)

// sweepSchedules are due time × retry × jitter × lifetime.
func sweepSchedules() []Schedule {
	dues := []string{"50%", "60%", "70%", "80%", "85%", "90%", "95%", "ttl-600s", "ttl-300s", "ttl-120s", "expire-60s", "expire-10s"}
	retries := []string{"", ",retry=3x10s", ",retry=5s..60s"}
	jitters := []string{"", ",jitter=30s"}
	rest := []string{"", ",on-error", ",ttl=7200s"}
	var all []Schedule
	for _, due := range dues {
		for _, retry := range retries {
			for _, jitter := range jitters {
				for _, more := range rest {
					if s, err := ParseSchedule(due + retry + jitter + more); err == nil {
						all = append(all, s)
					}
				}
			}
		}
	}
	return all
}

// sweep tries them all and recommends one.
func sweep(ctx context.Context, full *bench, o *Options) (*Sweep, error) {
	n := min(max(sweepRuns/max(len(full.w.sessions)*full.copies, 1), 1), lucks)
	quick := newBench(full.w, o, runsFor(o.Seed, n, false))
	best, err := full.oracle(ctx, 0, o.Seed)
	if err != nil {
		return nil, err
	}
	out := &Sweep{Oracle: best, Target: o.Target}
	schedules := map[string]Schedule{}
	for _, s := range sweepSchedules() {
		m, err := quick.measure(ctx, &s)
		if err != nil {
			return nil, err
		}
		bound, err := full.oracle(ctx, s.TTL, o.Seed)
		if err != nil {
			return nil, err
		}
		p := Point{Outcome: quick.outcome(s.Name, m)}
		p.Regret = max(p.Lapses-bound.Lapses, 0)
		out.Points = append(out.Points, p)
		schedules[s.Name] = s
	}
	slices.SortStableFunc(out.Points, func(a, b Point) int { return cheaper(&a.Outcome, &b.Outcome) })
	markFront(out.Points)
	return out, out.recommend(ctx, full, o.Seed, schedules)
}

// cheaper orders by requests, then peak, then lapses, then name.
func cheaper(a, b *Outcome) int {
	return cmp.Or(cmp.Compare(a.Requests, b.Requests), cmp.Compare(a.PeakPerSecond, b.PeakPerSecond),
		cmp.Compare(a.Lapses, b.Lapses), cmp.Compare(len(a.Schedule), len(b.Schedule)), cmp.Compare(a.Schedule, b.Schedule))
}

// markFront marks the points that no other beats in lapses, requests and peak at once. The points are in order of cost.
func markFront(points []Point) {
	for i := range points {
		p := &points[i]
		p.Front = !slices.ContainsFunc(points, func(q Point) bool {
			return q.Lapses <= p.Lapses && q.Requests <= p.Requests && q.PeakPerSecond <= p.PeakPerSecond &&
				(q.Lapses < p.Lapses || q.Requests < p.Requests || q.PeakPerSecond < p.PeakPerSecond)
		})
	}
}

// recommend finds the cheapest schedule that still reaches the target when it is measured in full.
func (s *Sweep) recommend(ctx context.Context, full *bench, seed uint64, schedules map[string]Schedule) error {
	least := &s.Points[0]
	for i := range s.Points {
		p := &s.Points[i]
		if p.Lapses < least.Lapses {
			least = p
		}
		if p.Lapses > s.Target {
			continue
		}
		sch := schedules[p.Schedule]
		out, err := full.try(ctx, &sch, seed)
		if err != nil {
			return err
		}
		out.Regret = p.Regret
		if p.Outcome = out; out.Lapses > s.Target {
			continue
		}
		s.Recommended = p.Schedule
		s.Reason = fmt.Sprintf("the cheapest that leaves at most %d lapses: %d requests, at most %d in one second", s.Target, p.Requests, p.PeakPerSecond)
		s.markFlat(p)
		return nil
	}
	s.Reason = fmt.Sprintf("no schedule that was tried leaves at most %d lapses: %s leaves %d; with tokens as they were even an oracle has %d",
		s.Target, least.Schedule, least.Lapses, s.Oracle.Lapses)
	return nil
}

// markFlat marks the points that cost about as much as the recommended one and do as well.
func (s *Sweep) markFlat(best *Point) {
	n := 0
	for i := range s.Points {
		p := &s.Points[i]
		p.Flat = p.Lapses <= best.Lapses && float64(p.Requests) <= float64(best.Requests)*(1+flatShare)
		if p.Flat {
			n++
		}
	}
	if n > 1 {
		s.Flat = fmt.Sprintf("%d schedules do as well for at most %v%% more requests: between them it does not matter", n, flatShare*100)
	}
}
