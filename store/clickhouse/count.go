package clickhouse

import (
	"context"
	"fmt"

	"lapse/analyze/incident"
	"lapse/store"
)

// bucketCounts is how many rows each bucket has. It is asked for once: it only says where to cut, so that others may add
// rows meanwhile.
func (s *Store) bucketCounts(ctx context.Context) (*[incident.Buckets]uint64, error) {
	s.counting.Lock()
	defer s.counting.Unlock()
	if s.buckets != nil {
		return s.buckets, nil
	}
	counts := new([incident.Buckets]uint64)
	if err := s.again(ctx, func() error { return s.countBuckets(ctx, counts) }); err != nil {
		return nil, err
	}
	s.buckets = counts
	return counts, nil
}

func (s *Store) countBuckets(ctx context.Context, counts *[incident.Buckets]uint64) error {
	rows, err := s.conn.Query(ctx, "SELECT bucket, count() FROM "+s.address.table("event")+" GROUP BY bucket")
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var bucket uint16
		var n uint64
		if err := rows.Scan(&bucket, &n); err != nil {
			return err
		}
		if int(bucket) < len(counts) {
			counts[bucket] = n
		}
	}
	return rows.Err()
}

// Counts implements store.Store. Events are counted by distinct ID, in parts, so that the sets of IDs stay small. Eight bytes
// of an ID, which is a hash, take half the time of all sixteen, and are taken for one another in one part of thirty million.
func (s *Store) Counts(ctx context.Context) (total store.Counts, err error) {
	if err := s.Flush(ctx); err != nil {
		return total, err
	}
	parts, err := s.parts(ctx, store.All())
	if err != nil {
		return total, plain(s.address, err)
	}
	for _, p := range parts {
		var events, rejections, identities uint64
		query := fmt.Sprintf("SELECT uniqExact(reinterpretAsUInt64(substring(id, 1, 8))), uniqExactIf(id, kind IN (%d, %d)), uniqExactIf(identity, identity != '')"+
			" FROM %s WHERE bucket >= %d AND bucket < %d", incident.KindRejected, incident.KindSuspect, s.address.table("event"), p.From, p.To)
		err := s.again(ctx, func() error { return s.conn.QueryRow(ctx, query).Scan(&events, &rejections, &identities) })
		if err != nil {
			return store.Counts{}, plain(s.address, err)
		}
		total.Events += int64(events)
		total.Rejections += int64(rejections)
		total.Identities += int64(identities)
	}
	return total, nil
}
