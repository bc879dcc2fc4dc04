package clickhouse_test

import (
	"testing"

	"lapse/store"
	"lapse/store/clickhouse"
	"lapse/store/clickhouse/chtest"
	"lapse/store/storetest"
)

// BenchmarkStore is to be read beside sqlite's, from one run: the servers share the machine with the test.
func BenchmarkStore(b *testing.B) {
	c := chtest.Start(b, 2)
	storetest.Bench(b, func(b *testing.B) store.Store {
		url := c.URL()
		if err := clickhouse.Init(b.Context(), url); err != nil {
			b.Fatal(err)
		}
		s, err := clickhouse.Open(b.Context(), url)
		if err != nil {
			b.Fatal(err)
		}
		return s
	})
}
