package format

import (
	"bytes"
	"errors"
	"io"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonDocument is JSON that is not one object a line: an array of records, a page of a REST API, printed objects.
var jsonDocument = Format{
	Name:     "json-document",
	Doc:      "one JSON document: an array of records, a REST list (Twilio Monitor alerts, CloudWatch events), printed objects",
	Expects:  "a JSON array of objects, or an object with a list of records in it",
	Sniff:    sniffJSONDocument,
	Document: readRecords,
	Samples: []Sample{
		{
			Text: "{\"alerts\": [\n {\"sid\": \"NO1\", \"error_code\": \"20104\", \"date_created\": \"2026-06-21T09:12:03Z\"},\n {\"sid\": \"NO2\", \"date_created\": \"2026-06-21T09:12:04Z\"}],\n \"meta\": {\"page\": 0}}",
			Want: []string{
				`json 2026-06-21T09:12:03.000Z sid=NO1 error_code=20104 date_created=2026-06-21T09:12:03Z`,
				`json 2026-06-21T09:12:04.000Z sid=NO2 date_created=2026-06-21T09:12:04Z`,
			},
		},
		{
			Text: "[\n  {\n    \"dateCreated\": \"2026-06-21T09:12:03.000Z\",\n    \"errorCode\": \"20104\"\n  }\n]",
			Want: []string{`json 2026-06-21T09:12:03.000Z dateCreated=2026-06-21T09:12:03.000Z errorCode=20104`},
		},
		{
			Text: "{\n  \"level\": 50,\n  \"msg\": \"token mint failed\"\n}\n{\n  \"level\": 30,\n  \"msg\": \"ok\"\n}",
			Want: []string{`json level=error body="token mint failed" level:50 msg="token mint failed"`, `json level=info body=ok level:30 msg=ok`},
		},
	},
}

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

// sniffJSONDocument tells a document from a JSON object a line: a document's first line is no whole object, or it is the
// only line and holds a list of records.
func sniffJSONDocument(head []byte) int {
	head = bytes.TrimLeft(head, " \t\r\n")
	if len(head) < 2 {
		return 0
	}
	if head[0] == '[' {
		rest := bytes.TrimLeft(head[1:], " \t\r\n")
		if len(rest) > 1 && rest[0] == '{' {
			return 85
		}
		return 0
	}
	if head[0] != '{' {
		return 0
	}
	line, rest, more := bytes.Cut(head, []byte("\n"))
	rest = bytes.TrimLeft(rest, "\r\n")
	switch {
	case len(bytes.TrimSpace(line)) == 1 && more:
		return 85
	case jsontext.Value(line).IsValid(jsonOptions...) || !more:
		if len(rest) == 0 && holdsRecords(line) {
			return 85
		}
	case len(rest) > 0 && bytes.IndexByte([]byte(" \t}[]\""), rest[0]) >= 0:
		return 82
	}
	return 0
}

// holdsRecords tells whether the beginning of an object names a list of records.
func holdsRecords(line []byte) bool {
	dec := jsontext.NewDecoder(bytes.NewReader(line), jsonOptions...)
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '{' {
		return false
	}
	for {
		tok, err := dec.ReadToken()
		if err != nil || tok.Kind() != '"' {
			return false
		}
		name := tok.String()
		kind := dec.PeekKind()
		if kind == '[' && recordLists[name] || kind == '{' && recordParents[name] {
			return true
		}
		if dec.SkipValue() != nil {
			return false
		}
	}
}

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
		kind := r.dec.PeekKind()
		if kind == '[' && recordLists[name] || kind == '{' && recordParents[name] {
			found = true
			if err := r.value(depth + 1); err != nil {
				return err
			}
			continue
		}
		value, err := r.dec.ReadValue()
		if err != nil {
			return err
		}
		if len(rest) > 1 {
			rest = append(rest, ',')
		}
		rest, _ = jsontext.AppendQuote(rest, name)
		rest = append(append(rest, ':'), value...)
		if len(rest) > maxRecord {
			return errTooLong
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

// line reads one line with whatever format claims it best.
func (s *state) line(text string, e *Entry) Outcome {
	s.begin()
	for _, c := range s.claims(text) {
		out := c.format.Line(s, text, e)
		if out.Status == Foreign {
			e.reset()
			continue
		}
		if e.Format == "" {
			e.Format = c.format.Name
		}
		return out
	}
	return foreign("no format knows this record")
}

// lineCounter tells on which line an offset of a stream lies. It is asked about offsets in rising order, a little behind
// what was read.
type lineCounter struct {
	in     io.Reader
	offset int64   // read so far
	ends   []int64 // offsets of line ends that were read and not yet passed
	line   int64
	record int64 // where the record at hand begins
}

var errTooLong = errors.New("record too long")

func (c *lineCounter) Read(p []byte) (int, error) {
	if c.offset-c.record > maxRecord {
		return 0, errTooLong
	}
	n, err := c.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.offset+int64(i))
		}
	}
	c.offset += int64(n)
	return n, err
}

// mark notes that a record begins at an offset.
func (c *lineCounter) mark(offset int64) { c.record = offset }

// at is the line of an offset.
func (c *lineCounter) at(offset int64) int64 {
	passed := 0
	for passed < len(c.ends) && c.ends[passed] < offset {
		passed++
	}
	c.line += int64(passed)
	c.ends = c.ends[:copy(c.ends, c.ends[passed:])]
	return c.line
}
