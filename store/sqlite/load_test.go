package sqlite_test

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"
	"time"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/sqlite"
	"lapse/store/storetest"
)

func openToLoad(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{Load: true})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestLoading(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return openToLoad(t, newPath(t)) })
}

// beside lists what stands in the folder of a store.
func beside(t *testing.T, path string) (names []string) {
	t.Helper()
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

func TestALoadAppearsWhole(t *testing.T) {
	for _, read := range []bool{false, true} {
		path := newPath(t)
		s := openToLoad(t, path)
		if _, err := s.Put(t.Context(), load()); err != nil {
			t.Fatal(err)
		}
		if _, err := os.Stat(path); err == nil {
			t.Error("the file is there before it is whole")
		}
		if read {
			if _, err := s.Counts(t.Context()); err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(path); err != nil {
				t.Error("the file is not there after a read")
			}
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
		if names := beside(t, path); len(names) != 1 {
			t.Errorf("read %v: there are %q", read, names)
		}
		complete(t, path)
	}
}

func TestALoadThatIsKilledLeavesNoStoreOrAWholeOne(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	path := newPath(t)
	for range 20 {
		if killAfter(t, child(t, "ingest"+loads, path), r.IntN(batches+3)) {
			continue
		}
		if _, err := os.Stat(path); err == nil {
			complete(t, path)
			path = newPath(t)
		}
		names := beside(t, path)
		if len(names) > 1 {
			t.Errorf("the load of before is still there: %q", names)
		}
		for _, name := range names { // one that was killed before its first write looks as if it were about to make it
			if err := os.Chtimes(filepath.Join(filepath.Dir(path), name), time.Time{}, time.Unix(0, 0)); err != nil {
				t.Fatal(err)
			}
		}
	}
	s := openToLoad(t, path)
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("there are %q", names)
	}
	complete(t, path)
}

func TestTwoLoadsOfOneStoreAreJoined(t *testing.T) {
	path, all := newPath(t), load()
	handles := []*sqlite.Store{openToLoad(t, path), openToLoad(t, path)}
	for i := range batches {
		if _, err := handles[i%2].Put(t.Context(), cut(all, i)); err != nil {
			t.Fatal(err)
		}
	}
	for i, s := range handles {
		if err := s.PutSource(t.Context(), incident.Source{Path: []string{"a", "b"}[i], Read: 1}); err != nil {
			t.Fatal(err)
		}
	}
	if n := len(beside(t, path)); n != 2 {
		t.Errorf("%d files, want one for each load", n)
	}
	if err := handles[0].Close(); err != nil {
		t.Fatal(err)
	}
	if got := storetest.Dump(t, handles[1], store.All(), store.Everyone); got != undisturbed(t) {
		t.Error("not what both put")
	}
	if sources, err := handles[1].Sources(t.Context()); err != nil || len(sources) != 2 {
		t.Errorf("sources %v, %v", sources, err)
	}
	if err := handles[1].Close(); err != nil {
		t.Error(err)
	}
	if names := beside(t, path); len(names) != 1 {
		t.Errorf("there are %q", names)
	}
	complete(t, path)
}

func TestOnlyAbandonedLoadsAreSwept(t *testing.T) {
	path := newPath(t)
	other := path + "-loading-of-mine"
	if err := os.WriteFile(other, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	a, b := openToLoad(t, path), openToLoad(t, path)
	if names := beside(t, path); len(names) != 3 {
		t.Errorf("there are %q, want both loads and the file of another name", names)
	}
	a.Close()
	b.Close()
	if names := beside(t, path); len(names) != 2 {
		t.Errorf("there are %q", names)
	}
	os.Remove(other)
	complete(t, path)
}
