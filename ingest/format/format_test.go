package format

import (
	"strconv"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// render shows an entry on one line, as Sample.Want writes it: format, stamps, columns, then the fields in their order, a
// colon for an equals sign where the value was no string.
func render(e *Entry) string {
	var b strings.Builder
	b.WriteString(e.Format)
	if e.Time.Known() {
		b.WriteString(" " + e.Time.Reading.String())
		b.WriteString(map[incident.Zone]string{incident.ZoneGuessed: " zone=guessed", incident.ZoneGiven: " zone=given"}[e.Time.Zone])
	}
	if e.Received.Known() {
		b.WriteString(" received=" + e.Received.Reading.String())
	}
	if e.End {
		b.WriteString(" end")
	}
	for _, c := range [][2]string{{"level", e.Level}, {"host", e.Host}, {"logger", e.Logger}, {"body", e.Body}} {
		if c[1] != "" {
			b.WriteString(" " + c[0] + "=" + quoted(c[1]))
		}
	}
	if len(e.Cont) > 0 {
		b.WriteString(" cont=" + strconv.Itoa(len(e.Cont)))
	}
	for _, f := range e.Fields {
		sign := ":"
		if f.Type == 's' {
			sign = "="
		}
		b.WriteString(" " + f.Key + sign + quoted(f.Value))
	}
	return b.String()
}

func quoted(s string) string {
	if s == "" || strings.ContainsAny(s, " \"\n\t") {
		return strconv.Quote(s)
	}
	return s
}

// decodeAll reads a whole text the way package ingest does.
func decodeAll(d *Decoder, text string) (entries []string, outcomes []Outcome) {
	emit := func(e *Entry) { entries = append(entries, render(e)) }
	if d.Document() {
		return entries, d.ReadDocument(strings.NewReader(text), emit)
	}
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		o := d.Line(int64(i+1), []byte(line), emit)
		o.Line = int64(i + 1)
		outcomes = append(append(outcomes, o), d.Refused()...)
	}
	d.Close(emit)
	return entries, append(outcomes, d.Refused()...)
}

func TestEveryFormatReadsItsSamples(t *testing.T) {
	for _, f := range Table() {
		if len(f.Samples) == 0 {
			t.Errorf("%s has no samples", f.Name)
		}
		for i, sample := range f.Samples {
			d := newDecoder(&f, Options{Year: 2026})
			got, outcomes := decodeAll(d, sample.Text)
			for _, o := range outcomes {
				if o.Status == Foreign || o.Status == Broken {
					t.Errorf("%s, sample %d, line %d: %s", f.Name, i, o.Line, o.Reason)
				}
			}
			if a, b := strings.Join(got, "\n"), strings.Join(sample.Want, "\n"); a != b {
				t.Errorf("%s, sample %d:\n got %s\nwant %s", f.Name, i, a, b)
			}
		}
	}
}

func TestNoOtherFormatClaimsASampleBetter(t *testing.T) {
	for _, f := range Table() {
		for i, sample := range f.Samples {
			d := Detect([]byte(sample.Text), Options{})
			if d == nil || d.Name() != f.Name {
				t.Errorf("%s, sample %d: taken for %v", f.Name, i, d)
			}
		}
	}
}
