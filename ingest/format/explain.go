package format

import (
	"bytes"
	"strconv"
	"strings"
)

// Attempt tells what became of one of the first lines of a source, for `lapse ingest --explain`.
type Attempt struct {
	Line    int64
	Outcome Outcome // of the line: taken, or why not
	Entry   Entry   // what was read; its Format is "" where nothing took the line
	Refused []Refusal
}

// Refusal is why a format did not take a line.
type Refusal struct {
	Format string
	Reason string
}

// explainLines is how many lines are explained.
const explainLines = 10

// Explain shows for the first lines of a source which format took each and what was read from it, and why the others
// refused. Where the source is one document, the first records take the place of lines.
func Explain(head []byte, o Options) []Attempt {
	d := Detect(head, o)
	if d != nil && d.Document() {
		return explainDocument(d, head)
	}
	if d == nil {
		d = newDecoder(&noFormat, o)
	}
	var attempts []Attempt
	for n := int64(1); len(head) > 0 && len(attempts) < explainLines; n++ {
		var text []byte
		text, head, _ = bytes.Cut(head, []byte("\n"))
		attempts = append(attempts, d.explain(n, text))
	}
	return attempts
}

// noFormat takes nothing: the other formats are asked.
var noFormat = Format{
	Name:  "none",
	Claim: func(string) int { return 0 },
	Line:  func(*state, string, *Entry) Outcome { return foreign("no format knows this line") },
}

func (d *Decoder) explain(n int64, text []byte) Attempt {
	a := Attempt{Line: n}
	keep := func(e *Entry) {
		a.Entry = *e
		a.Entry.Fields = append(Fields(nil), e.Fields...)
		a.Entry.Cont = append([]string(nil), e.Cont...)
		a.Entry.Raw = bytes.Clone(e.Raw)
	}
	a.Outcome = d.Line(n, text, keep)
	d.flush(keep)
	for _, out := range d.Refused() {
		a.Outcome = out
	}
	if a.Outcome.Status == Taken && a.Entry.Format == "" {
		return a // a part of a line
	}
	if a.Entry.Format != "" {
		a.Line = a.Entry.Line
	}
	line := plain(valid(string(bytes.TrimRight(text, "\r\n"))))
	if strings.TrimSpace(line) == "" {
		return a
	}
	taker := d.format.Name
	if f, out := d.read(line); out.Status == Taken {
		taker = f.Name
	}
	for _, f := range d.state.formats {
		if f.Name != taker || a.Outcome.Status != Taken {
			a.Refused = append(a.Refused, d.refusal(f, line))
		}
	}
	return a
}

// refusal asks a format why it does not take a line.
func (d *Decoder) refusal(f *Format, line string) Refusal {
	score := f.Claim(line)
	if score > 0 {
		if out := d.parse(f, line); out.Status != Taken {
			return Refusal{f.Name, out.Reason}
		}
		return Refusal{f.Name, "fits, but less well (" + strconv.Itoa(score) + " of 100)"}
	}
	return Refusal{f.Name, "expects " + f.Expects}
}

// explainDocument shows the first records of a document. The head ends somewhere, so that damage at its end says nothing.
func explainDocument(d *Decoder, head []byte) []Attempt {
	var attempts []Attempt
	var refused []Refusal
	for _, f := range table {
		switch {
		case f.Name == d.Name():
		case f.Sniff != nil && f.Sniff(head) > 0:
			refused = append(refused, Refusal{f.Name, "fits, but less well (" + strconv.Itoa(f.Sniff(head)) + " of 100)"})
		default:
			refused = append(refused, Refusal{f.Name, "expects " + f.Expects})
		}
	}
	d.ReadDocument(bytes.NewReader(head), func(e *Entry) {
		if len(attempts) < explainLines {
			a := Attempt{Line: e.Line, Entry: *e, Refused: refused}
			a.Entry.Fields = append(Fields(nil), e.Fields...)
			a.Entry.Raw = bytes.Clone(e.Raw)
			attempts = append(attempts, a)
		}
	})
	return attempts
}
