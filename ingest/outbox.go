package ingest

import (
	"context"
	"maps"
	"slices"
	"time"

	"lapse/analyze/incident"
)

// outbox collects events and puts them in batches. The sink says of a batch how many of its events are new, not which, so
// events that stand for different numbers of lines go in different batches: then duplicate lines can be counted. The rows
// of sources wait until all of their events are put.
type outbox struct {
	sink   Sink
	limit  int
	watch  watch
	report *Report

	batches map[int64][]incident.Event // by the lines that each event stands for
	size    int
	rows    []incident.Source
	time    time.Duration
}

func (o *outbox) add(ctx context.Context, e *weighed) error {
	if o.batches == nil {
		o.batches = map[int64][]incident.Event{1: make([]incident.Event, 0, o.limit)}
	}
	o.batches[e.lines] = append(o.batches[e.lines], e.Event)
	o.size++
	if o.size < o.limit {
		return nil
	}
	return o.flush(ctx)
}

// flush puts what is there: events first, then the rows of the sources they came from.
func (o *outbox) flush(ctx context.Context) error {
	elapsed := o.watch.start()
	defer func() { o.time += elapsed() }()
	for _, lines := range slices.Sorted(maps.Keys(o.batches)) {
		if err := o.put(ctx, lines); err != nil {
			return err
		}
	}
	for _, s := range o.rows {
		if err := o.sink.PutSource(ctx, s); err != nil {
			return err
		}
		o.report.Sources = append(o.report.Sources, s)
		o.report.Accounting.Sources++
	}
	o.rows = o.rows[:0]
	return nil
}

func (o *outbox) put(ctx context.Context, lines int64) error {
	batch := o.batches[lines]
	if len(batch) == 0 {
		return nil
	}
	added, err := o.sink.Put(ctx, batch)
	if err != nil {
		return err
	}
	o.report.Added += int64(added)
	o.report.Accounting.Duplicate += int64(len(batch)-added) * lines
	o.size -= len(batch)
	clear(batch)
	o.batches[lines] = batch[:0]
	return nil
}

// settle takes the duplicates out of the used lines.
func (o *outbox) settle() {
	a := &o.report.Accounting
	a.Duplicate = min(a.Duplicate, a.Used)
	a.Used -= a.Duplicate
}
