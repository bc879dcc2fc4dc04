package clickhouse_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	driver "github.com/ClickHouse/clickhouse-go/v2"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/clickhouse"
	"lapse/store/clickhouse/chtest"
	"lapse/store/mem"
	"lapse/store/storetest"
)

// reference is what a store hands out that was given these events.
func reference(t *testing.T, events []incident.Event) string {
	t.Helper()
	m := mem.New()
	if _, err := m.Put(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	return storetest.Dump(t, m, store.All(), store.Everyone)
}

func put(t *testing.T, s *clickhouse.Store, events []incident.Event) {
	t.Helper()
	if _, err := s.Put(t.Context(), events); err != nil {
		t.Fatal(err)
	}
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
}

func TestSeveralProcesses(t *testing.T) {
	c := chtest.Start(t, 2)
	url, all := c.URL(), storetest.Load(21, 9000)
	var wg sync.WaitGroup
	for i := range 3 {
		s := open(t, url)
		wg.Go(func() {
			defer s.Close()
			for from := 0; from < len(all); from += 2000 { // each puts two thirds, cut in its own way
				batch := all[max(0, from-i*300):min(len(all), from+1500)]
				if _, err := s.Put(context.Background(), batch); err != nil {
					t.Error(err)
				}
				if err := s.Flush(context.Background()); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	s := open(t, url)
	defer s.Close()
	put(t, s, all)
	if storetest.Dump(t, s, store.All(), store.Everyone) != reference(t, all) {
		t.Error("not what was put")
	}
}

// A shard is added while events come in: buckets move, what was there stays where it is, and repeats go elsewhere.
func TestResharding(t *testing.T) {
	c := chtest.StartOwn(t, 2)
	url, all := c.URL(0), storetest.Load(22, 9000)
	s := open(t, url)
	put(t, s, all[:5000])
	s.Close()
	c.Add()
	s = open(t, url) // which also creates the tables on the new node, as soon as the others know it
	defer s.Close()
	for shards(t, url) != 3 {
		time.Sleep(100 * time.Millisecond)
		if err := clickhouse.Init(t.Context(), url); err != nil {
			t.Fatal(err)
		}
	}
	if err := clickhouse.Init(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	put(t, s, all[3000:])
	want := reference(t, all)
	if storetest.Dump(t, s, store.All(), store.Everyone) != want {
		t.Error("read through an old node: not what was put")
	}
	counts, err := s.Counts(t.Context())
	m := mem.New()
	m.Put(t.Context(), all)
	if want, _ := m.Counts(t.Context()); err != nil || counts != want {
		t.Errorf("Counts = %+v, %v; want %+v", counts, err, want)
	}
	_, query, _ := strings.Cut(url, "/lapse_test")
	through, err := clickhouse.Open(t.Context(), "clickhouse://"+c.Address(2)+"/lapse_test"+query)
	if err != nil {
		t.Fatal(err)
	}
	defer through.Close()
	if storetest.Dump(t, through, store.All(), store.Everyone) != want {
		t.Error("read through the new node: not what was put")
	}
}

// shards is how many shards the first server knows of.
func shards(t *testing.T, url string) (n int) {
	t.Helper()
	found, err := clickhouse.Check(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		fmt.Sscanf(f.Text, "cluster lapse: %d shards", &n)
	}
	return n
}

func TestFrozen(t *testing.T) {
	c := chtest.StartOwn(t, 2)
	all := storetest.Load(25, 3000)
	s := open(t, c.URL())
	defer s.Close()
	put(t, s, all)
	c.Freeze(1)
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	var err error
	for _, err = range s.Timelines(ctx, store.All(), store.Everyone) {
	}
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("a frozen shard: %v", err)
	}
	c.Thaw(1)
	if storetest.Dump(t, s, store.All(), store.Everyone) != reference(t, all) {
		t.Error("after the thaw: not what was put")
	}
}

func TestInsertsAreLarge(t *testing.T) {
	c := chtest.Start(t, 2)
	s := open(t, c.URL())
	defer s.Close()
	var batch []incident.Event
	for i := range clickhouse.SendRows + 1 {
		batch = append(batch, storetest.Bare(uint64(i), incident.KindIssued, "agent"))
	}
	for from := 0; from < len(batch); from += 4096 {
		if _, err := s.Put(t.Context(), batch[from:min(len(batch), from+4096)]); err != nil {
			t.Fatal(err)
		}
	}
	if counts, err := s.Counts(t.Context()); err != nil || counts.Events != int64(len(batch)) {
		t.Errorf("Counts = %+v, %v", counts, err)
	}
}

func TestNotInitialised(t *testing.T) {
	c := chtest.Start(t, 2)
	if _, err := clickhouse.Open(t.Context(), c.URL()); !store.Is(err, store.NotThere) || !strings.Contains(err.Error(), "lapse store init") {
		t.Errorf("Open = %v", err)
	}
	if err := clickhouse.Init(t.Context(), c.URL()+"x"); !store.Is(err, store.NotThere) || !strings.Contains(err.Error(), "no cluster of that name") {
		t.Errorf("Init on an unknown cluster = %v", err)
	}
	if _, err := clickhouse.Open(t.Context(), "clickhouse://127.0.0.1:1/lapse"); !store.Is(err, store.Unreadable) {
		t.Errorf("Open where nobody listens = %v", err)
	}
}

func TestCheck(t *testing.T) {
	c := chtest.StartOwn(t, 2)
	url := c.URL(0)
	wrong := func() (lines []string) {
		found, err := clickhouse.Check(t.Context(), url)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range found {
			if !f.OK {
				lines = append(lines, f.Text)
			}
		}
		return lines
	}
	if got := wrong(); len(got) != 8 || !strings.Contains(got[0], "has no table") {
		t.Errorf("before Init: %q", got)
	}
	open(t, url).Close()
	if got := wrong(); len(got) != 0 {
		t.Errorf("after Init: %q", got)
	}
	for _, test := range []struct{ table, create, says string }{
		{"event_local", "AS event ENGINE = ReplacingMergeTree ORDER BY (bucket, identity)", "is sorted by (bucket, identity), not (bucket, identity, time, id, file, line)"},
		{"source_local", "AS source ENGINE = MergeTree ORDER BY path", "keeps repeated rows for ever"},
		{"event", "AS event_local ENGINE = Distributed(lapse, other, event_local, rand())", "is Distributed(lapse, other, event_local, rand()), not Distributed(lapse, "},
	} {
		replaceTable(t, c, url, test.table, test.create)
		if got := wrong(); len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), test.says) {
			t.Errorf("%s %s: %q", test.table, test.create, got)
		}
		execute(t, c, url, "DROP TABLE "+test.table)
		open(t, url).Close()
	}
	c.Kill(1)
	if got := wrong(); len(got) != 1 || !strings.Contains(got[0], c.Address(1)+" does not answer") {
		t.Errorf("with a node down: %q", got)
	}
}

// replaceTable puts another table in the place of one on the first server.
func replaceTable(t *testing.T, c *chtest.Cluster, url, table, create string) {
	t.Helper()
	execute(t, c, url, "CREATE TABLE replacement "+create)
	execute(t, c, url, "DROP TABLE "+table)
	execute(t, c, url, "RENAME TABLE replacement TO "+table)
}

// execute runs a statement on the first server, in the store's database.
func execute(t *testing.T, c *chtest.Cluster, url, statement string) {
	t.Helper()
	_, database, _ := strings.Cut(strings.TrimPrefix(url, "clickhouse://"), "/")
	database, _, _ = strings.Cut(database, "?")
	conn, err := driver.Open(&driver.Options{Addr: []string{c.Address(0)}, Auth: driver.Auth{Database: database}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if err := conn.Exec(t.Context(), statement); err != nil {
		t.Fatalf("%s: %v", statement, err)
	}
}
