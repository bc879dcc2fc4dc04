package format

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
)

// csvTable is a table with a header line: exports of consoles and of queries.
var csvTable = Format{
	Name:     "csv",
	Doc:      "CSV or TSV with a header line: CloudWatch Insights, Datadog, Twilio CLI -o tsv, spreadsheets",
	Expects:  "a header line that names a time, a message or a level, separated by comma, semicolon or tab",
	Sniff:    sniffCSV,
	Document: readCSV,
	Samples: []Sample{
		{
			Text: "@timestamp,@message\n2026-06-21 09:12:03.125,\"{\"\"time\"\":1782033123120,\"\"msg\"\":\"\"access token issued\"\"}\"\n2026-06-21 09:12:04.000,\"two\nlines\"\n",
			Want: []string{
				`csv/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z body="access token issued" time:1782033123120 msg="access token issued" @timestamp="2026-06-21 09:12:03.125"`,
				`csv 2026-06-21T09:12:04.000Z zone=guessed body="two\nlines" @timestamp="2026-06-21 09:12:04.000" @message="two\nlines"`,
			},
		},
		{
			Text: "dateCreated\tlogLevel\terrorCode\talertText\n2026-06-21T09:12:03.000Z\terror\t20104\tMsg=Access+Token+expired&ErrorCode=20104\n",
			Want: []string{`csv 2026-06-21T09:12:03.000Z level=error dateCreated=2026-06-21T09:12:03.000Z logLevel=error errorCode:20104 alertText=Msg=Access+Token+expired&ErrorCode=20104 alertText.Msg="Access Token expired" alertText.ErrorCode=20104`},
		},
		{
			Text: "time;identity;code;details\n21.6.2026, 09:12:03;agent-7;20104;\"{\"\"jti\"\":\"\"SK1-1\"\"}\"\n",
			Want: []string{`csv 2026-06-21T09:12:03.000Z zone=guessed time="21.6.2026, 09:12:03" identity=agent-7 code:20104 details.jti=SK1-1`},
		},
	},
}

// maxRow bounds one row of a table, quoted line ends included.
const maxRow = 1 << 20

// sniffCSV wants a header of names, one of which every log has, and a second line with as many cells.
func sniffCSV(head []byte) int {
	header, rest, _ := bytes.Cut(bytes.TrimPrefix(head, []byte("\xEF\xBB\xBF")), []byte("\n"))
	if len(header) > 4096 {
		return 0
	}
	names, sep := headerCells(strings.TrimRight(string(header), "\r"))
	if names == nil {
		return 0
	}
	row, _, whole := bytes.Cut(rest, []byte("\n"))
	if len(row) > 0 && whole && bytes.Count(row, []byte(`"`))%2 == 0 && len(cells(string(row), sep)) != len(names) {
		return 0
	}
	return 88
}

// headerCells reads a header line and finds what separates its cells; nil where it is none.
func headerCells(line string) (names []string, sep byte) {
	for _, sep := range []byte{'\t', ',', ';'} {
		names := cells(line, sep)
		if len(names) > 1 && isHeader(names) {
			return names, sep
		}
	}
	return nil, 0
}

// isHeader tells whether cells are names, one of them of a role that every log has.
func isHeader(names []string) bool {
	known := false
	for i, n := range names {
		n = columnName(n)
		if !isKey(n) || slices.Contains(names[:i], names[i]) {
			return false
		}
		r := knownAs(n).role
		known = known || r == timeRole || r == bodyRole || r == levelRole
	}
	return known
}

// columnName is a header's cell as the name of a field: "Error code" becomes Error_code.
func columnName(cell string) string {
	return strings.ReplaceAll(strings.TrimSpace(cell), " ", "_")
}

// cells splits a row. A quote doubled inside quotes stands for itself; a quote inside a bare cell is text.
func cells(row string, sep byte) []string {
	var out []string
	for {
		var cell string
		var more bool
		if strings.HasPrefix(row, `"`) {
			cell, row, more = quotedCell(row[1:], sep)
		} else {
			cell, row, more = strings.Cut(row, string(rune(sep)))
		}
		out = append(out, cell)
		if !more {
			return out
		}
	}
}

// quotedCell reads a cell behind its opening quote, up to the separator after the closing one.
func quotedCell(t string, sep byte) (cell, rest string, more bool) {
	var b strings.Builder
	for {
		text, after, closed := strings.Cut(t, `"`)
		b.WriteString(text)
		if !closed {
			return b.String(), "", false
		}
		if strings.HasPrefix(after, `"`) {
			b.WriteByte('"')
			t = after[1:]
			continue
		}
		tail, rest, more := strings.Cut(after, string(rune(sep)))
		b.WriteString(tail)
		return b.String(), rest, more
	}
}

// rows reads the rows of a table with the lines they stand on.
type rows struct {
	in   *bufio.Reader
	line int64 // of the row last read
	next int64
}

var errRow = errors.New("row too long")

// read gives the next row, with the line ends that stand inside quotes.
func (r *rows) read() ([]byte, error) {
	r.line = r.next
	var row []byte
	for {
		part, err := r.in.ReadSlice('\n')
		row = append(row, part...)
		switch {
		case errors.Is(err, bufio.ErrBufferFull) && len(row) < maxRow:
			continue
		case len(row) >= maxRow:
			return nil, errRow
		case err != nil && len(row) == 0:
			return nil, err
		}
		r.next++
		if err != nil || bytes.Count(row, []byte(`"`))%2 == 0 {
			return bytes.TrimRight(row, "\r\n"), nil
		}
	}
}

func readCSV(d *document) []Outcome {
	r := &rows{in: bufio.NewReaderSize(d.in, 64<<10), next: 1}
	header, err := r.read()
	if err != nil {
		return tableEnd(r, err)
	}
	text := strings.TrimPrefix(valid(string(header)), "\ufeff")
	names, sep := headerCells(text)
	if names == nil {
		return []Outcome{{Line: 1, Status: Broken, Reason: "no header line"}}
	}
	var bad []Outcome
	for {
		row, err := r.read()
		if err != nil {
			return append(bad, tableEnd(r, err)...)
		}
		if len(bytes.TrimSpace(row)) == 0 {
			continue
		}
		values := cells(valid(string(row)), sep)
		if len(values) != len(names) {
			if len(bad) < maxOutcomes {
				bad = append(bad, Outcome{Line: r.line, Status: Broken, Reason: "row has not as many cells as the header"})
			}
			continue
		}
		d.row(r, "csv", row, names, values)
	}
}

func tableEnd(r *rows, err error) []Outcome {
	if errors.Is(err, io.EOF) {
		return nil
	}
	reason := "table damaged here; what follows was not read"
	if errors.Is(err, errRow) {
		reason = "row longer than 1 MiB, perhaps a quote that is never closed; what follows was not read"
	}
	return []Outcome{{Line: r.line, Status: Broken, Reason: reason}}
}

// row hands out a row as an entry. A cell with JSON is flattened; a message is decoded as the line that it was.
func (d *document) row(r *rows, name string, raw []byte, names, values []string) {
	e, s := &d.entry, d.state
	e.reset()
	s.begin()
	for i, value := range values {
		if value = strings.TrimSpace(value); value == "" || value == "-" {
			continue
		}
		s.cell(columnName(names[i]), value, e)
	}
	s.dress(e, nil)
	e.Format = name
	if e.Body != "" {
		s.unwrapMessage(name, e)
	}
	e.Line, e.Lines, e.Raw = r.line, r.next-r.line, raw
	d.emit(e)
	e.Raw = nil
}

func (s *state) cell(key, value string, e *Entry) {
	if looksJSON(value) && knownAs(key).role != bodyRole {
		before := len(e.Fields)
		fields, bad := s.flat.flatten(value, key, 1, e.Fields)
		if bad == "" {
			e.Fields = fields
			return
		}
		e.Fields = fields[:before]
	}
	e.Fields = append(e.Fields, Field{Key: key, Value: value, Type: typeOf(value)})
}
