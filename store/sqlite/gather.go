package sqlite

import (
	"bytes"
	"cmp"
	"context"
	"database/sql/driver"
	"slices"

	"lapse/analyze/incident"
	"lapse/store"
)

// gathering puts rows together to timelines, part by part.
type gathering struct {
	*reader
	ctx   context.Context
	yield func(*incident.Timeline, error) bool

	sightings map[int64][]incident.Pos // of the part that is being read, by seq; nil where the file has none at all

	// Reused from timeline to timeline.
	dated    []dated
	shared   shared
	jtis     []byte
	ends     []int // in jtis, by event
	timeline incident.Timeline
}

// together is how many rows one query packs: few enough for the processor's cache, and for the length of a text.
const together = 4096

// part reads a stretch of buckets out of every run and hands out its timelines.
func (g *gathering) part(runs []*cursor, p part, query string) error {
	g.records = slices.Grow(g.records[:0], p.rows)
	clear(g.sightings)
	for _, run := range runs {
		first, until, err := run.span(p.from, p.to)
		if err != nil {
			return err
		}
		if err := g.rows(query, first, until); err != nil {
			return err
		}
	}
	owners, err := g.byIdentity()
	if err != nil {
		return err
	}
	for i := range owners {
		if err := g.ctx.Err(); err != nil {
			return err
		}
		if err := g.fill(&owners[i]); err != nil {
			return err
		}
		if !g.yield(&g.timeline, nil) {
			return errEnough
		}
	}
	return nil
}

// rows reads the rows [first, until).
func (g *gathering) rows(query string, first, until int64) error {
	for ; first < until; first += together {
		end := min(first+together, until)
		err := g.query(query, func(row []driver.Value) error { return g.unpack(text(row[0])) }, first, end)
		if err == nil && g.sightings != nil {
			err = g.query("SELECT event, file, line FROM sighting WHERE event >= ? AND event < ? ORDER BY event, file, line", g.sighted, first, end)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// unpack takes over the rows of a query.
func (g *gathering) unpack(packed string) error {
	u := unpacker{rest: packed}
	for u.rest != "" {
		g.records = append(g.records, record{})
		g.records[len(g.records)-1].unpack(&u)
	}
	return u.err
}

// sighted adds a further place of a record.
func (g *gathering) sighted(row []driver.Value) error {
	seq, place := integer(row[0]), incident.Pos{File: text(row[1]), Line: integer(row[2])}
	g.sightings[seq] = append(g.sightings[seq], place)
	return nil
}

// owner is one identity of a part and its records, by index.
type owner struct {
	name    string
	records []int32
}

// byIdentity shares the records out to their identities, in the order of timelines.
func (g *gathering) byIdentity() ([]owner, error) {
	var owners []owner
	numbers, of, counts := map[int64]int32{}, make([]int32, len(g.records)), []int32{}
	for i := range g.records {
		id := g.records[i].identity
		n, ok := numbers[id]
		if !ok {
			name, err := g.identities.of(g.conn, id)
			if err != nil {
				return nil, err
			}
			n = int32(len(owners))
			numbers[id] = n
			owners, counts = append(owners, owner{name: *name}), append(counts, 0)
		}
		of[i] = n
		counts[n]++
	}
	all := make([]int32, len(g.records))
	for n := range owners {
		owners[n].records, all = all[:0:counts[n]], all[counts[n]:]
	}
	for i, n := range of {
		owners[n].records = append(owners[n].records, int32(i))
	}
	slices.SortFunc(owners, func(a, b owner) int { return store.CompareIdentities(a.name, b.name) })
	return owners, nil
}

// dated is a record and what a timeline is sorted by.
type dated struct {
	time   incident.Time
	record int32
}

// fill makes the events of one identity, in order.
func (g *gathering) fill(o *owner) error {
	g.dated = g.dated[:0]
	for _, i := range o.records {
		g.dated = append(g.dated, dated{g.records[i].sortTime(), i})
	}
	slices.SortFunc(g.dated, func(a, b dated) int {
		if a.time != b.time {
			return cmp.Compare(a.time, b.time)
		}
		return bytes.Compare(g.records[a.record].id[:], g.records[b.record].id[:])
	})
	events := slices.Grow(g.timeline.Events[:0], len(g.dated))[:len(g.dated)]
	g.timeline = incident.Timeline{Identity: o.name, Events: events}
	for n, d := range g.dated {
		r := &g.records[d.record]
		if err := g.shared.of(g.reader, r); err != nil {
			return err
		}
		g.shared.event(r, o.name, &events[n])
		events[n].Sightings = g.sightings[r.seq]
	}
	g.nameTokens()
	return nil
}

// nameTokens makes the jti that are the usual ones, all in one text.
func (g *gathering) nameTokens() {
	g.jtis, g.ends = g.jtis[:0], g.ends[:0]
	for i, d := range g.dated {
		if t := &g.timeline.Events[i].Token; g.records[d.record].usualJTI {
			g.jtis = appendUsualJTI(g.jtis, t.Iss, t.Iat)
		}
		g.ends = append(g.ends, len(g.jtis))
	}
	all, begin := string(g.jtis), 0
	for i, end := range g.ends {
		if begin < end {
			g.timeline.Events[i].Token.JTI = all[begin:end]
		}
		begin = end
	}
}
