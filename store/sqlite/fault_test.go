package sqlite_test

import (
	"bytes"
	"database/sql"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"lapse/store"
	"lapse/store/mem"
	"lapse/store/sqlite"
	"lapse/store/storetest"
)

// undisturbed is what a store hands out that was given everything without a fault.
func undisturbed(t *testing.T) string {
	t.Helper()
	m := mem.New()
	if _, err := m.Put(t.Context(), load()); err != nil {
		t.Fatal(err)
	}
	return storetest.Dump(t, m, store.All(), store.Everyone)
}

// complete ingests what is missing and holds the result against an undisturbed run.
func complete(t *testing.T, path string) {
	t.Helper()
	s := open(t, path)
	if _, err := s.Put(t.Context(), load()); err != nil {
		t.Fatal(err)
	}
	if storetest.Dump(t, s, store.All(), store.Everyone) != undisturbed(t) {
		t.Error("the completed store differs from an undisturbed one")
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	sound(t, path)
}

// sound asks SQLite whether the file is.
func sound(t *testing.T, path string) {
	t.Helper()
	var verdict string
	if err := raw(t, path).QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		t.Errorf("integrity_check: %s, %v", verdict, err)
	}
}

// raw opens a file behind the store's back.
func raw(t *testing.T, path string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

func TestKilled(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	path, kills := newPath(t), 0
	for range 100 {
		if !killAfter(t, child(t, "ingest", path), r.IntN(batches+3)) {
			kills++
		}
		if r.IntN(8) == 0 { // sometimes go on with the same file, sometimes begin anew
			complete(t, path)
			path = newPath(t)
		}
	}
	complete(t, path)
	if kills < 50 {
		t.Errorf("only %d of 100 children were killed before their end", kills)
	}
}

func TestTwoProcessesAtOnce(t *testing.T) {
	for _, how := range []string{"", loads} {
		t.Run("ingest"+how, func(t *testing.T) { twoAtOnce(t, how) })
	}
}

func twoAtOnce(t *testing.T, how string) {
	path := newPath(t)
	a, b := child(t, "ingest"+how, path), child(t, "backwards"+how, path)
	var outA, outB bytes.Buffer
	a.Stdout, b.Stdout = &outA, &outB
	if err := a.Start(); err != nil {
		t.Fatal(err)
	}
	if err := b.Start(); err != nil {
		t.Fatal(err)
	}
	if err := a.Wait(); err != nil {
		t.Errorf("first: %v: %s", err, outA.String())
	}
	if err := b.Wait(); err != nil {
		t.Errorf("second: %v: %s", err, outB.String())
	}
	complete(t, path)
}

func TestTwoHandlesTakeTurns(t *testing.T) {
	path, all := newPath(t), load()
	handles := []*sqlite.Store{open(t, path), open(t, path)}
	for i := range batches {
		if _, err := handles[i%2].Put(t.Context(), cut(all, i)); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range handles {
		if storetest.Dump(t, s, store.All(), store.Everyone) != undisturbed(t) {
			t.Error("not what was put")
		}
		s.Close()
	}
	complete(t, path)
}

func TestDiskFull(t *testing.T) {
	for _, how := range []string{"", loads} {
		t.Run("limited"+how, func(t *testing.T) { diskFull(t, how) })
	}
}

func diskFull(t *testing.T, how string) {
	path := newPath(t)
	c := child(t, "limited"+how, path)
	out, err := c.Output()
	if err == nil {
		t.Fatal("the child came to its end within the limit")
	}
	lines := strings.Split(strings.TrimSpace(string(out)), "\n")
	if got, want := lines[len(lines)-1], path+" cannot grow: the disk (or a size limit) is full (what was committed is kept)"; got != want {
		t.Errorf("told %q, want %q", got, want)
	}
	complete(t, path)
}

func TestInUse(t *testing.T) {
	path := newPath(t)
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Wait: time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	other := raw(t, path)
	other.SetMaxOpenConns(1)
	if _, err := other.Exec("BEGIN IMMEDIATE"); err != nil {
		t.Fatal(err)
	}
	all := load()
	if n, err := s.Put(t.Context(), all); !store.Is(err, store.InUse) || n != 0 {
		t.Errorf("Put beside a writer = %d, %v", n, err)
	}
	if _, err := other.Exec("ROLLBACK"); err != nil {
		t.Fatal(err)
	}
	complete(t, path)
}

func TestDamaged(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	if _, err := s.Put(t.Context(), load()); err != nil {
		t.Fatal(err)
	}
	s.Close()
	whole, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(3, 3))
	for range 30 {
		data := slices.Clone(whole)
		for range 3 { // pages behind the schema's
			at := 16384 + r.IntN(len(data)-20480)
			for i := range 64 {
				data[at+i] = byte(r.Uint32())
			}
		}
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
		if err != nil {
			continue
		}
		for _, err := range s.Timelines(t.Context(), store.All(), store.Everyone) {
			if err != nil {
				break
			}
		}
		s.Put(t.Context(), load()[:100])
		s.Close()
	}
}
