package format

import (
	"bytes"
	"strings"
	"testing"
	"unicode/utf8"
)

// seeds gives a fuzz target every sample and some hostile text.
func seeds(f *testing.F) {
	for _, format := range Table() {
		for _, sample := range format.Samples {
			f.Add([]byte(sample.Text))
		}
	}
	for _, text := range []string{
		"", "null", "[]", "{}", "{\"a\":", "\xff\xfe", "{\"a\":\"\x00\"}", strings.Repeat(`{"a":`, 200), strings.Repeat("[", 300),
		"{\"m\":\"{\\\"m\\\":\\\"{}\\\"}\"}", "a=\"", "<999>1 - - - - - [", "\x1b[", "\x1b", "Sid=&AccountSid=&Payload=%7B", "[{", "{\n",
		"log,time\n\"", "[[{}]]", "{\"log\":{\"version\":1,\"entries\":[{}",
	} {
		f.Add([]byte(text))
	}
}

func FuzzDetectLines(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text []byte) {
		d := Detect(text, Options{})
		if d == nil || d.Document() {
			d = newDecoder(&table[len(table)-1], Options{})
		}
		lines := bytes.Split(text, []byte("\n"))
		taken, entries := int64(0), int64(0)
		emit := func(e *Entry) { entries += checkEntry(t, e, int64(len(lines))) }
		refused := func() {
			for _, o := range d.Refused() {
				if o.Status != Broken || o.Reason == "" || o.Line < 1 || o.Line+o.Lines-1 > int64(len(lines)) {
					t.Fatalf("outcome %+v of %d lines", o, len(lines))
				}
				entries += o.Lines
			}
		}
		for i, line := range lines {
			o := d.Line(int64(i+1), line, emit)
			switch o.Status {
			case Taken:
				taken++
			case Foreign:
				t.Fatalf("line %d: foreign lines are refused, not handed on", i+1)
			case Broken:
				if o.Reason == "" {
					t.Fatalf("line %d: refused without a reason", i+1)
				}
			}
			refused()
		}
		d.Close(emit)
		refused()
		if entries != taken {
			t.Fatalf("%d lines were taken, entries and refusals hold %d", taken, entries)
		}
		Explain(text, Options{})
	})
}

// checkEntry holds every entry to what its fields promise, and returns how many lines it took.
func checkEntry(t *testing.T, e *Entry, lines int64) int64 {
	t.Helper()
	if e.Line < 1 || e.Lines < 0 || e.Line+e.Lines-1 > lines || e.Format == "" {
		t.Fatalf("entry at line %d with %d of %d lines, format %q", e.Line, e.Lines, lines, e.Format)
	}
	if len(e.Fields) > 2*maxFields || len(e.Cont) > maxCont || len(e.Raw) > maxRaw+1<<20 {
		t.Fatalf("entry of %d fields, %d lines, %d bytes", len(e.Fields), len(e.Cont), len(e.Raw))
	}
	for _, x := range e.Fields {
		if strings.IndexByte("snb0", x.Type) < 0 || !utf8.ValidString(x.Key) || !utf8.ValidString(x.Value) {
			t.Fatalf("field %q %q of type %q", x.Key, x.Value, x.Type)
		}
	}
	if !utf8.ValidString(e.Body) || !utf8.ValidString(e.Host) || !utf8.ValidString(e.Logger) || !utf8.ValidString(e.Level) {
		t.Fatalf("not UTF-8: %q %q %q %q", e.Body, e.Host, e.Logger, e.Level)
	}
	return e.Lines
}

func FuzzDocument(f *testing.F) {
	seeds(f)
	var documents []*Format
	for i := range table {
		if table[i].Document != nil {
			documents = append(documents, &table[i])
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		lines := int64(bytes.Count(text, []byte("\n")) + 1)
		for _, format := range documents {
			d := newDecoder(format, Options{})
			outcomes := d.ReadDocument(bytes.NewReader(text), func(e *Entry) { checkEntry(t, e, lines) })
			for _, o := range outcomes {
				if o.Status != Broken || o.Reason == "" || o.Line < 1 || o.Line > lines {
					t.Fatalf("%s: outcome %+v of %d lines", format.Name, o, lines)
				}
			}
		}
	})
}
