package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"
	"slices"
	"strings"

	"lapse/analyze/incident"
	"lapse/store"
)

// reader is a connection that reads.
type reader struct {
	*conn
	*dictionaries
}

// Timelines implements store.Store.
func (s *Store) Timelines(ctx context.Context, r store.Range, who store.Scope) iter.Seq2[*incident.Timeline, error] {
	return func(yield func(*incident.Timeline, error) bool) {
		g := gathering{ctx: ctx, yield: yield}
		err := s.gather(&g, r, who)
		if err != nil && err != errEnough {
			yield(nil, s.plain(err))
		}
	}
}

// errEnough stops a query because the caller wants no more.
var errEnough = errors.New("enough")

func (s *Store) gather(g *gathering, r store.Range, who store.Scope) (err error) {
	if err := g.ctx.Err(); err != nil {
		return err
	}
	if g.reader, err = s.borrow(); err != nil {
		return err
	}
	defer s.giveBack(g.reader)
	if err := g.query(timelineQuery(who), g.row, int64(r.From), int64(r.To)); err != nil {
		return err
	}
	return g.hand()
}

// timelineQuery reads events by bucket, then name, which is the order of identity's own unique key. The CROSS JOINs keep
// SQLite to this nesting: then nothing needs sorting, and one timeline is in memory at a time. An event with several
// sightings fills as many rows.
func timelineQuery(who store.Scope) string {
	rejected := ""
	if who == store.Rejected {
		rejected = "AND (i.name = '' OR EXISTS (SELECT 1 FROM event r WHERE r.identity = i.id AND r.kind IN (1, 2))) "
	}
	return "SELECT e." + strings.ReplaceAll(eventColumnList, ", ", ", e.") + ", s.file, s.line " +
		"FROM identity i CROSS JOIN by_identity b ON b.identity = i.id CROSS JOIN event e ON e.seq = b.seq " +
		"LEFT JOIN sighting s ON s.event = e.seq " +
		"WHERE i.bucket >= ? AND i.bucket < ? " + rejected + "ORDER BY i.bucket, i.name"
}

// gathering puts the rows of one query together to timelines.
type gathering struct {
	*reader
	ctx   context.Context
	yield func(*incident.Timeline, error) bool

	t        *incident.Timeline // the one that is growing
	identity int64              // of its last row
	seq      int64
}

func (g *gathering) row(row []driver.Value) error {
	seq, identity := integer(row[colSeq]), integer(row[colIdentity])
	if g.t != nil && seq == g.seq {
		last := &g.t.Events[len(g.t.Events)-1]
		last.Sightings = append(last.Sightings, sighting(row))
		return nil
	}
	if g.t != nil && identity != g.identity {
		if err := g.hand(); err != nil {
			return err
		}
	}
	e, err := g.read(g.conn, row)
	if err != nil {
		return err
	}
	if row[eventColumns] != nil {
		e.Sightings = []incident.Pos{sighting(row)}
	}
	if g.t == nil {
		g.t = &incident.Timeline{Identity: e.Identity}
	}
	g.t.Events = append(g.t.Events, e)
	g.seq, g.identity = seq, identity
	return nil
}

// hand gives the timeline to the caller.
func (g *gathering) hand() error {
	if g.t == nil {
		return nil
	}
	slices.SortFunc(g.t.Events, func(a, b incident.Event) int { return a.Compare(&b) })
	if !g.yield(g.t, nil) {
		return errEnough
	}
	g.t = nil
	return g.ctx.Err()
}

func sighting(row []driver.Value) incident.Pos {
	return incident.Pos{File: text(row[eventColumns]), Line: integer(row[eventColumns+1])}
}

// Counts implements store.Store.
func (s *Store) Counts(ctx context.Context) (c store.Counts, err error) {
	if err := ctx.Err(); err != nil {
		return c, err
	}
	rd, err := s.borrow()
	if err != nil {
		return c, s.plain(err)
	}
	defer s.giveBack(rd)
	err = rd.query("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM event WHERE kind IN (1, 2)), "+
		"(SELECT count(*) FROM identity WHERE name <> '')", func(row []driver.Value) error {
		c = store.Counts{Events: integer(row[0]), Rejections: integer(row[1]), Identities: integer(row[2])}
		return nil
	})
	return c, s.plain(err)
}
