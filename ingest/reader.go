package ingest

import (
	"context"
	"io"
	"sync"
	"time"

	"lapse/ingest/source"
)

// reader goes through the files and makes jobs of them, in one goroutine.
type reader struct {
	ctx      context.Context
	run      *run
	jobs     chan *job // to the workers
	order    chan *job // the same ones to the writer, in the order of reading
	buffers  *sync.Pool
	troubles []source.Trouble
	time     time.Duration
}

// ahead is how many jobs for each worker may be read before they are written: the bound of the memory.
const ahead = 2

func newReader(ctx context.Context, r *run) *reader {
	return &reader{
		ctx:     ctx,
		run:     r,
		jobs:    make(chan *job),
		order:   make(chan *job, ahead*r.options.Workers),
		buffers: &sync.Pool{New: func() any { return new([]byte) }},
	}
}

// readAll ends when all is read or the context is done. What was submitted by then is still parsed and written.
func (r *reader) readAll() {
	defer close(r.order)
	defer close(r.jobs)
	options := source.Options{Limits: r.run.options.Limits, Read: func(n int) { r.run.stored.Add(int64(n)) }}
	for _, f := range r.run.files {
		troubles, err := f.Walk(r.ctx, options, r.text)
		r.troubles = append(r.troubles, troubles...)
		if err != nil {
			return // the context is done
		}
	}
}

// text submits the chunks of one text and, behind them, its end.
func (r *reader) text(t *source.Text) error {
	elapsed := r.run.watch.start()
	l := newLane(r.run, t)
	if l.decoder != nil && l.decoder.Document() {
		if err := r.document(l, t); err != nil {
			return err
		}
	} else if err := r.chunks(l, t, elapsed); err != nil {
		return err
	}
	if err := r.ctx.Err(); err != nil {
		return err // the text did not end, it was left
	}
	end := t.End()
	if end.Trouble {
		r.troubles = append(r.troubles, source.Trouble{Path: t.Path, Message: end.Truncated})
	}
	return r.submit(&job{lane: l, end: &end})
}

func (r *reader) chunks(l *lane, t *source.Text, elapsed func() time.Duration) error {
	for {
		buf := r.buffers.Get().(*[]byte)
		chunk, err := t.Next(*buf)
		r.time += elapsed()
		if err == io.EOF {
			r.buffers.Put(buf)
			return nil
		}
		if err := r.submit(&job{lane: l, chunk: chunk, buffer: buf}); err != nil {
			return err
		}
		elapsed = r.run.watch.start()
	}
}

// document lets a worker read the text itself, and waits for it: the text can be read by one only.
func (r *reader) document(l *lane, t *source.Text) error {
	j := &job{lane: l, document: interruptible{r.ctx, t}}
	if err := r.submit(j); err != nil {
		return err
	}
	<-j.done
	return r.ctx.Err()
}

// submit hands a job to the writer's queue first: its order is the order of the result.
func (r *reader) submit(j *job) error {
	j.out = make(chan *result, 1)
	j.done = make(chan struct{})
	j.previous, j.lane.last = j.lane.last, j.done
	select {
	case r.order <- j:
	case <-r.ctx.Done():
		return r.ctx.Err()
	}
	// The writer waits for this job, so it must be done even when the context ends now.
	r.jobs <- j
	return nil
}

// interruptible ends a stream where the context does.
type interruptible struct {
	ctx context.Context
	r   io.Reader
}

func (i interruptible) Read(p []byte) (int, error) {
	if err := i.ctx.Err(); err != nil {
		return 0, err
	}
	return i.r.Read(p)
}
