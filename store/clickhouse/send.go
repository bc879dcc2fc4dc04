package clickhouse

import "context"

// sending is a block on its way: one at a time, because blocks must arrive in order: a source after its events.
type sending struct {
	block *block
	done  chan error // the outcome, once
}

// send hands the filled block over to a goroutine, once the one before has arrived.
func (s *Store) send(ctx context.Context) error {
	if err := s.await(ctx); err != nil || s.filling.empty() {
		return err
	}
	way := &sending{s.filling, make(chan error, 1)}
	s.filling, s.spare, s.way = s.spare, nil, way
	ctx = context.WithoutCancel(ctx) // a block is kept whole
	go func() { way.done <- s.deliver(ctx, way.block) }()
	return nil
}

// await waits for the block that is on its way. After a failure nothing more is sent: a block that is missing must not be
// followed by a source that counts as read.
func (s *Store) await(ctx context.Context) error {
	if s.way == nil {
		return s.broken
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case s.broken = <-s.way.done:
	}
	s.way.block.reset()
	s.spare, s.way = s.way.block, nil
	return s.broken
}

// deliver sends a block: the rows as one insert, then the sources. An insert that failed may have reached some of the
// shards; so it is repeated whole, which changes nothing where it did.
func (s *Store) deliver(ctx context.Context, b *block) error {
	if b.rows > 0 {
		if err := s.again(ctx, func() error { return s.insert(ctx, b.chunks) }); err != nil {
			return err
		}
	}
	if len(b.sources) == 0 {
		return nil
	}
	return s.again(ctx, func() error { return s.insertSources(ctx, b.sources) })
}

func (s *Store) insert(ctx context.Context, chunks []chunk) error {
	batch, err := s.conn.PrepareBatch(ctx, "INSERT INTO "+s.address.table("event")+" ("+columnNames()+")")
	if err != nil {
		return err
	}
	defer batch.Abort() // where Send was not reached: Close would finish the insert with what it has, on a connection that may be dead
	var r row
	fields := r.fields()
	for i := range chunks {
		if err := chunks[i].each(fields, func() error { return batch.Append(fields...) }); err != nil {
			return err
		}
		if err := batch.Flush(); err != nil {
			return err
		}
	}
	return batch.Send()
}
