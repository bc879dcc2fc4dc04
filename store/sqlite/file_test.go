package sqlite_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"lapse/store"
	"lapse/store/sqlite"
	"lapse/store/storetest"
)

func TestReadOnly(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	all := load()
	if _, err := s.Put(t.Context(), all); err != nil {
		t.Fatal(err)
	}
	counts, _ := s.Counts(t.Context())
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(path)
	for _, d := range []struct {
		path string
		mode os.FileMode
	}{{path, 0o444}, {dir, 0o555}, {filepath.Dir(dir), 0o755}} {
		if err := os.Chmod(d.path, d.mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(dir, 0o755) })
	out, err := child(t, "nobody", path).Output()
	if want := path + " is read-only"; err == nil || !strings.Contains(string(out), want) {
		t.Errorf("told %q, %v; want %q", out, err, want)
	}
	if n, _, _ := strings.Cut(string(out), "\n"); n != strconv.FormatInt(counts.Events, 10) {
		t.Errorf("read %s events, want %d", n, counts.Events)
	}
}

func TestRefused(t *testing.T) {
	ours := newPath(t)
	open(t, ours).Close()
	newer := newPath(t)
	open(t, newer).Close()
	behind := raw(t, newer)
	if _, err := behind.Exec("PRAGMA user_version = 99"); err != nil {
		t.Fatal(err)
	}
	behind.Close()
	foreign := newPath(t)
	if _, err := raw(t, foreign).Exec("CREATE TABLE note (text); PRAGMA journal_mode = DELETE"); err != nil {
		t.Fatal(err)
	}
	text := newPath(t)
	if err := os.WriteFile(text, []byte("# notes\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		path    string
		options sqlite.Options
		problem store.Problem
		told    string
	}{
		{newer, sqlite.Options{}, store.Newer, " was written by a newer version of lapse (schema 99, this lapse knows 1; use the newer lapse)"},
		{foreign, sqlite.Options{}, store.Foreign, " is not a lapse store (an SQLite file of something else)"},
		{text, sqlite.Options{}, store.Foreign, " is not a lapse store (not an SQLite file)"},
		{filepath.Join(t.TempDir(), "absent.db"), sqlite.Options{Existing: true}, store.NotThere, " does not exist"},
		{filepath.Join(t.TempDir(), "no/such/folder.db"), sqlite.Options{}, store.NotThere, " does not exist"},
	} {
		before, _ := os.ReadFile(test.path)
		s, err := sqlite.Open(t.Context(), test.path, test.options)
		if !store.Is(err, test.problem) || err.Error() != test.path+test.told {
			t.Errorf("Open = %v, %v; want %q", s, err, test.path+test.told)
		}
		if after, _ := os.ReadFile(test.path); !bytes.Equal(before, after) {
			t.Errorf("%s was changed", test.path)
		}
		if entries, _ := os.ReadDir(filepath.Dir(test.path)); len(entries) > 1 {
			t.Errorf("something was left beside %s: %v", test.path, entries)
		}
	}
	if s, err := sqlite.Open(t.Context(), ours, sqlite.Options{Existing: true}); err != nil {
		t.Errorf("our own file: %v", err)
	} else {
		s.Close()
	}
}

func TestFilesAreTheOwnersOnly(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	if _, err := s.Put(t.Context(), load()); err != nil {
		t.Fatal(err)
	}
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil || len(entries) < 2 {
		t.Fatalf("%v, %v; want the file and its WAL", entries, err)
	}
	for _, e := range entries {
		if info, err := e.Info(); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s has mode %v, %v", e.Name(), info.Mode(), err)
		}
	}
	s.Close()
	if entries, _ := os.ReadDir(filepath.Dir(path)); len(entries) != 1 {
		t.Errorf("after Close there are %v", entries)
	}
}

func TestOddPaths(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"a b.db", "what?.db", "50%.db", "%41.db", "a#b.db", "ä;&=.db", "'\".db"} {
		path := filepath.Join(dir, name)
		s := open(t, path)
		if _, err := s.Put(t.Context(), storetest.Load(1, 10)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		for _, err := range s.Timelines(t.Context(), store.All(), store.Everyone) {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		s.Close()
		if info, err := os.Stat(path); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", name, err)
		}
	}
	if entries, _ := os.ReadDir(dir); len(entries) != 7 {
		t.Errorf("%d files, want 7: %v", len(entries), entries)
	}
}
