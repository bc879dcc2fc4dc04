package analyze

import (
	"cmp"
	"context"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"lapse/analyze/incident"
	"lapse/analyze/match"
)

const (
	chunk   = 16 // buckets that are kept at a time
	stretch = 64 // buckets that are read at a time beyond those that are kept: asking for them has its price too

	// keepEvents is how many events are kept in memory: from them everything is learnt that is common to all. Buckets are a
	// hash of the identity, so the first ones are as good a sample as any; what lies beyond is read once more, and only for
	// identities that had a rejection.
	keepEvents = 60_000
)

// facts are read in one fixed order, in chunks, by several workers; nothing depends on their number.
type reading struct {
	facts   Facts
	workers int
	loose   *nameless

	stories []*match.Story // kept, by bucket, then identity
	next    int            // the first bucket that was not kept
	last    string         // the last identity that was kept of the buckets from next on; "" if none was
	tally   tally
}

// tally adds up what was read.
type tally struct {
	events   int64
	sessions int
	window   incident.Interval
}

func newTally() tally {
	return tally{window: incident.Interval{Lo: incident.NoHi, Hi: incident.NoLo}}
}

func (t *tally) add(tl *incident.Timeline, s *match.Story) {
	t.events += int64(len(tl.Events))
	for i := range tl.Events {
		if at := tl.Events[i].SortTime(); at.Known() {
			t.window.Lo, t.window.Hi = min(t.window.Lo, int64(at)), max(t.window.Hi, int64(at))
		}
	}
	for _, ses := range s.Sessions {
		if ses.Name != "" {
			t.sessions++
		}
	}
}

func (t *tally) merge(o tally) {
	t.events, t.sessions = t.events+o.events, t.sessions+o.sessions
	t.window.Lo, t.window.Hi = min(t.window.Lo, o.window.Lo), max(t.window.Hi, o.window.Hi)
}

// open reads the nameless events, then as many chunks as are kept.
func open(ctx context.Context, facts Facts, workers int, keep int64) (*reading, error) {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	r := &reading{facts: facts, workers: workers, tally: newTally()}
	if err := r.readNameless(ctx); err != nil {
		return nil, err
	}
	return r, r.keep(ctx, keep)
}

func (r *reading) readNameless(ctx context.Context) error {
	b := incident.Bucket("")
	for t, err := range r.facts.Timelines(ctx, b, b+1, false) {
		if err != nil {
			return err
		}
		if t.Identity == "" {
			r.loose = newNameless(slices.Clone(t.Events))
		}
	}
	return nil
}

// held is what one chunk held.
type held struct {
	timelines []*incident.Timeline
	cut       bool // there may be more: it was too large
	err       error
}

// keep reads chunks until enough events are kept. Whether a chunk is kept depends only on the chunks before it, and of one
// that has more events than that alone, its first identities are kept.
func (r *reading) keep(ctx context.Context, limit int64) error {
	for r.next < incident.Buckets && r.tally.events < limit {
		wave := make([]held, r.workers)
		var wg sync.WaitGroup
		for i := range wave {
			from := r.next + i*chunk
			if from < incident.Buckets {
				wg.Go(func() { wave[i] = r.chunk(ctx, from, limit) })
			}
		}
		wg.Wait()
		for i := range wave {
			if wave[i].err != nil {
				return wave[i].err
			}
			if r.next >= incident.Buckets || r.tally.events >= limit {
				break
			}
			r.take(&wave[i])
			if n := len(wave[i].timelines); wave[i].cut {
				r.last = wave[i].timelines[n-1].Identity
				return nil
			}
			r.next += chunk
		}
	}
	if r.next >= incident.Buckets {
		if t := r.loose.rest(); t != nil {
			r.stories = append(r.stories, match.Read(t))
		}
	}
	return nil
}

func (r *reading) chunk(ctx context.Context, from int, limit int64) (h held) {
	var events int64
	for t, err := range r.facts.Timelines(ctx, from, min(from+chunk, incident.Buckets), false) {
		if err != nil {
			h.err = err
			return h
		}
		h.timelines = append(h.timelines, t.Clone())
		if events += int64(len(t.Events)); events >= limit && t.Identity != "" {
			h.cut = true
			return h
		}
	}
	return h
}

// take keeps a chunk's timelines as stories.
func (r *reading) take(h *held) {
	for _, t := range h.timelines {
		if t.Identity == "" {
			r.tally.events += int64(len(t.Events))
			continue
		}
		own := len(t.Events)
		t = r.loose.claim(t, true)
		s := match.Read(t)
		r.stories = append(r.stories, s)
		r.tally.add(t, s)
		r.tally.events -= int64(len(t.Events) - own) // counted with the nameless
	}
}

// stream reads what was not kept, identities with a rejection only. Each worker asks once for what to do with a story,
// which is good until the next one, and with the end of a stretch. The stories of a stretch come in order.
func (r *reading) stream(ctx context.Context, o *Options, worker func() (story func(*match.Story), end func(stretch int))) error {
	n := r.stretches()
	tallies, errs := make([]tally, n), make([]error, n)
	r.share(n, func() func(i int) {
		var reader match.Reader
		story, end := worker()
		return func(i int) {
			tallies[i] = newTally()
			errs[i] = r.stretch(ctx, o, i, func(t *incident.Timeline) {
				s := reader.Read(t)
				tallies[i].add(t, s)
				story(s)
			})
			end(i)
		}
	})
	for i := range tallies {
		if errs[i] != nil {
			return errs[i]
		}
		r.tally.merge(tallies[i])
	}
	if t := r.loose.rest(); t != nil && n > 0 {
		story, end := worker()
		story(match.Read(t))
		end(n)
	}
	return ctx.Err()
}

// stretch reads the i-th stretch beyond what was kept.
func (r *reading) stretch(ctx context.Context, o *Options, i int, f func(*incident.Timeline)) error {
	from := r.next + i*stretch
	to := min(from+stretch, incident.Buckets)
	if !o.judges(from, to) {
		return nil
	}
	for t, err := range r.facts.Timelines(ctx, from, to, true) {
		if err != nil {
			return err
		}
		if t.Identity != "" && !r.kept(t.Identity) {
			f(r.loose.claim(t, false))
		}
	}
	return nil
}

// kept tells whether an identity of the buckets from next on was kept.
func (r *reading) kept(identity string) bool {
	return r.last != "" && cmp.Or(cmp.Compare(incident.Bucket(identity), incident.Bucket(r.last)), cmp.Compare(identity, r.last)) <= 0
}

// stretches is how many of them stream reads.
func (r *reading) stretches() int {
	return (incident.Buckets - min(r.next, incident.Buckets) + stretch - 1) / stretch
}

// spread runs f(0) … f(n−1) on the workers: whoever is free takes the next.
func (r *reading) spread(n int, f func(i int)) { r.share(n, func() func(int) { return f }) }

// share is spread for work with memory of its own: each worker asks once for its f.
func (r *reading) share(n int, worker func() (f func(i int))) {
	var wg sync.WaitGroup
	var next atomic.Int64
	for range min(r.workers, n) {
		wg.Go(func() {
			f := worker()
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				f(i)
			}
		})
	}
	wg.Wait()
}
