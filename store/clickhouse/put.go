package clickhouse

import (
	"context"

	"lapse/analyze/incident"
)

const (
	flushAt = 100_000 // rows; an insert of fewer costs the servers a part each all the same
	putMost = 1 << 20 // IDs that a process remembers, about 40 bytes each
)

// Put implements store.Store. The rows are sent when they are many, and before PutSource and Close return.
func (s *Store) Put(ctx context.Context, batch []incident.Event) (added int, err error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	s.pending = append(s.pending, batch...)
	for i := range batch {
		if _, ok := s.put[batch[i].ID]; !ok {
			s.put[batch[i].ID] = struct{}{}
			added++
		}
	}
	if len(s.put) > putMost {
		clear(s.put)
	}
	if len(s.pending) >= flushAt {
		if err := s.flush(ctx); err != nil {
			return 0, plain(s.address, err)
		}
	}
	return added, nil
}

// Flush sends what waits.
func (s *Store) Flush(ctx context.Context) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	return plain(s.address, s.flush(ctx))
}

// flush sends the pending events as one insert. An insert that failed may have reached some of the shards; so it is
// repeated whole, which changes nothing where it did.
func (s *Store) flush(ctx context.Context) error {
	if s.broken != nil || len(s.pending) == 0 {
		return s.broken
	}
	err := s.again(ctx, func() error { return s.send(ctx, s.pending) })
	if err != nil {
		s.broken = err
		return err
	}
	clear(s.pending)
	s.pending = s.pending[:0]
	return nil
}

func (s *Store) send(ctx context.Context, events []incident.Event) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+s.address.table("event")+" ("+columnNames()+")")
	if err != nil {
		return err
	}
	defer batch.Close()
	var r row
	fields := r.fields()
	for i := range events {
		e := &events[i]
		r.set(e, e.Pos)
		if err := batch.Append(fields...); err != nil {
			return err
		}
		for _, at := range e.Sightings {
			r.file, r.line = at.File, at.Line
			if err := batch.Append(fields...); err != nil {
				return err
			}
		}
	}
	return batch.Send()
}
