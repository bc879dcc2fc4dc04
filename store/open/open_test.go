package open_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lapse/store"
	"lapse/store/open"
	"lapse/store/storetest"
)

func TestPathsAndURLs(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	for _, test := range []struct{ url, file string }{
		{"a.db", "a.db"},
		{"sqlite:b.db", "b.db"},
		{"sqlite://" + filepath.Join(dir, "c.db"), "c.db"},
		{"./sqlite:d.db", "sqlite:d.db"},
		{"C:e.db", "C:e.db"},
		{"mem:", ""},
	} {
		s, err := open.Open(t.Context(), test.url, open.Options{})
		if err != nil {
			t.Errorf("%s: %v", test.url, err)
			continue
		}
		if n, err := s.Put(t.Context(), storetest.Load(1, 1)); n != 1 || err != nil {
			t.Errorf("%s: Put = %d, %v", test.url, n, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%s: %v", test.url, err)
		}
		if _, err := os.Stat(filepath.Join(dir, test.file)); err != nil {
			t.Errorf("%s: %v", test.url, err)
		}
	}
}

func TestUnknownSchemeNamesTheKnown(t *testing.T) {
	_, err := open.Open(t.Context(), "postgres://host/lapse", open.Options{})
	var unknown *open.UnknownScheme
	if !errors.As(err, &unknown) {
		t.Fatalf("Open = %v", err)
	}
	for _, e := range open.Engines() {
		if !strings.Contains(err.Error(), e.Scheme+":") {
			t.Errorf("%q does not name %s:", err, e.Scheme)
		}
	}
}

func TestExisting(t *testing.T) {
	path := filepath.Join(t.TempDir(), "absent.db")
	if _, err := open.Open(t.Context(), path, open.Options{Existing: true}); !store.Is(err, store.NotThere) {
		t.Errorf("Open = %v, want that it does not exist", err)
	}
	if _, err := os.Stat(path); err == nil {
		t.Error("an empty store was left behind")
	}
}

func TestTemporaryIsRemoved(t *testing.T) {
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	s, err := open.Temporary(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Put(t.Context(), storetest.Load(1, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 0 {
		t.Errorf("left behind: %v", left)
	}
}
