package clickhouse_test

import (
	"fmt"
	"testing"

	"lapse/store"
	"lapse/store/clickhouse"
	"lapse/store/clickhouse/chtest"
	"lapse/store/storetest"
)

func open(t *testing.T, url string) *clickhouse.Store {
	t.Helper()
	if err := clickhouse.Init(t.Context(), url); err != nil {
		t.Fatal(err)
	}
	s, err := clickhouse.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestStore(t *testing.T) {
	for _, shards := range []int{2, 3} {
		t.Run(fmt.Sprintf("%d shards", shards), func(t *testing.T) {
			c := chtest.Start(t, shards)
			storetest.Run(t, func(t *testing.T) store.Store { return open(t, c.URL()) })
		})
	}
}
