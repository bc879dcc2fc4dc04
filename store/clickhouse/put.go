package clickhouse

import (
	"context"

	"lapse/analyze/incident"
)

const (
	sendRows    = 100_000 // an insert of fewer costs the servers a part each all the same
	sendSources = 1000
	chunkRows   = 8192    // rows that go over the wire at once; the servers join those of an insert
	putMost     = 1 << 20 // IDs that a process remembers, about 40 bytes each
)

// Put implements store.Store. The rows are sent when they are many, while the next ones come in; an error of that comes
// with a later call.
func (s *Store) Put(ctx context.Context, batch []incident.Event) (added int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.forgetCounts()
	for i := range batch {
		s.filling.add(&batch[i], &s.row, s.fields)
		if _, ok := s.put[batch[i].ID]; !ok {
			s.put[batch[i].ID] = struct{}{}
			added++
		}
	}
	if len(s.put) > putMost {
		clear(s.put)
	}
	if err := s.sendFull(ctx); err != nil {
		return 0, plain(s.address, err)
	}
	return added, nil
}

// PutSource implements store.Store. The source is sent behind the events that were put before it.
func (s *Store) PutSource(ctx context.Context, src incident.Source) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.filling.sources = append(s.filling.sources, src)
	return plain(s.address, s.sendFull(ctx))
}

// forgetCounts is for when rows are added.
func (s *Store) forgetCounts() {
	s.counting.Lock()
	defer s.counting.Unlock()
	s.buckets = nil
}

// Flush sends what waits, and waits until it is kept.
func (s *Store) Flush(ctx context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return plain(s.address, s.flush(ctx))
}

func (s *Store) flush(ctx context.Context) error {
	if err := s.send(ctx); err != nil {
		return err
	}
	return s.await(ctx)
}

func (s *Store) sendFull(ctx context.Context) error {
	if !s.filling.full(s.rows) {
		return s.broken
	}
	return s.send(ctx)
}
