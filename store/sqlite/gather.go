package sqlite

import (
	"cmp"
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"lapse/analyze/incident"
	"lapse/store"
)

// gathering puts rows together to timelines, part by part.
type gathering struct {
	*reader
	ctx   context.Context
	yield func(*incident.Timeline, error) bool

	// Of the part that is being read.
	sightings map[int32][]incident.Pos // by index of the record
	seq       int64                    // of the last row, where sightings are read

	// Reused from timeline to timeline.
	dated    []dated
	timeline incident.Timeline
}

// part reads a stretch of buckets out of every run and hands out its timelines.
func (g *gathering) part(runs []*cursor, p part, query string) error {
	g.records, g.sightings, g.seq = slices.Grow(g.records[:0], p.rows), nil, 0
	for _, run := range runs {
		first, until, err := run.span(p.from, p.to)
		if err != nil {
			return err
		}
		if first == until {
			continue
		}
		if err := g.query(query, g.row, first, until); err != nil {
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

func (g *gathering) row(row []driver.Value) error {
	if len(row) > recSeq {
		seq := integer(row[recSeq])
		if seq == g.seq {
			g.sighted(row)
			return nil
		}
		g.seq = seq
	}
	g.records = append(g.records, record{})
	err := g.records[len(g.records)-1].scan(row)
	if err == nil && len(row) > recSeq && row[recSightingFile] != nil {
		g.sighted(row)
	}
	return err
}

// sighted adds a further place of the last record.
func (g *gathering) sighted(row []driver.Value) {
	if g.sightings == nil {
		g.sightings = map[int32][]incident.Pos{}
	}
	last := int32(len(g.records) - 1)
	place := incident.Pos{File: text(row[recSightingFile]), Line: integer(row[recSightingLine])}
	g.sightings[last] = append(g.sightings[last], place)
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
		return strings.Compare(g.records[a.record].id(), g.records[b.record].id())
	})
	events := slices.Grow(g.timeline.Events[:0], len(g.dated))[:len(g.dated)]
	for n, d := range g.dated {
		if err := g.event(&g.records[d.record], &events[n]); err != nil {
			return err
		}
		events[n].Sightings = g.sightings[d.record]
	}
	g.timeline = incident.Timeline{Identity: o.name, Events: events}
	return nil
}
