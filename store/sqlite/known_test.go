package sqlite

import (
	"math/rand/v2"
	"path/filepath"
	"testing"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/mem"
	"lapse/store/storetest"
)

// What is new must be told right whether an ID is in memory, in a run with or without a filter, or was put by another
// process a moment ago. Small limits make all of that happen with few events.
func TestNewIsToldFromKnown(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts.db")
	reopen := func() *Store {
		s, err := Open(t.Context(), path, Options{limits: limits{fresh: 900, learn: 150, ask: 40}})
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	r := rand.New(rand.NewPCG(5, 5))
	all, m := storetest.Load(31, 8000), mem.New()
	handles := []*Store{reopen(), reopen()}
	for i := range 120 {
		from := r.IntN(len(all))
		batch := all[from:min(len(all), from+1+r.IntN(300))]
		which := r.IntN(2)
		want, _ := m.Put(t.Context(), batch)
		if got, err := handles[which].Put(t.Context(), batch); err != nil || got != want {
			t.Fatalf("batch %d through handle %d: %d new, %v; want %d", i, which, got, err, want)
		}
		if r.IntN(8) == 0 {
			handles[which].Close()
			handles[which] = reopen()
		}
	}
	want := storetest.Dump(t, m, store.All(), store.Everyone)
	runs, _, err := handles[0].w.number("SELECT count(*) FROM id_run")
	if err != nil || runs < 3 {
		t.Errorf("%d runs, %v: the limits did not bite", runs, err)
	}
	for _, s := range handles {
		if storetest.Dump(t, s, store.All(), store.Everyone) != want {
			t.Error("not what was put")
		}
		s.Close()
	}
}

// A repeat at a lesser place brings new origins, but no new event. The other handle must not give their numbers away again.
func TestDictionariesOfTwoHandles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "facts.db")
	var handles []*Store
	for range 2 {
		s, err := Open(t.Context(), path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		handles = append(handles, s)
	}
	at := func(n uint64, file string) []incident.Event {
		e := storetest.Bare(n, incident.KindIssued, "agent-7")
		e.Pos.File = file
		return []incident.Event{e}
	}
	m := mem.New()
	for i, batch := range [][]incident.Event{at(1, "c.log"), at(2, "c.log"), at(1, "b.log"), at(3, "d.log"), at(2, "a.log"), at(4, "e.log")} {
		m.Put(t.Context(), batch)
		if _, err := handles[i%2].Put(t.Context(), batch); err != nil {
			t.Fatalf("put %d: %v", i, err)
		}
	}
	if storetest.Dump(t, handles[0], store.All(), store.Everyone) != storetest.Dump(t, m, store.All(), store.Everyone) {
		t.Error("not what was put")
	}
}
