// Package storetest is the suite that every engine passes, and the events it is made of.
package storetest

import (
	"bytes"
	"context"
	"encoding/gob"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
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
		all = append(all, tl)
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

func empty(t *testing.T, s store.Store) {
	same(t, s)
	if got, err := s.Sources(t.Context()); err != nil || len(got) != 0 {
		t.Errorf("Sources = %v, %v", got, err)
	}
	put(t, s, nil, 0)
}

func fields(t *testing.T, s store.Store) {
	batch := []incident.Event{Full(1), Bare(2, incident.KindIssued, "agent-7")}
	for bit := range 20 { // each field alone, so that none can stand in for another
		batch = append(batch, single(uint64(100+bit), bit))
	}
	put(t, s, batch, len(batch))
	same(t, s, batch)
}

func hostile(t *testing.T, s store.Store) {
	var batch []incident.Event
	for i, text := range HostileStrings() {
		batch = append(batch, everywhere(uint64(i+1), text))
	}
	put(t, s, batch, len(batch))
	same(t, s, batch)
	put(t, s, batch, 0)
	same(t, s, batch)
}

func extremes(t *testing.T, s store.Store) {
	var batch []incident.Event
	for i, at := range ExtremeTimes() {
		e := Bare(uint64(i+1), incident.KindConnected, "agent-7")
		e.Time = incident.Stamp{Clock: incident.ClientClock("dev-1"), Reading: at, Quantum: incident.Second, Zone: incident.ZoneGuessed}
		e.Received = incident.Stamp{Clock: incident.CollectorClock(""), Reading: at, Quantum: incident.NoSpan}
		e.Token.Iat, e.Token.Nbf, e.Token.Exp = at, at, at
		e.TTL, e.Latency = incident.Span(at), incident.Span(at)
		e.Token.Iss = "SK1"
		batch = append(batch, e)
	}
	put(t, s, batch, len(batch))
	same(t, s, batch)
}

func order(t *testing.T, s store.Store) {
	var batch []incident.Event
	for i := range 400 {
		e := Bare(uint64(i), incident.KindIssued, fmt.Sprintf("agent-%d", i%37))
		e.Time = incident.Stamp{Reading: incident.Unix(int64(i * 7919 % 11))} // many at one time
		batch = append(batch, e)
	}
	put(t, s, batch, len(batch))
	all := collect(t, s, store.All(), store.Everyone)
	if len(all) != 37 {
		t.Fatalf("%d timelines, want 37", len(all))
	}
	for i, tl := range all {
		if i > 0 && store.CompareIdentities(all[i-1].Identity, tl.Identity) >= 0 {
			t.Errorf("timeline %q after %q", tl.Identity, all[i-1].Identity)
		}
		if !slices.IsSortedFunc(tl.Events, func(a, b incident.Event) int { return a.Compare(&b) }) {
			t.Errorf("events of %q are out of order", tl.Identity)
		}
	}
	same(t, s, batch)
}

func repeated(t *testing.T, s store.Store) {
	batch := Load(1, 3000)
	distinct := countIDs(batch)
	put(t, s, batch, distinct)
	put(t, s, batch, 0)
	same(t, s, batch)
	slices.Reverse(batch)
	put(t, s, batch, 0)
	same(t, s, batch)
}

func overlapping(t *testing.T, s store.Store) {
	all := Load(2, 5000)
	seen := map[incident.ID]bool{}
	for from := 0; from < len(all); from += 700 {
		batch := all[max(0, from-300):min(len(all), from+700)]
		added := 0
		for _, e := range batch {
			if !seen[e.ID] {
				seen[e.ID], added = true, added+1
			}
		}
		put(t, s, batch, added)
		if from == 2100 { // reading in between must not change what a later Put finds known
			collect(t, s, store.All(), store.Everyone)
		}
	}
	same(t, s, all)
}

func twiceInOneBatch(t *testing.T, s store.Store) {
	a, b := Full(1), Full(1)
	b.Pos.Line++
	c := Full(1)
	c.Pos = incident.Pos{File: "a.log", Line: 1}
	put(t, s, []incident.Event{a, b, a, c}, 1)
	same(t, s, []incident.Event{a, b, c})
}

func places(t *testing.T, s store.Store) {
	at := func(file string, line int64, session string) incident.Event {
		e := Full(1)
		e.Pos, e.Session, e.Sightings = incident.Pos{File: file, Line: line}, session, nil
		return e
	}
	batch := []incident.Event{at("b.log", 2, "b"), at("c.log", 1, "c"), at("b.log", 10, "b10"), at("a.log", 9, "a"), at("a.log", 9, "a")}
	batch[1].Sightings = []incident.Pos{{File: "z.log", Line: 1}, {File: "b.log", Line: 2}}
	want := at("a.log", 9, "a")
	want.Sightings = []incident.Pos{{File: "b.log", Line: 2}, {File: "b.log", Line: 10}, {File: "c.log", Line: 1}, {File: "z.log", Line: 1}}
	for round := range 3 { // forwards, backwards, at once; under an ID each
		var stored []incident.Event
		for _, e := range batch {
			e.ID = id(uint64(round + 1))
			stored = append(stored, e)
		}
		switch round {
		case 1:
			slices.Reverse(stored)
			fallthrough
		case 0:
			for i := range stored {
				put(t, s, stored[i:i+1], []int{1, 0}[min(i, 1)])
			}
		case 2:
			put(t, s, stored, 1)
		}
	}
	for _, tl := range collect(t, s, store.All(), store.Everyone) {
		for _, got := range tl.Events {
			want.ID = got.ID
			if diff := difference(want, got); diff != "" {
				t.Errorf("event %v (-want +got):\n%s", got.ID, diff)
			}
		}
	}
}

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

// difference is "" where two values are equal. Telling that they are is cheap, telling how they differ is not.
func difference(want, got any) string {
	if reflect.DeepEqual(want, got) {
		return ""
	}
	return cmp.Diff(want, got)
}

func countIDs(batch []incident.Event) int {
	ids := map[incident.ID]bool{}
	for _, e := range batch {
		ids[e.ID] = true
	}
	return len(ids)
}
