package ingest

import (
	"context"
	"sync"
	"sync/atomic"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

// run is one call of Run.
type run struct {
	options Options
	files   []*source.File
	watch   watch
	year    int // of the earliest stamp that names one

	results chan *result // written, to be used again

	total  int64        // stored bytes of all files, 0 if not known
	stored atomic.Int64 // read so far

	report Report
}

// do starts the reader and the workers and is the writer itself.
func (r *run) do(ctx context.Context, sink Sink) error {
	whole := r.watch.start()
	r.year = YearOf(ctx, r.files, r.options)
	r.total = totalSize(r.files)

	reading, stop := context.WithCancel(ctx)
	defer stop()
	in := newReader(reading, r)
	var group sync.WaitGroup
	group.Go(in.readAll)
	parsing := make([]worker, r.options.Workers)
	for i := range parsing {
		parsing[i] = worker{buffers: in.buffers, chunk: r.options.Limits.Chunk, watch: r.watch}
		group.Go(func() { parsing[i].work(in.jobs) })
	}
	w := newWriter(ctx, r, sink)
	err := w.writeAll(in.order, stop)
	group.Wait()

	r.finish(w, in, parsing)
	r.report.Stats.Total = whole()
	if err == nil {
		err = ctx.Err()
	}
	return err
}

// finish adds up what the goroutines did; they have ended.
func (r *run) finish(w *writer, in *reader, parsing []worker) {
	r.report.Troubles = append(append(r.report.Troubles, in.troubles...), w.troubles...)
	r.report.Live = w.live.report()
	r.report.Stats = Stats{
		Bytes: r.stored.Load(),
		Lines: r.report.Accounting.Read,
		Read:  in.time,
		Put:   w.outbox.kept.time,
	}
	for i := range parsing {
		r.report.Stats.Parse += parsing[i].time
	}
}

// totalSize adds up stored sizes; 0 where one is not known.
func totalSize(files []*source.File) int64 {
	var total int64
	for _, f := range files {
		if f.Stream() {
			return 0
		}
		total += f.Size
	}
	return total
}

// account adds a source's lines, of which duplicate ones are told by the sink later.
func account(a *incident.Accounting, t tally) {
	a.Read += t.read
	a.Used += t.used
	a.Other += t.other
	a.Rejected += t.rejected
}
