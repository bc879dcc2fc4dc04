package sqlite_test

import (
	"path/filepath"
	"testing"

	"lapse/store"
	"lapse/store/sqlite"
	"lapse/store/storetest"
)

func open(t *testing.T, path string) *sqlite.Store {
	t.Helper()
	s, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store { return open(t, filepath.Join(t.TempDir(), "facts.db")) })
}

func TestTemporary(t *testing.T) {
	storetest.Run(t, func(t *testing.T) store.Store {
		t.Setenv("TMPDIR", t.TempDir())
		s, err := sqlite.Temporary(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return s
	})
}
