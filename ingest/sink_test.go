package ingest

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// memory is a sink as ingest asks for it: idempotent, batches whole or not at all.
type memory struct {
	events  map[incident.ID]incident.Event
	sources map[string]incident.Source
	puts    int
	failAt  int // the Put that fails; 0: none
}

func newMemory() *memory {
	return &memory{events: map[incident.ID]incident.Event{}, sources: map[string]incident.Source{}}
}

var errFull = errors.New("disk full")

func (m *memory) Put(_ context.Context, batch []incident.Event) (int, error) {
	m.puts++
	if m.puts == m.failAt {
		return 0, errFull
	}
	added := 0
	for _, e := range batch {
		known, ok := m.events[e.ID]
		if !ok {
			added++
		}
		if !ok || e.Pos.Compare(known.Pos) < 0 {
			m.events[e.ID] = e
		}
	}
	return added, nil
}

func (m *memory) PutSource(_ context.Context, s incident.Source) error {
	m.sources[s.Path] = s
	return nil
}

// String lists what is kept, but for places, which change when files are cut in another way.
func (m *memory) String() string {
	var lines []string
	for _, e := range m.events {
		e.Pos, e.Related = incident.Pos{}, nil
		lines = append(lines, fmt.Sprintf("%+v", e))
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}

// where lists what is kept with its places.
func (m *memory) where() string {
	var events []incident.Event
	for _, e := range m.events {
		events = append(events, e)
	}
	slices.SortFunc(events, func(a, b incident.Event) int {
		return cmp.Or(a.Pos.Compare(b.Pos), cmp.Compare(string(a.ID[:]), string(b.ID[:])))
	})
	var b strings.Builder
	for _, e := range events {
		fmt.Fprintf(&b, "%+v\n", e)
	}
	return b.String()
}

// read runs ingest and checks what must hold of every run.
func read(t *testing.T, m *memory, o Options, args ...string) Report {
	t.Helper()
	r, err := Run(context.Background(), args, o, m)
	if err != nil {
		t.Fatalf("Run(%v): %v", args, err)
	}
	checkAccounting(t, r)
	return r
}

func checkAccounting(t *testing.T, r Report) {
	t.Helper()
	a := r.Accounting
	if a.Read != a.Used+a.Other+a.Duplicate+a.Rejected || min(a.Used, a.Other, a.Duplicate, a.Rejected) < 0 {
		t.Errorf("read = used + other + duplicate + rejected does not hold: %+v", a)
	}
	for _, s := range r.Sources {
		if s.Read != s.Used+s.Other+s.Rejected || min(s.Used, s.Other, s.Rejected) < 0 {
			t.Errorf("%s: read = used + other + rejected does not hold: %+v", s.Path, s)
		}
		reasons := int64(0)
		for _, x := range s.Reasons {
			reasons += x.Count
		}
		if reasons != s.Rejected {
			t.Errorf("%s: %d lines rejected, reasons for %d", s.Path, s.Rejected, reasons)
		}
	}
}
