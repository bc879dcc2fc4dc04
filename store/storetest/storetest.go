// Package storetest is the suite that every engine passes, and the events it is made of.
package storetest

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/mem"
)

// Run holds an engine to the promises of store.Store. open gives a new, empty store each time; the suite closes it.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			s := open(t)
			t.Cleanup(func() {
				if err := s.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			test.run(t, s)
		})
	}
}

var tests = []struct {
	name string
	run  func(*testing.T, store.Store)
}{
	{"an empty store", empty},
	{"every field comes back as it was put", fields},
	{"hostile strings come back byte by byte", hostile},
	{"times of any century come back, and order", extremes},
	{"timelines come by bucket, then identity, their events by time, then ID", order},
	{"the same batch again adds nothing", repeated},
	{"overlapping batches add what is new", overlapping},
	{"an ID twice in one batch is one event", twiceInOneBatch},
	{"the least place counts, whatever the order", places},
	{"rejected: only who was rejected, and always the nameless", rejected},
	{"ranges cut between buckets", ranges},
	{"a source read again changes nothing, a changed one replaces", sources},
	{"a cancelled batch leaves nothing behind", cancelled},
	{"a caller may stop early", stopsEarly},
	{"two readers at once", parallel},
	{"the same bytes as the reference", sameAsReference},
}

// Dump is everything a store hands out, as one run of bytes: equal stores give equal ones.
func Dump(t *testing.T, s store.Store, r store.Range, who store.Scope) string {
	t.Helper()
	dumped, err := dump(t.Context(), s, r, who)
	if err != nil {
		t.Fatal(err)
	}
	return dumped
}

// dump encodes with gob, because it keeps strings that are no UTF-8 as they are.
func dump(ctx context.Context, s store.Store, r store.Range, who store.Scope) (string, error) {
	var b bytes.Buffer
	enc := gob.NewEncoder(&b)
	for tl, err := range s.Timelines(ctx, r, who) {
		if err != nil {
			return "", fmt.Errorf("Timelines: %w", err)
		}
		if err := enc.Encode(tl); err != nil {
			return "", err
		}
	}
	return b.String(), nil
}

func put(t *testing.T, s store.Store, batch []incident.Event, added int) {
	t.Helper()
	if n, err := s.Put(t.Context(), batch); err != nil || n != added {
		t.Fatalf("Put of %d events = %d, %v; want %d", len(batch), n, err, added)
	}
}

func collect(t *testing.T, s store.Store, r store.Range, who store.Scope) []*incident.Timeline {
	t.Helper()
	var all []*incident.Timeline
	for tl, err := range s.Timelines(t.Context(), r, who) {
		if err != nil {
			t.Fatalf("Timelines: %v", err)
		}
		all = append(all, tl.Clone())
	}
	return all
}

// same compares a store with the reference that was given the same events.
func same(t *testing.T, s store.Store, batches ...[]incident.Event) {
	t.Helper()
	m := mem.New()
	for _, b := range batches {
		if _, err := m.Put(context.Background(), b); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []store.Scope{store.Everyone, store.Rejected} {
		want := collect(t, m, store.All(), who)
		got := collect(t, s, store.All(), who)
		if diff := difference(want, got); diff != "" {
			t.Errorf("scope %d differs from the reference (-want +got):\n%.4000s", who, diff)
		}
	}
	want, _ := m.Counts(t.Context())
	if got, err := s.Counts(t.Context()); err != nil || got != want {
		t.Errorf("Counts = %+v, %v; want %+v", got, err, want)
	}
}

// difference is "" where two values are equal; of timelines it tells the first that is not as wanted, because telling how
// thousands of events differ takes minutes.
func difference(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	w, ok := want.([]*incident.Timeline)
	g, ok2 := got.([]*incident.Timeline)
	if !ok || !ok2 {
		return cmp.Diff(want, got)
	}
	for i := range min(len(w), len(g)) {
		if diff := difference(w[i], g[i]); diff != "" {
			return fmt.Sprintf("timeline %d:\n%s", i, diff)
		}
	}
	return fmt.Sprintf("%d timelines, want %d", len(g), len(w))
}

func countIDs(batch []incident.Event) int {
	ids := map[incident.ID]bool{}
	for _, e := range batch {
		ids[e.ID] = true
	}
	return len(ids)
}
