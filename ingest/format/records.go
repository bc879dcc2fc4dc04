package format

import (
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// recordLists are the names under which APIs and exports keep their lists of records; recordParents hold such a list one
// level deeper.
var (
	recordLists = map[string]bool{
		"alerts": true, "events": true, "entries": true, "logs": true, "items": true, "records": true, "results": true,
		"data": true, "hits": true, "Records": true, "value": true, "metrics": true,
	}
	recordParents = map[string]bool{"hits": true}
)

// maxRecord bounds one record of a document, and so the memory that a document needs.
const maxRecord = 32 << 20

// records walks a JSON document and hands out the records in it.
type records struct {
	*document
	dec   *jsontext.Decoder
	lines *lineCounter
	rest  []byte // members of an object that may turn out to be a record itself
	buf   []byte
	bad   []Outcome
}

func newRecords(d *document) *records {
	lines := &lineCounter{in: d.in, line: 1}
	return &records{document: d, lines: lines, dec: jsontext.NewDecoder(lines, jsonOptions...)}
}

func readRecords(d *document) []Outcome {
	r := newRecords(d)
	for {
		err := r.value(0)
		if err != nil {
			return r.finish(err)
		}
	}
}

// finish says how the document ended.
func (r *records) finish(err error) []Outcome {
	if errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return r.bad
	}
	return append(r.bad, r.damage(err))
}

// refuse notes a record that could not be read.
func (r *records) refuse(line int64, reason string) {
	if len(r.bad) < maxOutcomes {
		r.bad = append(r.bad, Outcome{Line: line, Status: Broken, Reason: reason})
	}
}

// damage names what is wrong with the document and where.
func (r *records) damage(err error) Outcome {
	at := r.dec.InputOffset()
	o := Outcome{Line: r.lines.at(at), Status: Broken, Reason: "JSON document damaged here; what follows was not read"}
	switch {
	case errors.Is(err, io.ErrUnexpectedEOF):
		o.Line = r.lines.at(r.lines.offset - 1)
		o.Reason = "JSON document cut off; its whole records were read"
	case errors.Is(err, errTooLong):
		o.Reason = "record longer than " + strconv.Itoa(maxRecord>>20) + " MiB; what follows was not read"
	case errors.Is(err, errDepth):
		o.Reason = string(damageOf(err, at, 0))
	}
	return o
}

// value reads one value of the document: records in an array, an object that holds such an array, or an object that is
// itself a record.
func (r *records) value(depth int) error {
	r.lines.mark(r.dec.InputOffset())
	switch r.dec.PeekKind() {
	case '[':
		return r.array(depth)
	case '{':
		return r.object(depth)
	}
	_, err := r.dec.ReadToken()
	return err
}

func (r *records) array(depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	for {
		r.lines.mark(r.dec.InputOffset())
		switch r.dec.PeekKind() {
		case '{':
			if err := r.record(); err != nil {
				return err
			}
		case ']':
			_, err := r.dec.ReadToken()
			return err
		default:
			if err := r.value(depth + 1); err != nil {
				return err
			}
		}
	}
}

// object reads an object that may hold a list. Its other members are kept until that is known.
func (r *records) object(depth int) error {
	if depth > maxDepth {
		return errDepth
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	start := r.lines.at(r.dec.InputOffset())
	rest, found := []byte("{"), false
	for r.dec.PeekKind() == '"' {
		tok, err := r.dec.ReadToken()
		if err != nil {
			return err
		}
		name := tok.String()
		if kind := r.dec.PeekKind(); kind == '[' && recordLists[name] || kind == '{' && recordParents[name] {
			found = true
			err = r.value(depth + 1)
		} else {
			rest, err = r.member(rest, name)
		}
		if err != nil {
			return err
		}
	}
	if _, err := r.dec.ReadToken(); err != nil {
		return err
	}
	if !found {
		r.entryOf(append(rest, '}'), start, r.lines.at(r.dec.InputOffset()))
	}
	return nil
}

// member reads the value of a name and appends both to an object's text.
func (r *records) member(object []byte, name string) ([]byte, error) {
	value, err := r.dec.ReadValue()
	if err != nil {
		return nil, err
	}
	if len(object) > 1 {
		object = append(object, ',')
	}
	object, err = jsontext.AppendQuote(object, name)
	object = append(append(object, ':'), value...)
	if len(object) > maxRecord {
		err = errTooLong
	}
	return object, err
}

// record reads the next object whole.
func (r *records) record() error {
	value, err := r.dec.ReadValue()
	if err != nil {
		return err
	}
	end := r.dec.InputOffset()
	start := r.lines.at(end - int64(len(value)))
	r.entryOf(value, start, r.lines.at(end))
	return nil
}

// entryOf reads a record with the line format that knows it. Blanks between its parts do not matter for what it is.
func (r *records) entryOf(value jsontext.Value, from, to int64) {
	r.buf = append(r.buf[:0], value...)
	text := jsontext.Value(r.buf)
	if err := text.Compact(jsonOptions...); err != nil {
		r.refuse(from, "not valid JSON")
		return
	}
	e := &r.entry
	e.reset()
	out := r.state.line(valid(string(text)), e)
	if out.Status != Taken {
		r.refuse(from, out.Reason)
		return
	}
	for i := range r.state.spill {
		in := &r.state.spill[i]
		in.Line, in.Lines, in.Format = from, to-from+1, either(in.Format, e.Format)
		r.emit(in)
	}
	e.Line, e.Lines, e.Raw = from, to-from+1, text
	r.emit(e)
	e.Raw = nil
}

// maxOutcomes bounds the list of damaged parts of one document.
const maxOutcomes = 10000
