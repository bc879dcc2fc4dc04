package ingest

import (
	"context"
	"fmt"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

// writer takes the results in the order of reading.
type writer struct {
	run    *run
	outbox *outbox
	live   live
	open   *lane // whose end has not come yet
	tally  tally // of open

	troubles []source.Trouble // with what was declared of a text
}

// newWriter begins. When the context ends, what was read by then is still kept: that is why the sink does not get the
// context itself.
func newWriter(ctx context.Context, r *run, sink Sink) *writer {
	return &writer{
		run:    r,
		outbox: newOutbox(context.WithoutCancel(ctx), sink, r.options.Batch, r.watch),
		live:   newLive(r.watch),
	}
}

// writeAll writes until the queue is closed. After an error it stops the reader and lets the queue run empty.
func (w *writer) writeAll(order <-chan *job, stop func()) error {
	var err error
	for j := range order {
		for r := range j.out {
			if err != nil {
				continue
			}
			if err = w.write(r); err != nil {
				stop()
			}
			r.reset()
			select {
			case w.run.results <- r:
			default:
			}
		}
	}
	err = w.outbox.close(err)
	w.leave()
	w.outbox.report(&w.run.report)
	return err
}

func (w *writer) write(r *result) error {
	w.open = r.lane
	w.tally.add(r.tally)
	for i := range r.events {
		w.live.look(&r.events[i].Token)
		if err := w.outbox.add(&r.events[i]); err != nil {
			return err
		}
	}
	if len(r.rejects) > 0 {
		if _, err := w.run.options.Rejects.Write(r.rejects); err != nil {
			return fmt.Errorf("writing the rejected lines: %w", err)
		}
	}
	w.progress(r)
	if r.end != nil {
		w.outbox.finished(w.row(r))
		w.leave()
	}
	return nil
}

// leave settles the account of the text that was written last, read to its end or not.
func (w *writer) leave() {
	w.tally.settle()
	account(&w.run.report.Accounting, w.tally)
	w.run.report.Events += w.tally.events
	if s := &w.tally.strangers; s.lines > 0 {
		w.troubles = append(w.troubles, s.trouble(w.open.path))
	}
	w.open, w.tally = nil, tally{}
}

// row is the record of a text that was read to its end.
func (w *writer) row(r *result) incident.Source {
	w.tally.settle()
	s := incident.Source{
		Path:      r.lane.path,
		SHA256:    r.end.SHA256,
		Bytes:     r.end.Bytes,
		Read:      w.tally.read,
		Used:      w.tally.used,
		Other:     w.tally.other,
		Rejected:  w.tally.rejected,
		Events:    w.tally.events,
		Reasons:   w.tally.sorted(),
		Truncated: r.end.Truncated,
	}
	if r.lane.decoder != nil {
		s.Format = r.lane.decoder.Name()
	}
	return s
}

func (w *writer) progress(r *result) {
	if w.run.options.Progress == nil {
		return
	}
	w.run.options.Progress(Progress{
		Bytes:  w.run.stored.Load(),
		Total:  w.run.total,
		Lines:  w.run.report.Accounting.Read + w.tally.read,
		Source: r.lane.path,
	})
}
