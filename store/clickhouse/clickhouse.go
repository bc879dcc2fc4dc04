// Package clickhouse keeps facts in a ClickHouse cluster, for where one machine is outgrown.
//
// Every place of every event is a row of one wide table, sorted by bucket, identity, time, ID and place, and spread over
// the shards by bucket. A repeated row is an equal row: ReplacingMergeTree drops it at some later merge, and the reader,
// to whom equal rows come as neighbours, drops it before. So inserts may be repeated, cut anew and made by many processes,
// and no lock, token or transaction is needed. Reads go through the Distributed table, ordered by the cluster, and are
// right wherever rows lie: also after a shard was added.
//
// Differences from the other engines: Put is durable when PutSource or Close has returned (rows are sent a hundred
// thousand at once); how many events were new is told from what this process has put; two records that claim the same
// place of the same event must be equal.
package clickhouse

import (
	"context"
	"sync"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2/lib/driver"

	"lapse/analyze/incident"
	"lapse/store"
)

// retries is how often a statement is tried again, after a pause that doubles.
const retries = 3

// Store is a connection to a cluster. It is safe for use by several goroutines.
type Store struct {
	address *address
	conn    driver.Conn
	pause   time.Duration // before the first retry

	block int // rows that the servers handle at a time when they read
	rows  int // of an insert, at least, but for the last one

	counting sync.Mutex
	buckets  *[incident.Buckets]uint64 // rows of each; nil until asked for, and after a Put

	writing sync.Mutex
	filling *block                   // takes what is put
	spare   *block                   // nil while a block is on its way
	way     *sending                 // nil while none is
	broken  error                    // why a block did not arrive; nothing is sent after that
	put     map[incident.ID]struct{} // by this process
	row     row
	fields  []any // of row
}

// Open connects to the store that the URL names; the tables must be there (see Init).
func Open(ctx context.Context, url string) (*Store, error) {
	a, err := parseAddress(url)
	if err != nil {
		return nil, err
	}
	c, err := connect(a, a.hosts...)
	if err != nil {
		return nil, plain(a, err)
	}
	s := &Store{address: a, conn: c, pause: 200 * time.Millisecond, block: blockRows, rows: sendRows,
		filling: &block{}, spare: &block{}, put: map[incident.ID]struct{}{}}
	s.fields = s.row.fields()
	if err := s.look(ctx); err != nil {
		c.Close()
		return nil, plain(a, err)
	}
	return s, nil
}

// look asks whether the tables are there.
func (s *Store) look(ctx context.Context) error {
	var n uint64
	row := s.conn.QueryRow(ctx, "SELECT count() FROM system.tables WHERE database = "+literal(s.address.database)+" AND name IN ('event', 'source')")
	if err := row.Scan(&n); err != nil {
		return err
	}
	if n != 2 {
		return &store.Error{Store: s.address.String(), Problem: store.NotThere, Detail: "create its tables with `lapse store init`"}
	}
	return nil
}

// Close implements store.Store.
func (s *Store) Close() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	err := s.flush(context.Background())
	if err2 := s.conn.Close(); err == nil {
		err = err2
	}
	return plain(s.address, err)
}
