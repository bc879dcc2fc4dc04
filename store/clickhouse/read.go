package clickhouse

import (
	"context"
	"errors"
	"iter"

	"lapse/analyze/incident"
	"lapse/store"
)

const (
	// partRows is how many rows one statement reads, unless a single bucket has more: a server may have to sort them all
	// before it sends the first one.
	partRows = 1 << 20

	// blockRows is how many rows the servers handle at a time. A row has forty columns: of their own 65,536 rows, no cache
	// holds a block, and sorting took more than twice as long.
	blockRows = 4096
)

// Timelines implements store.Store. The range is read in parts, by a statement each. Where one breaks off (a node was
// killed, a connection lost), it is repeated from behind the last timeline that was complete; so the caller gets each
// timeline once, and whole, or an error.
func (s *Store) Timelines(ctx context.Context, r store.Range, who store.Scope) iter.Seq2[*incident.Timeline, error] {
	return func(yield func(*incident.Timeline, error) bool) {
		err := s.read(ctx, r, who, func(t *incident.Timeline) bool { return yield(t, nil) })
		if err != nil && !errors.Is(err, errEnough) {
			yield(nil, plain(s.address, err))
		}
	}
}

// errEnough stops a reading because the caller wants no more.
var errEnough = errors.New("enough")

func (s *Store) read(ctx context.Context, r store.Range, who store.Scope, yield func(*incident.Timeline) bool) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	if err := s.Flush(ctx); err != nil {
		return err
	}
	parts, err := s.parts(ctx, r)
	if err != nil {
		return err
	}
	for _, p := range parts {
		g := gathering{yield: yield, from: p.From, to: p.To, who: who}
		err := s.again(ctx, func() error { return s.part(ctx, &g) })
		if err != nil {
			return err
		}
	}
	return nil
}

// parts cuts a range so that none but a single bucket has more than partRows rows.
func (s *Store) parts(ctx context.Context, r store.Range) (parts []store.Range, err error) {
	counts, err := s.bucketCounts(ctx)
	if err != nil {
		return nil, err
	}
	var size uint64
	for b := max(r.From, 0); b < min(r.To, incident.Buckets); b++ {
		if n := len(parts); n > 0 && size+counts[b] <= partRows {
			parts[n-1].To, size = b+1, size+counts[b]
			continue
		}
		parts = append(parts, store.Range{From: b, To: b + 1})
		size = counts[b]
	}
	return parts, nil
}
