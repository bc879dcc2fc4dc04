package clickhouse

import (
	"context"
	"fmt"

	"github.com/ClickHouse/clickhouse-go/v2"

	"lapse/analyze/incident"
	"lapse/store"
)

// gathering puts the rows of one part together to timelines.
type gathering struct {
	yield    func(*incident.Timeline) bool
	from, to int // buckets
	who      store.Scope

	t        incident.Timeline // the one that is growing, where it has events; its memory is used again
	handed   bool              // a timeline of this part was handed out, the last one being
	identity string            // of this identity
}

// part reads what is left of a part.
func (s *Store) part(ctx context.Context, g *gathering) error {
	g.t.Events = g.t.Events[:0]
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx = clickhouse.Context(ctx, clickhouse.WithSettings(clickhouse.Settings{"max_block_size": s.block}))
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
// every shard (GLOBAL), because an identity's rows may lie on several: shards may have been added. PREWHERE has the servers
// look at the other forty columns only where these conditions hold.
func (g *gathering) query(a *address) string {
	table := a.table("event")
	buckets := fmt.Sprintf("bucket >= %d AND bucket < %d", g.from, g.to)
	q := "SELECT " + columnNames() + " FROM " + table + " PREWHERE " + buckets
	if g.handed {
		q += fmt.Sprintf(" AND (bucket, identity) > (%d, %s)", incident.Bucket(g.identity), literal(g.identity))
	}
	if g.who == store.Rejected {
		q += fmt.Sprintf(" AND (identity = '' OR identity GLOBAL IN (SELECT identity FROM %s PREWHERE kind IN (%d, %d) WHERE %s))",
			table, incident.KindRejected, incident.KindSuspect, buckets)
	}
	return q + " ORDER BY " + sortingKey
}

// row takes one row. Rows of one event are neighbours, the least place first; a row that was inserted twice comes twice.
func (g *gathering) row(r *row) error {
	if len(g.t.Events) > 0 && g.t.Identity != r.identity {
		if err := g.hand(); err != nil {
			return err
		}
	}
	g.t.Identity = r.identity
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
	if len(g.t.Events) == 0 {
		return nil
	}
	g.handed, g.identity = true, g.t.Identity
	if !g.yield(&g.t) {
		return errEnough
	}
	g.t.Events = g.t.Events[:0]
	return nil
}
