package sqlite_test

import (
	"path/filepath"
	"testing"

	"lapse/store"
	"lapse/store/sqlite"
	"lapse/store/storetest"
)

func BenchmarkStore(b *testing.B) {
	storetest.Bench(b, func(b *testing.B) store.Store {
		s, err := sqlite.Open(b.Context(), filepath.Join(b.TempDir(), "facts.db"), sqlite.Options{})
		if err != nil {
			b.Fatal(err)
		}
		return s
	})
}
