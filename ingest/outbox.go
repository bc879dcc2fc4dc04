package ingest

import (
	"context"
	"maps"
	"slices"
	"time"

	"lapse/analyze/incident"
)

// outbox collects events for the sink. A goroutine of its own puts what is collected, so the next parcel fills, and the
// workers go on, while the sink is at work. There are two parcels: memory is bounded, and an error of the sink is known when
// the next but one is sent.
type outbox struct {
	limit int // events in a parcel
	open  *parcel

	full  chan *parcel
	empty chan *parcel // with the error of the sink, if there was one
	done  chan struct{}
	kept  kept // belongs to the goroutine until done is closed
}

// parcel is what is put at a time. The sink says of a batch how many of its events are new, not which, so events that stand
// for different numbers of lines go in different batches: then duplicate lines can be counted.
type parcel struct {
	batches map[int64][]incident.Event // by the lines that each event stands for
	size    int
	rows    []incident.Source // all of their events are in this parcel or went before it
	err     error
}

// kept is what the sink took.
type kept struct {
	added, duplicate int64 // events; lines
	sources          []incident.Source
	time             time.Duration // in the sink
}

func newOutbox(ctx context.Context, sink Sink, limit int, w watch) *outbox {
	o := &outbox{
		limit: limit, open: newParcel(limit),
		full: make(chan *parcel), empty: make(chan *parcel, 2), done: make(chan struct{}),
	}
	o.empty <- newParcel(limit)
	go o.putAll(ctx, sink, w)
	return o
}

func newParcel(limit int) *parcel {
	return &parcel{batches: map[int64][]incident.Event{1: make([]incident.Event, 0, limit)}}
}

// add takes over an event. The error is the sink's, for an earlier one.
func (o *outbox) add(e *weighed) error {
	p := o.open
	p.batches[e.lines] = append(p.batches[e.lines], e.Event)
	if p.size++; p.size < o.limit {
		return nil
	}
	return o.send()
}

// finished takes the row of a source whose events were all added.
func (o *outbox) finished(s incident.Source) { o.open.rows = append(o.open.rows, s) }

func (o *outbox) send() error {
	o.full <- o.open
	o.open = <-o.empty
	return o.open.err
}

// close has the rest put, unless the run failed already, and waits for the sink.
func (o *outbox) close(err error) error {
	if err == nil {
		o.full <- o.open
	}
	close(o.full)
	<-o.done
	for err == nil && len(o.empty) > 0 {
		err = (<-o.empty).err
	}
	return err
}

// putAll puts what comes, until an error.
func (o *outbox) putAll(ctx context.Context, sink Sink, w watch) {
	defer close(o.done)
	var err error
	for p := range o.full {
		if err == nil {
			elapsed := w.start()
			err = o.kept.put(ctx, sink, p)
			o.kept.time += elapsed()
		}
		p.err = err
		o.empty <- p
	}
}

// put hands over a parcel, events first, and empties it.
func (k *kept) put(ctx context.Context, sink Sink, p *parcel) error {
	for _, lines := range slices.Sorted(maps.Keys(p.batches)) {
		batch := p.batches[lines]
		if len(batch) == 0 {
			continue
		}
		added, err := sink.Put(ctx, batch)
		if err != nil {
			return err
		}
		k.added += int64(added)
		k.duplicate += int64(len(batch)-added) * lines
		clear(batch)
		p.batches[lines] = batch[:0]
	}
	for _, s := range p.rows {
		if err := sink.PutSource(ctx, s); err != nil {
			return err
		}
		k.sources = append(k.sources, s)
	}
	p.size, p.rows = 0, p.rows[:0]
	return nil
}

// report adds what was kept, and takes duplicates out of the used lines. The outbox must be closed.
func (o *outbox) report(r *Report) {
	a := &r.Accounting
	r.Sources = o.kept.sources
	a.Sources = len(r.Sources)
	r.Added = o.kept.added
	a.Duplicate = min(o.kept.duplicate, a.Used)
	a.Used -= a.Duplicate
}
