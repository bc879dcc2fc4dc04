package ingest

import (
	"lapse/analyze/incident"
	"lapse/ingest/dialect"
	"lapse/ingest/format"
	"lapse/ingest/source"
)

// pass takes lines through decoder and dialects to events. Every text has a main one, which reads in order; chunks of lines
// that stand for themselves may be read by others beside it.
type pass struct {
	lane    *lane
	decoder *format.Decoder // nil where no format knows the text
	reader  *dialect.Reader
	weights weights
	result  *result
}

func (l *lane) newPass(d *format.Decoder) *pass {
	return &pass{
		lane:    l,
		decoder: d,
		reader:  dialect.NewReader(l.context),
		result:  l.newResult(),
	}
}

// stateful tells whether what was read so far may change the meaning of what comes.
func (p *pass) stateful() bool { return p.reader.Stateful() }

// read reads a chunk.
func (p *pass) read(c source.Chunk) {
	for n, text := range lines(c.Data, c.First) {
		out := notRecognised(text)
		if p.decoder != nil {
			out = p.decoder.Line(n, text, p.entry)
		}
		p.line(n, text, out)
		p.refused()
	}
	p.result.tally.read += c.Lines
}

// refused counts lines that turned out to be no entry only when later ones were read.
func (p *pass) refused() {
	if p.decoder == nil {
		return
	}
	for _, out := range p.decoder.Refused() {
		p.line(out.Line, nil, out)
	}
}

// notRecognised is the outcome of a line in a text that no format knows.
func notRecognised(text []byte) format.Outcome {
	if len(text) == 0 {
		return format.Outcome{Status: format.Blank}
	}
	return format.Outcome{Status: format.Foreign, Reason: "no format knows this text"}
}

// long rejects a line over the limit.
func (p *pass) long(c source.Chunk) {
	p.result.tally.read++
	p.reject(c.First, 1, "longer than the limit", nil)
}

// line counts a line that is no entry.
func (p *pass) line(n int64, text []byte, out format.Outcome) {
	switch out.Status {
	case format.Blank:
		p.result.tally.other++
	case format.Foreign, format.Broken:
		if out.Text != "" {
			text = []byte(out.Text)
		}
		p.reject(n, max(out.Lines, 1), out.Reason, text)
	}
}

// entry asks the dialects what an entry says.
func (p *pass) entry(e *format.Entry) {
	n := max(e.Lines, 1)
	p.weights.enter(e.Line, n)
	out := p.reader.Read(e, p.event)
	p.weights.leave(out.Used && out.Reject == "")
	switch {
	case out.Reject != "":
		p.reject(e.Line, n, out.Reject, e.Raw)
	case out.Used:
		p.result.tally.used += n
	default:
		p.result.tally.other += n
	}
}

// event takes an event from the dialects.
func (p *pass) event(e *incident.Event) {
	p.result.tally.events++
	p.result.events = append(p.result.events, weighed{*e, p.weights.of(e)})
	e = &p.result.events[len(p.result.events)-1].Event
	e.Pos.File = p.lane.path
	for i := range e.Related {
		e.Related[i].File = p.lane.path
	}
	e.ID = inSession(e.ID, e.Session)
	if declared := p.lane.context.Host; declared != "" {
		p.result.tally.strangers.meet(e, declared)
	}
}

func (p *pass) reject(line, count int64, reason string, text []byte) {
	p.result.tally.reject(reason, incident.Pos{File: p.lane.path, Line: line}, count)
	if p.lane.run.options.Rejects != nil {
		p.result.rejects = appendReject(p.result.rejects, p.lane.path, line, reason, text)
	}
}

// close hands out what decoder and dialects held back.
func (p *pass) close() {
	if p.decoder != nil && !p.decoder.Document() {
		p.decoder.Close(p.entry)
		p.refused()
	}
	p.reader.Close(p.event)
}
