package replay

import (
	"context"
	"math"
	"sync"

	"lapse/analyze/incident"
)

const (
	lucks = 8 // draws of luck behind an estimate
	chunk = 64

	// loadMost bounds the memory of all counts of requests by second, in seconds.
	loadMost = 1 << 22
)

// run is one way of simulating every session.
type run struct {
	view view
	luck uint64
}

// total is what all sessions came to in one run.
type total struct {
	lapses, affected, requests, refused, unknown int
	unprotected                                  incident.Span
}

func (t *total) add(x tally) {
	t.lapses += int(x.lapses)
	t.requests += int(x.requests)
	t.refused += int(x.refused)
	t.unknown += int(x.unknown)
	t.unprotected += x.unprotected
	if x.lapses > 0 {
		t.affected++
	}
}

func (t *total) merge(u total) {
	t.lapses += u.lapses
	t.affected += u.affected
	t.requests += u.requests
	t.refused += u.refused
	t.unknown += u.unknown
	t.unprotected += u.unprotected
}

// measured is what one schedule came to.
type measured struct {
	totals []total   // by run
	lapses []int32   // by session, over the runs with the middle view
	loads  [][]int32 // requests by second, for the first runs
}

// bench simulates schedules on a world. Its results do not depend on the number of workers: whole numbers are added up.
type bench struct {
	w       *world
	runs    []run
	copies  int // of each session
	paused  bool
	workers int
	loads   int // how many of the runs have their load counted

	bounds map[incident.Span]Outcome // what an oracle comes to, by the lifetime of tokens
}

func newBench(w *world, o *Options, runs []run) *bench {
	b := &bench{w: w, runs: runs, copies: 1, paused: o.PausedTimers, workers: max(o.Workers, 1), bounds: map[incident.Span]Outcome{}}
	if o.WhatIf.Sessions > 0 {
		b.copies = max(int(math.Round(o.WhatIf.Sessions)), 1)
	}
	b.loads = min(max(loadMost/(w.seconds()*b.workers), 1), len(runs))
	return b
}

// seconds is the length of the window, with room for what a simulation asks after its last line.
func (w *world) seconds() int {
	return min(int((w.window.Hi-int64(w.from))/int64(incident.Second))+61, loadMost)
}

// runsFor are the draws of luck for an estimate, and for its band where one is wanted.
func runsFor(seed uint64, n int, band bool) []run {
	var runs []run
	for v := middle; v <= pessimistic; v++ {
		for i := range n {
			runs = append(runs, run{v, mix(seed*lucks + uint64(i))})
		}
		if !band {
			break
		}
	}
	return runs
}

// measure simulates every session under a schedule, in every run.
func (b *bench) measure(ctx context.Context, sch *Schedule) (*measured, error) {
	parts := make([]measured, b.workers)
	lapses := make([]int32, len(b.w.sessions))
	var wg sync.WaitGroup
	for k := range parts {
		wg.Go(func() { b.part(ctx, sch, k, &parts[k], lapses) })
	}
	wg.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	m := &parts[0]
	m.lapses = lapses
	for k := 1; k < len(parts); k++ {
		for i := range m.totals {
			m.totals[i].merge(parts[k].totals[i])
		}
		for i := range m.loads {
			for s, n := range parts[k].loads[i] {
				m.loads[i][s] += n
			}
		}
	}
	return m, nil
}

// part simulates every workers-th chunk of sessions.
func (b *bench) part(ctx context.Context, sch *Schedule, k int, m *measured, lapses []int32) {
	m.totals = make([]total, len(b.runs))
	for range b.loads {
		m.loads = append(m.loads, make([]int32, b.w.seconds()))
	}
	p := player{w: b.w, sch: sch, paused: b.paused}
	for first := k * chunk; first < len(b.w.sessions) && ctx.Err() == nil; first += b.workers * chunk {
		last := min(first+chunk, len(b.w.sessions))
		for r, run := range b.runs {
			p.luck, p.view, p.load = run.luck, run.view, nil
			if r < len(m.loads) {
				p.load = m.loads[r]
			}
			for i := first; i < last; i++ {
				for p.copy = range b.copies {
					t := p.run(&b.w.sessions[i])
					m.totals[r].add(t)
					if run.view == middle {
						lapses[i] += t.lapses
					}
				}
			}
		}
	}
}

// run plays a session, or retraces it where the schedule is what was recorded.
func (p *player) run(s *session) tally {
	if p.sch.kind == asRecorded {
		return p.retrace(s, nil)
	}
	return p.play(s)
}

// peak is the most requests in one second, the mean over the runs that counted.
func (m *measured) peak() int {
	sum := 0
	for _, load := range m.loads {
		most := int32(0)
		for _, n := range load {
			most = max(most, n)
		}
		sum += int(most)
	}
	return int(math.Round(float64(sum) / float64(max(len(m.loads), 1))))
}

// mean and spread of a number over the runs of one view.
func (m *measured) stat(runs []run, v view, number func(*total) float64) (mean, spread float64) {
	n, sum, squares := 0.0, 0.0, 0.0
	for i := range runs {
		if runs[i].view == v {
			x := number(&m.totals[i])
			n, sum, squares = n+1, sum+x, squares+x*x
		}
	}
	if n == 0 {
		return math.NaN(), 0
	}
	mean = sum / n
	return mean, math.Sqrt(max(squares/n-mean*mean, 0))
}
