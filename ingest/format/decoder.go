package format

import (
	"bytes"
	"io"
	"strings"
)

// Limits on an entry of several lines.
const (
	maxCont = 200       // lines kept in Entry.Cont
	maxRaw  = 256 << 10 // bytes kept in Entry.Raw
)

// Decoder reads one source. Its methods are for one goroutine; [Decoder.Clone] makes another one.
type Decoder struct {
	format  *Format
	options Options
	state   *state

	slab    strings.Builder // of the lines' text, see keep
	open    Entry           // the entry that further lines may belong to
	next    Entry           // the entry being read
	pending bool            // open holds an entry
	lines   int64           // of the source in the line at hand: more than 1 where it was split
	joiner  joiner
}

func newDecoder(f *Format, o Options) *Decoder {
	return &Decoder{format: f, options: o, state: newState(o, lineFormats(o)), lines: 1}
}

// Name is the format's name.
func (d *Decoder) Name() string { return d.format.Name }

// Document tells whether the source has to be read with ReadDocument instead of line by line.
func (d *Decoder) Document() bool { return d.format.Document != nil }

// Stateless tells whether what becomes of a line depends on that line alone, so that clones may share the lines of a
// source among them.
func (d *Decoder) Stateless() bool { return !d.Document() && !d.format.Multiline }

// Clone is a decoder of the same format and options that has read nothing.
func (d *Decoder) Clone() *Decoder { return newDecoder(d.format, d.options) }

// Line takes one line without its end (n counts from 1) and calls emit for each entry that is now complete. A stack
// under an error belongs to the entry before it, so an entry may be handed out only when the next begins. The entry is
// valid during the call of emit. A line that is only a part of a longer one is taken for now; see [Decoder.Refused].
func (d *Decoder) Line(n int64, text []byte, emit func(*Entry)) Outcome {
	if n == 1 {
		text = bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF"))
	}
	text = bytes.TrimRight(text, "\r\n")
	line := d.keep(text)
	if !isPlain(line) {
		line = plain(valid(line))
	}
	if strings.TrimSpace(line) == "" {
		return Outcome{Status: Blank}
	}
	if d.format.Part != nil {
		return d.join(n, line, text, emit)
	}
	return d.single(n, line, text, emit)
}

// single reads a line that is whole.
func (d *Decoder) single(n int64, line string, text []byte, emit func(*Entry)) Outcome {
	if d.pending && indented(line) {
		d.append(line, text)
		return taken()
	}
	f, out := d.read(line)
	switch {
	case out.Status == Taken && n == 1 && d.format.Part != nil && d.state.bare && braces(d.next.Body) < 0:
		return Outcome{Status: Broken, Reason: noBeginning, Text: d.next.Body}
	case out.Status == Taken && d.pending && d.state.bare && continues(d.next.Body) && d.open.stream() == d.next.stream():
		d.append(d.next.Body, text)
	case out.Status == Taken:
		d.take(n, f, text, emit)
	case out.Status == Foreign && d.format.Multiline:
		return d.loose(n, line, text, emit)
	case out.Status == Foreign && stackLine(line):
		d.takeText(n, line, text, emit)
		return taken()
	case out.Status == Foreign:
		out.Status = Broken
	}
	return out
}

// slabSize is how much text is allocated at a time: sixty lines with tokens. All of a slab is kept while a part of it is.
const slabSize = 64 << 10

// keep copies a line into a string. Many lines share one allocation; what is written to a Builder stays where it is until
// the room is used up.
func (d *Decoder) keep(text []byte) string {
	if d.slab.Cap()-d.slab.Len() < len(text) {
		d.slab.Reset()
		d.slab.Grow(max(slabSize, len(text)))
	}
	from := d.slab.Len()
	d.slab.Write(text)
	return d.slab.String()[from:]
}

// Close hands out what is still open. What of it cannot be read is told by [Decoder.Refused].
func (d *Decoder) Close(emit func(*Entry)) {
	for len(d.joiner.waiting) > 0 {
		d.finish(d.joiner.waiting[0], emit)
	}
	d.flush(emit)
}

// flush hands out the entry that further lines could have belonged to.
func (d *Decoder) flush(emit func(*Entry)) {
	if d.pending {
		d.pending = false
		emit(&d.open)
	}
}

// read parses a line into d.next: with the source's format, or with the one that claims the line best.
func (d *Decoder) read(line string) (*Format, Outcome) {
	out := d.parse(d.format, line)
	if out.Status != Foreign {
		return d.format, out
	}
	for _, c := range d.state.claims(line) {
		if c.score < acceptance || c.format == d.format {
			continue
		}
		if other := d.parse(c.format, line); other.Status != Foreign {
			return c.format, other
		}
	}
	return d.format, out
}

func (d *Decoder) parse(f *Format, line string) Outcome {
	d.next.reset()
	d.state.begin()
	if !d.format.Multiline {
		d.state.forget()
	}
	return f.Line(d.state, line, &d.next)
}

// take accepts d.next as the entry of line n.
func (d *Decoder) take(n int64, f *Format, text []byte, emit func(*Entry)) {
	e := &d.next
	e.Line, e.Lines, e.Raw = n, d.lines, text
	d.hand(n, f.Name, emit)
	if e.Format == "" {
		e.Format = f.Name
	}
	if !d.format.Multiline {
		emit(e)
		e.Raw = nil
		return
	}
	d.flush(emit)
	raw := append(d.open.Raw[:0], text...)
	d.open, d.next = d.next, d.open
	d.next.Raw = nil
	d.open.Raw, d.pending = raw, true
}

// hand gives out the further entries of a line, which come before the line's own.
func (d *Decoder) hand(n int64, name string, emit func(*Entry)) {
	if len(d.state.spill) == 0 {
		return
	}
	d.flush(emit)
	for i := range d.state.spill {
		e := &d.state.spill[i]
		e.Line, e.Lines, e.Format = n, 0, either(e.Format, name)
		emit(e)
	}
	d.state.spill = d.state.spill[:0]
}

// loose takes a line that begins no entry by itself, in a source of many-line entries: it belongs to the entry before
// it where that one has a stamp and this line has none; else it is an entry of bare text.
func (d *Decoder) loose(n int64, line string, text []byte, emit func(*Entry)) Outcome {
	if d.pending && (d.open.Time.Known() || stackLine(line)) {
		d.append(line, text)
		return taken()
	}
	d.takeText(n, line, text, emit)
	return taken()
}

// takeText accepts a line as an entry of bare text.
func (d *Decoder) takeText(n int64, line string, text []byte, emit func(*Entry)) {
	d.next.reset()
	d.next.Body = strings.TrimSpace(line)
	d.take(n, d.format, text, emit)
}

// append adds a line to the open entry.
func (d *Decoder) append(line string, text []byte) {
	d.open.Lines += d.lines
	if d.open.Format == "text" && indented(line) && len(d.open.Fields) < maxFields {
		if x, ok := property(line); ok {
			d.open.Fields = append(d.open.Fields, x)
		}
	}
	if len(d.open.Cont) < maxCont {
		d.open.Cont = append(d.open.Cont, line)
	}
	if len(d.open.Raw)+len(text) < maxRaw {
		d.open.Raw = append(append(d.open.Raw, '\n'), text...)
	}
}

// indented tells whether a line is set in, as stacks and printed objects are.
func indented(line string) bool { return line[0] == ' ' || line[0] == '\t' }

// stream is what a container runtime says of an entry: stdout or stderr.
func (e *Entry) stream() string {
	x, _ := e.Fields.Get("stream")
	return x.Value
}

// continues tells whether the text in a wrapping belongs to the one before it.
func continues(text string) bool { return text != "" && (indented(text) || stackLine(text)) }

// stackLine tells whether a line belongs to a printed stack.
func stackLine(line string) bool {
	t := strings.TrimLeft(line, " \t")
	switch {
	case strings.HasPrefix(t, "Caused by: "), strings.HasPrefix(t, "... ") && strings.HasSuffix(t, " more"):
		return true
	case strings.HasPrefix(t, "at "):
		return len(t) < len(line) || strings.HasSuffix(t, ")")
	}
	return t == "}" || t == "]" || t == ")" || t == "})"
}

// ReadDocument reads a whole source of a document format and says which parts of it are damaged.
func (d *Decoder) ReadDocument(r io.Reader, emit func(*Entry)) []Outcome {
	return d.format.Document(&document{in: r, state: d.state, emit: emit, decoder: d})
}
