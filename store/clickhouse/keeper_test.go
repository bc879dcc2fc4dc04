package clickhouse_test

import (
	"strings"
	"testing"

	"lapse/store"
	"lapse/store/clickhouse"
	"lapse/store/clickhouse/chtest"
	"lapse/store/storetest"
)

// TestOnCluster has servers with a ZooKeeper create the tables on each other: one statement ON CLUSTER for the database and for
// each of four tables, and none node by node.
func TestOnCluster(t *testing.T) {
	c := chtest.StartKept(t, 2)
	url, all := c.URL(0), storetest.Load(27, 2000)
	s := open(t, url)
	defer s.Close()
	queued, err := s.Texts(t.Context(), "SELECT value FROM system.zookeeper WHERE path = '"+chtest.Queue+"'")
	if err != nil || len(queued) != 5 {
		t.Fatalf("statements in the queue: %q, %v", queued, err)
	}
	for _, q := range queued {
		if !strings.Contains(q, "ON CLUSTER") || !strings.Contains(q, c.Address(1)[len("127.0.0.1:"):]) {
			t.Errorf("not a statement for both servers: %s", q)
		}
	}
	found, err := clickhouse.Check(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		if !f.OK {
			t.Error(f.Text)
		}
	}
	put(t, s, all)
	if storetest.Dump(t, s, store.All(), store.Everyone) != reference(t, all) {
		t.Error("not what was put")
	}
}
