package ingest

import (
	"io"
	"sync"
	"sync/atomic"

	"lapse/ingest/dialect"
	"lapse/ingest/format"
	"lapse/ingest/source"
)

// lane is one text on its way through the workers.
type lane struct {
	run     *run
	path    string
	decoder *format.Decoder
	context dialect.Context
	last    <-chan struct{} // closed when the job that was submitted last is done; the reader's

	// These belong to the job whose turn it is.
	main    *pass // reads in order
	numbers ordinals

	ordered atomic.Bool // lines of this text depend on earlier ones: it is not worth reading ahead
	mutex   sync.Mutex
	spares  []*pass // that read ahead and are idle
}

func newLane(r *run, t *source.Text) *lane {
	l := &lane{run: r, path: t.Path, decoder: decoderOf(r, t)}
	l.context = dialect.Context{
		Path:    t.Path,
		Host:    t.Label.Host,
		Mapping: r.options.Mapping,
		Keys:    r.options.Keys,
	}
	l.main = l.newPass(l.decoder)
	return l
}

// decoderOf recognises a text by its head; nil where nothing does.
func decoderOf(r *run, t *source.Text) *format.Decoder {
	o := format.Options{Zone: t.Label.Zone, Year: r.year, Patterns: r.options.Patterns}
	if o.Zone == "" {
		o.Zone = r.options.Zone
	}
	return format.Detect(t.Head(), o)
}

// spare is a pass that has read nothing yet, or nothing that it remembers.
func (l *lane) spare() *pass {
	l.mutex.Lock()
	defer l.mutex.Unlock()
	if n := len(l.spares); n > 0 {
		p := l.spares[n-1]
		l.spares = l.spares[:n-1]
		return p
	}
	return l.newPass(l.decoder.Clone())
}

// adopt takes over what another pass read ahead, and leaves it the main pass's result, which is still empty.
func (l *lane) adopt(p *pass) {
	l.main.result, p.result = p.result, l.main.result
	l.mutex.Lock()
	defer l.mutex.Unlock()
	l.spares = append(l.spares, p)
}

// newResult is an empty result, perhaps with the room of one that was written before. (A sync.Pool would throw that room
// away with every collection of garbage, and making it anew would bring the next one about.)
func (l *lane) newResult() *result {
	select {
	case r := <-l.run.results:
		r.lane = l
		return r
	default:
		return &result{lane: l}
	}
}

// take hands out what was read since the last time. Equal events are numbered here, since here they are in order.
func (l *lane) take() *result {
	r := l.main.result
	l.main.result = l.newResult()
	for i := range r.events {
		l.numbers.number(&r.events[i].Event)
	}
	return r
}

func (l *lane) close(end *source.End) {
	l.main.close()
	l.main.result.end = end
}

// documentBatch is how many events of a document are handed over at a time.
const documentBatch = 1024

// document reads a text that is not line by line. A record of it counts as a line.
func (l *lane) document(r io.Reader, out chan<- *result) {
	p := l.main
	outcomes := l.decoder.ReadDocument(r, func(e *format.Entry) {
		e.Lines = 1
		p.result.tally.read++
		p.entry(e)
		if len(p.result.events) >= documentBatch {
			out <- l.take()
		}
	})
	for _, o := range outcomes {
		if o.Status != format.Taken {
			p.result.tally.read++
			p.line(o.Line, nil, o)
		}
	}
}
