package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"lapse/analyze/incident"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

// writeTable writes the report for the terminal, in the order in which someone at night needs it.
func writeTable(w io.Writer, m *Model, o Options) error {
	var b bytes.Buffer
	p := page{w: &b, o: o}
	p.read(m)
	p.head("Finding")
	p.wrap(m.Sentence)
	p.causes(m)
	p.hosts(m)
	p.matrix(m)
	p.clocks(m, false)
	p.replayed(m)
	p.list("Assumed", m.Result.Assumptions)
	p.list("Noticed", m.Noticed())
	p.next(m)
	if p.err != nil {
		return p.err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// page writes sections one below the other and keeps the first error.
type page struct {
	w   *bytes.Buffer
	o   Options
	err error
}

func (p *page) head(title string) {
	if p.w.Len() > 0 {
		p.w.WriteByte('\n')
	}
	if p.o.Color {
		title = ink(title, "1")
	}
	fmt.Fprintln(p.w, title)
}

func (p *page) grid(g *grid) {
	if err := g.print(p.w, p.o); err != nil && p.err == nil {
		p.err = err
	}
}

// wrap writes a paragraph, broken at spaces to the terminal's width.
func (p *page) wrap(text string) { p.hang("  ", "  ", text) }

func (p *page) hang(first, further, text string) {
	for i, line := range fold(Clean(text), p.o.width()-twwidth.Width(further)) {
		if i > 0 {
			first = further
		}
		fmt.Fprintln(p.w, first+line)
	}
}

func (p *page) list(title string, lines []string) {
	if len(lines) == 0 {
		return
	}
	p.head(title)
	for _, l := range lines {
		p.hang("  - ", "    ", l)
	}
}

// read shows what was read: the equation, the sources, and the troubles.
func (p *page) read(m *Model) {
	if len(m.Sources) == 0 && len(m.Troubles) == 0 {
		return
	}
	folder := m.folder()
	p.head("Read" + within(folder))
	p.wrap(equation(m.Accounting))
	g := newGrid("Source", "Format", ">Lines", ">Used", ">Other", ">Rejected", "First reason")
	const most = 12
	for _, s := range m.Sources[:min(len(m.Sources), most)] {
		g.add(strings.TrimPrefix(s.Path, folder), s.Format, group(s.Read), group(s.Used), group(s.Other), group(s.Rejected), reason(s))
	}
	p.grid(g)
	if rest := len(m.Sources) - most; rest > 0 {
		p.wrap(fmt.Sprintf("and %s more; the json report lists all", plural(rest, "source")))
	}
	if again := repeats(m.Accounting); again != "" {
		p.wrap(again)
	}
	for _, t := range m.Troubles {
		p.hang("  ! ", "    ", t.Path+": "+t.Text)
	}
}

// within names the folder of all sources in a title.
func within(folder string) string {
	if folder == "" {
		return ""
	}
	return " in " + Clean(folder)
}

// reason is why lines of a source were left out: the cut of a file before the most frequent reason.
func reason(s incident.Source) string {
	switch {
	case s.Truncated != "":
		return s.Truncated
	case len(s.Reasons) > 0:
		return fmt.Sprintf("%s (line %d)", s.Reasons[0].Text, s.Reasons[0].First.Line)
	}
	return ""
}

// Noticed are the notes that no clock's own warning says.
func (m *Model) Noticed() []string {
	return slices.DeleteFunc(slices.Clone(m.Result.Notes), func(note string) bool {
		return slices.ContainsFunc(m.Result.Clocks, func(c incident.ClockReport) bool { return c.Warning == note })
	})
}

func (p *page) causes(m *Model) {
	if len(m.Causes) == 0 {
		return
	}
	p.head("Why" + m.day())
	g := newGrid("Cause", ">Events", ">Episodes", ">Sessions", ">Proved", ">Likely", ">Possible", "When")
	for _, r := range m.Causes {
		g.add(name(r.Cause, r.Subcause), r.Events, r.Episodes, r.Sessions, blank(r.Proved), blank(r.Likely), blank(r.Possible),
			m.when(r.First, r.Last))
	}
	if t := m.Totals; len(m.Causes) > 1 {
		g.add("all", t.Events, t.Episodes, t.Sessions, blank(t.Proved), blank(t.Likely), blank(t.Possible), m.when(t.First, t.Last))
	}
	g.ink = func(row, column int) string {
		if column == 0 && row < len(m.Causes) {
			return causeInk[m.Causes[row].Cause]
		}
		return ""
	}
	p.grid(g)
}

// causeInk colours causes on a terminal; the name says the same.
var causeInk = map[incident.Cause]string{
	incident.GenuineExpiry: "33", incident.MissedRefresh: "31", incident.ClockSkew: "35", incident.WrongIss: "36",
	incident.BadSignature: "36", incident.BadToken: "36", incident.Undetermined: "2",
}

func (p *page) hosts(m *Model) {
	if len(m.Hosts) == 0 || len(m.Hosts) == 1 && m.Hosts[0].Host == "" {
		return
	}
	p.head("Where" + m.day())
	g := newGrid("Token host", ">Events", ">Episodes", ">Sessions", "Mostly", "When")
	for _, r := range m.Hosts {
		g.add(orUnknown(r.Host), r.Events, r.Episodes, r.Sessions, fmt.Sprintf("%s (%d)", r.Top, r.TopEvents), m.when(r.First, r.Last))
	}
	p.grid(g)
}

func (p *page) matrix(m *Model) {
	if len(m.Matrix) == 0 {
		return
	}
	p.head("Code × cause")
	heads := []string{">Code"}
	for _, c := range m.Columns {
		heads = append(heads, ">"+string(c))
	}
	g := newGrid(append(heads, ">all")...)
	for _, r := range m.Matrix {
		cells := []any{r.Code}
		for _, n := range r.Counts {
			cells = append(cells, blank(n))
		}
		g.add(append(cells, r.Total)...)
	}
	p.grid(g)
}

// replayed shows what other schedules would have done, where the run asked for that.
func (p *page) replayed(m *Model) {
	switch {
	case m.Replay != nil:
		p.outcomes(m.Replay.Outcomes)
		p.wrap(calibrationText(m.Replay.Calibration))
	case m.ReplayMissing != "":
		p.head("Schedules")
		p.wrap("No replay: " + m.ReplayMissing)
	}
}

func (p *page) next(m *Model) {
	if len(m.Next) == 0 {
		return
	}
	p.head("Next")
	for _, h := range m.Next {
		fmt.Fprintf(p.w, "  %s\n", Clean(h.Command))
		p.hang("      ", "      ", h.Why)
	}
}

// blank leaves out a zero, so that the numbers that matter stand out.
func blank(n int) string {
	if n == 0 {
		return ""
	}
	return fmt.Sprint(n)
}

func orUnknown(s string) string {
	if s == "" {
		return "not known"
	}
	return s
}

// group writes a number with its thousands apart: "1,234,567".
func group(n int64) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}
