package storetest

import (
	"fmt"
	"slices"
	"testing"

	"lapse/analyze/incident"
	"lapse/store"
)

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
