package ingest

import (
	"io"
	"sync"
	"time"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

// job is a piece of one text: a chunk of lines, a whole document, or the end.
type job struct {
	lane     *lane
	chunk    source.Chunk
	buffer   *[]byte   // that the chunk was read into
	document io.Reader // the whole text
	end      *source.End

	previous <-chan struct{} // closed when the text's job before this one is done; nil for the first
	done     chan struct{}   // closed when this one is
	out      chan *result    // closed after the last result
}

// result is what a job, or a part of a document, gave.
type result struct {
	lane    *lane
	events  []weighed
	tally   tally
	rejects []byte      // text for Options.Rejects
	end     *source.End // the text ended here
}

// reset empties a result and keeps its room for events.
func (r *result) reset() {
	clear(r.events)
	*r = result{events: r.events[:0]}
}

// weighed is an event and how many lines it stands for in the count of duplicates.
type weighed struct {
	incident.Event
	lines int64
}

// worker parses jobs in the order in which it gets them, so the job that it waits for is always at work or done.
type worker struct {
	buffers *sync.Pool
	chunk   int // a buffer that grew beyond it is not kept
	watch   watch
	time    time.Duration
}

func (w *worker) work(jobs <-chan *job) {
	for j := range jobs {
		elapsed := w.watch.start()
		j.do()
		w.time += elapsed()
		if j.buffer != nil && cap(j.chunk.Data) <= w.chunk {
			*j.buffer = j.chunk.Data[:0]
			w.buffers.Put(j.buffer)
		}
	}
}

// do parses what needs no order, waits for its turn in the text, and does the rest.
func (j *job) do() {
	defer close(j.out)
	defer close(j.done)
	parsed := j.ahead()
	if j.previous != nil {
		<-j.previous
	}
	j.turn(parsed)
	j.out <- j.lane.take()
}

// turn does what has to wait for everything before it in the text.
func (j *job) turn(parsed *pass) {
	l := j.lane
	switch {
	case j.document != nil:
		l.document(j.document, j.out)
	case j.end != nil:
		l.close(j.end)
	case j.chunk.Long > 0:
		l.main.long(j.chunk)
	case parsed != nil && !l.main.stateful():
		l.adopt(parsed)
	default:
		l.main.read(j.chunk)
	}
}

// ahead reads a chunk before its turn, if its lines stand for themselves; nil where it turns out that they do not, or where
// the text's reader is known to remember earlier lines.
func (j *job) ahead() *pass {
	l := j.lane
	if j.chunk.Lines == 0 || j.chunk.Long > 0 || l.decoder == nil || !l.decoder.Stateless() || l.ordered.Load() {
		return nil
	}
	p := l.spare()
	p.read(j.chunk)
	if !p.stateful() {
		return p
	}
	l.ordered.Store(true)
	return nil
}
