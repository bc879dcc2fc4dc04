package sqlite

import (
	"context"
	"database/sql/driver"
	"errors"
	"iter"
	"strconv"

	"lapse/analyze/incident"
	"lapse/store"
)

// reader is a connection that reads.
type reader struct {
	*conn
	*dictionaries
	records []record // of the part that is being read; reused
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
	if err := g.exec("BEGIN"); err != nil { // one state of the file for all of it
		return err
	}
	defer g.exec("COMMIT")
	runs, rows, err := g.runs()
	if err != nil {
		return err
	}
	with := func(int) share { return everybody }
	if who == store.Rejected {
		if with, err = g.rejectedOf(r); err != nil {
			return err
		}
	}
	sightings, _, err := g.number("SELECT EXISTS (SELECT 1 FROM sighting)")
	if err != nil {
		return err
	}
	if sightings != 0 {
		g.sightings = map[int64][]incident.Pos{}
	}
	wanted := func(bucket int) bool { return with(bucket) != nobody }
	for _, p := range parts(rows, r, partSize(len(runs)), wanted) {
		if err := g.part(runs, p, rowQuery(!p.every(with))); err != nil {
			return err
		}
	}
	return nil
}

// share is how many of a bucket's identities are wanted.
type share uint8

const (
	nobody share = iota
	somebody
	everybody
)

// rejectedOf tells of the buckets of a range how many of their identities were rejected. The nameless count as such.
func (rd *reader) rejectedOf(r store.Range) (func(bucket int) share, error) {
	var of [incident.Buckets]share
	err := rd.query("SELECT bucket, count(*), sum(name = '' OR EXISTS (SELECT 1 FROM rejected r WHERE r.identity = identity.id)) "+
		"FROM identity WHERE bucket >= ? AND bucket < ? GROUP BY bucket", func(row []driver.Value) error {
		switch bucket, n := integer(row[0]), integer(row[2]); {
		case n == integer(row[1]):
			of[bucket] = everybody
		case n > 0:
			of[bucket] = somebody
		}
		return nil
	}, int64(r.From), int64(r.To))
	return func(bucket int) share { return of[bucket] }, err
}

// every tells whether all identities of all buckets of a part are wanted.
func (p part) every(with func(bucket int) share) bool {
	for b := p.from; b < p.to; b++ {
		if with(b) != everybody {
			return false
		}
	}
	return true
}

// rowQuery reads a stretch of rows, packed into one text: all of them, or those of identities that were rejected and of the
// nameless. Their order does not matter.
func rowQuery(rejectedOnly bool) string {
	rejected := ""
	if rejectedOnly {
		rejected = " AND (e.identity IN (SELECT identity FROM rejected)" +
			" OR e.identity = (SELECT id FROM identity WHERE bucket = " + strconv.Itoa(incident.Bucket("")) + " AND name = ''))"
	}
	return "SELECT packed(" + recordColumns + ") FROM event e WHERE e.seq >= ? AND e.seq < ?" + rejected
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
	err = rd.query("SELECT coalesce(sum(events), 0), coalesce(sum(rejections), 0), "+
		"(SELECT count(*) FROM identity WHERE name <> '') FROM run", func(row []driver.Value) error {
		c = store.Counts{Events: integer(row[0]), Rejections: integer(row[1]), Identities: integer(row[2])}
		return nil
	})
	return c, s.plain(err)
}
