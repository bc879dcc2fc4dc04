// Package mem is the reference store: a map. It is written to be obviously right, the other engines are measured against
// it, and tests use it where a file would be in the way.
package mem

import (
	"context"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"

	"lapse/analyze/incident"
	"lapse/store"
)

// Store keeps everything in memory. It is safe for use by several goroutines.
type Store struct {
	mu      sync.Mutex
	events  map[incident.ID]incident.Event
	sources map[string]incident.Source
}

// New returns an empty store.
func New() *Store {
	return &Store{events: map[incident.ID]incident.Event{}, sources: map[string]incident.Source{}}
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, batch []incident.Event) (added int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, e := range batch {
		kept, ok := s.events[e.ID]
		if !ok {
			kept = e
			added++
		}
		s.events[e.ID] = store.Merge(kept, e)
	}
	return added, nil
}

// PutSource implements store.Store.
func (s *Store) PutSource(ctx context.Context, src incident.Source) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if old, ok := s.sources[src.Path]; ok && old.SHA256 == src.SHA256 {
		return nil
	}
	src.Reasons = slices.Clone(src.Reasons)
	s.sources[src.Path] = src
	return nil
}

// Sources implements store.Store.
func (s *Store) Sources(ctx context.Context) ([]incident.Source, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	byPath := func(a, b incident.Source) int { return strings.Compare(a.Path, b.Path) }
	return slices.SortedFunc(maps.Values(s.sources), byPath), nil
}

// Timelines implements store.Store. It hands out what was kept when the iteration began, and wipes each timeline when the
// next one is asked for, so that tests see whoever keeps one without a copy.
func (s *Store) Timelines(ctx context.Context, r store.Range, who store.Scope) iter.Seq2[*incident.Timeline, error] {
	return func(yield func(*incident.Timeline, error) bool) {
		for _, t := range s.timelines(r, who) {
			if err := ctx.Err(); err != nil {
				yield(nil, err)
				return
			}
			if !yield(t, nil) {
				return
			}
			clear(t.Events)
		}
	}
}

func (s *Store) timelines(r store.Range, who store.Scope) []*incident.Timeline {
	s.mu.Lock()
	defer s.mu.Unlock()
	byName := map[string]*incident.Timeline{}
	for _, e := range s.events {
		if b := incident.Bucket(e.Identity); b < r.From || b >= r.To {
			continue
		}
		t := byName[e.Identity]
		if t == nil {
			t = &incident.Timeline{Identity: e.Identity}
			byName[e.Identity] = t
		}
		e.Sightings = slices.Clone(e.Sightings)
		t.Events = append(t.Events, e)
	}
	var all []*incident.Timeline
	for _, t := range byName {
		if who == store.Everyone || t.Identity == "" || slices.ContainsFunc(t.Events, rejection) {
			slices.SortFunc(t.Events, func(a, b incident.Event) int { return a.Compare(&b) })
			all = append(all, t)
		}
	}
	slices.SortFunc(all, func(a, b *incident.Timeline) int { return store.CompareIdentities(a.Identity, b.Identity) })
	return all
}

func rejection(e incident.Event) bool { return e.Kind.Rejection() }

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context) (store.Counts, error) {
	if err := ctx.Err(); err != nil {
		return store.Counts{}, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	var c store.Counts
	names := map[string]bool{}
	for _, e := range s.events {
		c.Events++
		if e.Kind.Rejection() {
			c.Rejections++
		}
		if e.Identity != "" {
			names[e.Identity] = true
		}
	}
	c.Identities = int64(len(names))
	return c, nil
}

// Close implements store.Store. What was kept is gone with the last reference to the store.
func (s *Store) Close() error { return nil }
