package storetest

import (
	"context"
	"math/rand/v2"
	"slices"
	"testing"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/mem"
)

func rejected(t *testing.T, s store.Store) {
	batch := []incident.Event{
		Bare(1, incident.KindIssued, "fine"),
		Bare(2, incident.KindIssued, "refused"),
		Bare(3, incident.KindRejected, "refused"),
		Bare(4, incident.KindSuspect, "suspect"),
		Bare(5, incident.KindAccess, ""),
	}
	put(t, s, batch[:2], 2)
	put(t, s, batch[2:], 3)
	same(t, s, batch)
	var names []string
	for _, tl := range collect(t, s, store.All(), store.Rejected) {
		names = append(names, tl.Identity)
	}
	slices.Sort(names)
	if want := []string{"", "refused", "suspect"}; !slices.Equal(names, want) {
		t.Errorf("rejected scope names %q, want %q", names, want)
	}
}

func ranges(t *testing.T, s store.Store) {
	batch := Load(3, 2000)
	put(t, s, batch, countIDs(batch))
	whole := collect(t, s, store.All(), store.Everyone)
	for _, parts := range []int{2, 7, 64} {
		var all []*incident.Timeline
		for i := range parts {
			r := store.Range{From: i * incident.Buckets / parts, To: (i + 1) * incident.Buckets / parts}
			for _, tl := range collect(t, s, r, store.Everyone) {
				if b := incident.Bucket(tl.Identity); b < r.From || b >= r.To {
					t.Errorf("%v gives %q of bucket %d", r, tl.Identity, b)
				}
				all = append(all, tl)
			}
		}
		if diff := difference(whole, all); diff != "" {
			t.Errorf("%d parts together differ from the whole (-want +got):\n%.2000s", parts, diff)
		}
	}
	b := incident.Bucket(whole[len(whole)/2].Identity) // one bucket alone
	for _, tl := range collect(t, s, store.Range{From: b, To: b + 1}, store.Everyone) {
		if incident.Bucket(tl.Identity) != b {
			t.Errorf("bucket %d alone gives %q", b, tl.Identity)
		}
	}
	if got := collect(t, s, store.Range{From: 5, To: 5}, store.Everyone); len(got) != 0 {
		t.Errorf("an empty range gives %d timelines", len(got))
	}
}

func sources(t *testing.T, s store.Store) {
	a := incident.Source{Path: "logs/a.log", SHA256: [32]byte{1}, Bytes: 10, Format: "json/voicejs", Read: 6, Used: 3, Other: 1, Rejected: 2, Events: 3,
		Reasons: []incident.Reason{{Text: "half a line", Count: 1, First: incident.Pos{File: "logs/a.log", Line: 6}}, {Text: "a\x00b\xff", Count: 1}}}
	b := incident.Source{Path: "B\xff", Truncated: "unexpected end of gzip data"}
	changed := a
	changed.SHA256, changed.Read, changed.Reasons = [32]byte{2}, 7, a.Reasons[:1]
	ignored := a
	ignored.Read = 99
	for _, step := range []struct {
		put  incident.Source
		want []incident.Source
	}{
		{a, []incident.Source{a}},
		{ignored, []incident.Source{a}},
		{b, []incident.Source{b, a}},
		{changed, []incident.Source{b, changed}},
	} {
		if err := s.PutSource(t.Context(), step.put); err != nil {
			t.Fatal(err)
		}
		got, err := s.Sources(t.Context())
		if diff := difference(step.want, got); err != nil || diff != "" {
			t.Fatalf("Sources: %v (-want +got):\n%s", err, diff)
		}
	}
}

func cancelled(t *testing.T, s store.Store) {
	first, second := Load(4, 500), Load(5, 5000)
	put(t, s, first, countIDs(first))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if n, err := s.Put(ctx, second); err != context.Canceled || n != 0 {
		t.Fatalf("Put with a cancelled context = %d, %v", n, err)
	}
	same(t, s, first)
	for tl, err := range s.Timelines(ctx, store.All(), store.Everyone) {
		if err == nil {
			t.Fatalf("a cancelled read hands out %q", tl.Identity)
		}
	}
	put(t, s, second, countIDs(second))
	same(t, s, first, second)
}

func stopsEarly(t *testing.T, s store.Store) {
	batch := Load(6, 1000)
	put(t, s, batch, countIDs(batch))
	for range s.Timelines(t.Context(), store.All(), store.Everyone) {
		break
	}
	same(t, s, batch)
}

func parallel(t *testing.T, s store.Store) {
	batch := Load(7, 2000)
	put(t, s, batch, countIDs(batch))
	want := Dump(t, s, store.All(), store.Everyone)
	got := make(chan string)
	for range 2 {
		go func() {
			dumped, err := dump(context.Background(), s, store.All(), store.Everyone)
			if err != nil {
				dumped = err.Error()
			}
			got <- dumped
		}()
	}
	for range 2 {
		if <-got != want {
			t.Error("a read beside another gives something else")
		}
	}
}

func sameAsReference(t *testing.T, s store.Store) {
	all := Load(8, 20000)
	r := rand.New(rand.NewPCG(1, 2))
	var batches [][]incident.Event
	for range 30 { // random cuts, random order, many repeats
		from := r.IntN(len(all))
		batches = append(batches, all[from:min(len(all), from+1+r.IntN(3000))])
	}
	batches = append(batches, all)
	for _, b := range batches {
		if _, err := s.Put(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	m := mem.New()
	for _, b := range batches {
		if _, err := m.Put(t.Context(), b); err != nil {
			t.Fatal(err)
		}
	}
	for _, who := range []store.Scope{store.Everyone, store.Rejected} {
		if Dump(t, m, store.All(), who) != Dump(t, s, store.All(), who) {
			t.Errorf("scope %d: not the bytes of the reference", who)
		}
	}
	same(t, s, batches...)
}
