package clickhouse

import (
	"context"
	"errors"
	"fmt"
	"iter"

	"lapse/analyze/incident"
	"lapse/store"
)

// partRows is how many rows one statement reads, unless a single bucket has more: a server may have to sort them all
// before it sends the first one.
const partRows = 1 << 20

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
	if r.To-r.From <= 1 {
		return []store.Range{r}, nil
	}
	var counts [incident.Buckets]uint64
	err = s.again(ctx, func() error { return s.bucketCounts(ctx, r, &counts) })
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

func (s *Store) bucketCounts(ctx context.Context, r store.Range, counts *[incident.Buckets]uint64) error {
	rows, err := s.conn.Query(ctx, fmt.Sprintf("SELECT bucket, count() FROM %s WHERE bucket >= %d AND bucket < %d GROUP BY bucket",
		s.address.table("event"), max(r.From, 0), max(r.To, 0)))
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

// gathering puts the rows of one part together to timelines.
type gathering struct {
	yield    func(*incident.Timeline) bool
	from, to int // buckets
	who      store.Scope

	t        *incident.Timeline // the one that is growing
	handed   bool               // a timeline of this part was handed out, the last one being
	identity string             // of this identity
}

// part reads what is left of a part.
func (s *Store) part(ctx context.Context, g *gathering) error {
	g.t = nil
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	rows, err := s.conn.Query(ctx, g.query(s.address))
	if err != nil {
		return err
	}
	defer rows.Close()
	defer cancel() // before Close, which otherwise reads on to the end
	var r row
	fields := r.fields()
	for rows.Next() {
		if err := rows.Scan(fields...); err != nil {
			return err
		}
		if err := g.row(&r); err != nil {
			return err
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	return g.hand()
}

// query asks for the rows behind the last complete timeline. The identities that were rejected are found once and sent to
// every shard (GLOBAL), because an identity's rows may lie on several: shards may have been added.
func (g *gathering) query(a *address) string {
	table := a.table("event")
	buckets := fmt.Sprintf("bucket >= %d AND bucket < %d", g.from, g.to)
	q := "SELECT " + columnNames() + " FROM " + table + " WHERE " + buckets
	if g.handed {
		q += fmt.Sprintf(" AND (bucket, identity) > (%d, %s)", incident.Bucket(g.identity), literal(g.identity))
	}
	if g.who == store.Rejected {
		q += fmt.Sprintf(" AND (identity = '' OR identity GLOBAL IN (SELECT identity FROM %s WHERE %s AND kind IN (%d, %d)))",
			table, buckets, incident.KindRejected, incident.KindSuspect)
	}
	return q + " ORDER BY " + sortingKey
}

// row takes one row. Rows of one event are neighbours, the least place first; a row that was inserted twice comes twice.
func (g *gathering) row(r *row) error {
	if g.t != nil && g.t.Identity != r.identity {
		if err := g.hand(); err != nil {
			return err
		}
	}
	if g.t == nil {
		g.t = &incident.Timeline{Identity: r.identity}
	}
	if n := len(g.t.Events); n > 0 && string(g.t.Events[n-1].ID[:]) == r.id {
		see(&g.t.Events[n-1], r.pos())
		return nil
	}
	g.t.Events = append(g.t.Events, r.event())
	return nil
}

// see adds a place that is not less than those before.
func see(e *incident.Event, at incident.Pos) {
	last := e.Pos
	if n := len(e.Sightings); n > 0 {
		last = e.Sightings[n-1]
	}
	if at != last {
		e.Sightings = append(e.Sightings, at)
	}
}

// hand gives the timeline to the caller.
func (g *gathering) hand() error {
	if g.t == nil {
		return nil
	}
	t := g.t
	g.t, g.handed, g.identity = nil, true, t.Identity
	if !g.yield(t) {
		return errEnough
	}
	return nil
}

// Counts implements store.Store. Rows are counted by distinct ID, in parts, so that the sets of IDs stay small.
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
		query := fmt.Sprintf("SELECT uniqExact(id), uniqExactIf(id, kind IN (%d, %d)), uniqExactIf(identity, identity != '')"+
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
