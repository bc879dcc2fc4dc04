package cli

import (
	"context"
	"fmt"
	"io"
	"strings"

	"lapse/analyze/report"
	"lapse/ingest"
	"lapse/ingest/dialect"
	"lapse/ingest/format"
	"lapse/ingest/source"
	"lapse/ingest/token"

	"lapse/analyze/incident"
)

// maxExplained is how many lines of a source `ingest --explain` shows.
const maxExplained = 5

// explainLines shows what the first lines of each source were taken for, without reading anything in.
func explainLines(ctx context.Context, w io.Writer, logs []string, o ingest.Options) error {
	files, troubles := ingest.Resolve(logs, o.Stdin)
	year := ingest.YearOf(ctx, files, o)
	for _, f := range files {
		more, err := f.Walk(ctx, source.Options{Limits: source.DefaultLimits()}, func(t *source.Text) error {
			return explainText(w, t, year, o)
		})
		if err != nil {
			return err
		}
		troubles = append(troubles, more...)
	}
	for _, t := range troubles {
		if _, err := fmt.Fprintf(w, "%s: %s\n", report.Clean(t.Path), t.Message); err != nil {
			return err
		}
	}
	if len(files) == 0 {
		return inputf("", "nothing to read")
	}
	return nil
}

func explainText(w io.Writer, t *source.Text, year int, o ingest.Options) error {
	zone := t.Label.Zone
	if zone == "" {
		zone = o.Zone
	}
	p := &linePrinter{w: w, path: report.Clean(t.Path), lines: strings.Split(string(t.Head()), "\n"), reader: dialect.NewReader(dialect.Context{
		Path: t.Path, Host: t.Label.Host, Mapping: o.Mapping, Keys: o.Keys,
	})}
	for i, a := range format.Explain(t.Head(), format.Options{Zone: zone, Year: year, Patterns: o.Patterns}) {
		if i == maxExplained {
			break
		}
		p.attempt(a)
	}
	return p.err
}

// linePrinter writes what became of one line after the other and keeps the first error.
type linePrinter struct {
	w      io.Writer
	path   string
	lines  []string // of the source's head
	reader *dialect.Reader
	err    error
}

func (p *linePrinter) printf(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format, args...)
	}
}

func (p *linePrinter) attempt(a format.Attempt) {
	switch {
	case a.Outcome.Status == format.Blank:
		return
	case a.Outcome.Status == format.Taken && a.Entry.Format == "":
		p.printf("%s:%d: part of a line that the container runtime split; read with the last part\n", p.path, a.Line)
		return
	case a.Entry.Format == "":
		p.printf("%s:%d: rejected: %s\n", p.path, a.Line, a.Outcome.Reason)
		for _, r := range a.Refused {
			p.printf("    %-12s %s\n", r.Format, report.Clean(r.Reason))
		}
		return
	}
	p.printf("%s:%d: format %s\n", p.path, a.Line, a.Entry.Format)
	if a.Entry.Time.Known() {
		p.printf("    time         %s%s\n", a.Entry.Time.Reading, zoneText(a.Entry.Time.Zone))
	}
	p.fields(a.Entry)
	p.events(a.Entry)
}

// fields lists names and, shortened and redacted, values.
func (p *linePrinter) fields(e format.Entry) {
	raw := []byte(p.raw(e))
	show := func(name, value string) {
		text := token.RedactField(name, value)
		// A format may cut a secret's name off its value; the whole line still tells.
		if text == value && token.Hides(raw, value) {
			text = token.Redacted
		}
		if token.Hides(raw, name) { // logfmt takes a bare word for a name
			name = token.Redacted
		}
		p.printf("    %-12s %s\n", report.Clean(token.RedactString(name)), report.Clean(shorten(text)))
	}
	for _, f := range e.Fields {
		show(f.Key, f.Value)
	}
	if e.Body != "" {
		show("text", e.Body)
	}
}

// raw is the text of an entry.
func (p *linePrinter) raw(e format.Entry) string {
	from := min(max(int(e.Line)-1, 0), len(p.lines))
	to := min(from+max(int(e.Lines), 1), len(p.lines))
	return strings.Join(p.lines[from:to], "\n")
}

func (p *linePrinter) events(e format.Entry) {
	n := 0
	show := func(ev *incident.Event) {
		n++
		p.printf("  → %s by dialect %s, clock %s, identity %q, session %q\n",
			ev.Kind, dialectOf(ev.Format), report.Clean(string(ev.Time.Clock)), ev.Identity, ev.Session)
	}
	e.Raw = []byte(p.raw(e)) // what the line as a whole hides, the dialects must not show
	out := p.reader.Read(&e, show)
	switch {
	case out.Reject != "":
		p.printf("  → rejected: %s\n", out.Reject)
	case !out.Used:
		p.printf("  → other: well-formed, and not about tokens for any dialect\n")
	case n == 0:
		p.printf("  → part of a conversation that later lines complete\n")
	}
}

func dialectOf(format string) string {
	return format[strings.LastIndexByte(format, '/')+1:]
}

func zoneText(z incident.Zone) string {
	switch z {
	case incident.ZoneGuessed:
		return "  (no zone in the stamp: UTC is a guess, --zone settles it)"
	case incident.ZoneGiven:
		return "  (zone as declared)"
	}
	return ""
}

// shorten keeps a value on one line.
func shorten(s string) string {
	const most = 80
	if r := []rune(s); len(r) > most {
		return string(r[:most]) + "…"
	}
	return s
}
