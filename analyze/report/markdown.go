package report

import (
	"fmt"
	"io"
	"strings"

	"lapse/analyze/incident"
)

// maxMarkdown keeps a report below the 1 MiB that a GitHub step summary takes.
const maxMarkdown = 1<<20 - 1

// writeMarkdown writes the report for a ticket or a step summary. The verdicts come last, and where not all of them fit,
// the document ends with a pointer to the whole.
func writeMarkdown(w io.Writer, m *Model, o Options) error {
	d := &markdown{}
	d.line("# Why tokens were refused\n\n%s\n", mdText(m.Sentence))
	d.causes(m)
	d.advice(m)
	d.hosts(m)
	d.matrix(m)
	d.clocks(m)
	if r := m.Replay; r != nil {
		d.line("## What other schedules would have done\n\n%s\n", mdText(calibrationText(r.Calibration)))
		d.replay(r)
	}
	d.list("Assumed", m.Result.Assumptions)
	d.list("Noticed", m.Noticed())
	d.read(m)
	d.next(m)
	d.verdicts(m, o)
	_, err := io.WriteString(w, d.String())
	return err
}

type markdown struct{ strings.Builder }

func (d *markdown) line(format string, args ...any) { fmt.Fprintf(d, format+"\n", args...) }

// table writes the head of a table; a head that begins with '>' is set to the right.
func (d *markdown) table(heads ...string) {
	rule := make([]string, len(heads))
	for i, h := range heads {
		text, right := strings.CutPrefix(h, ">")
		heads[i], rule[i] = text, "---"
		if right {
			rule[i] = "---:"
		}
	}
	d.line("| %s |\n| %s |", strings.Join(heads, " | "), strings.Join(rule, " | "))
}

func (d *markdown) row(cells ...any) { d.WriteString(mdRow(cells...)) }

func mdRow(cells ...any) string {
	text := make([]string, len(cells))
	for i, c := range cells {
		text[i] = mdText(fmt.Sprint(c))
	}
	return "| " + strings.Join(text, " | ") + " |\n"
}

func (d *markdown) causes(m *Model) {
	if len(m.Causes) == 0 {
		return
	}
	d.line("## Why%s\n", m.day())
	d.table("Cause", ">Events", ">Episodes", ">Sessions", ">Proved", ">Likely", ">Possible", "When")
	for _, r := range m.Causes {
		d.row(name(r.Cause, r.Subcause), r.Events, r.Episodes, r.Sessions, r.Proved, r.Likely, r.Possible, m.when(r.First, r.Last))
	}
	d.line("")
}

func (d *markdown) advice(m *Model) {
	for _, a := range m.Advice {
		d.line("- **%s**: %s Fix: %s", mdText(name(a.Cause, a.Subcause)), mdText(a.Meaning), mdText(a.Fix))
	}
	if len(m.Advice) > 0 {
		d.line("")
	}
}

func (d *markdown) hosts(m *Model) {
	if len(m.Hosts) == 0 {
		return
	}
	d.line("## Where%s\n", m.day())
	d.table("Token host", ">Events", ">Episodes", ">Sessions", "Mostly", "When")
	for _, r := range m.Hosts {
		d.row(orUnknown(r.Host), r.Events, r.Episodes, r.Sessions, fmt.Sprintf("%s (%d)", r.Top, r.TopEvents), m.when(r.First, r.Last))
	}
	d.line("")
}

func (d *markdown) matrix(m *Model) {
	if len(m.Matrix) == 0 {
		return
	}
	d.line("## Code × cause\n")
	heads := []string{">Code"}
	for _, c := range m.Columns {
		heads = append(heads, ">"+mdText(string(c)))
	}
	d.table(append(heads, ">all")...)
	for _, r := range m.Matrix {
		cells := []any{r.Code}
		for _, n := range r.Counts {
			cells = append(cells, n)
		}
		d.row(append(cells, r.Total)...)
	}
	d.line("")
}

func (d *markdown) clocks(m *Model) {
	shown, rest := clockRows(m.Result.Clocks)
	if len(shown) == 0 {
		return
	}
	d.line("## Clocks\n\nOffset: what the clock shows, less UTC.\n")
	d.table("Clock", "Offset", "Drift", ">Steps", "Anchor", ">Sources", "Bound by", "Warning")
	for _, c := range shown {
		d.row(c.Clock, offsetText(c.Offset), driftText(c.Drift), steps(c), c.Anchor, c.Sources, bindingText(c), c.Warning)
	}
	if rest > 0 {
		d.line("\nand %s without harm", plural(rest, "client clock"))
	}
	d.line("")
}

func (d *markdown) list(title string, items []string) {
	if len(items) == 0 {
		return
	}
	d.line("## %s\n", title)
	for _, s := range items {
		d.line("- %s", mdText(s))
	}
	d.line("")
}

func (d *markdown) read(m *Model) {
	if len(m.Sources) == 0 && len(m.Troubles) == 0 {
		return
	}
	d.line("## What was read\n\n%s\n", equation(m.Accounting))
	const most = 50
	d.table("Source", "Format", ">Lines", ">Used", ">Other", ">Rejected", "First reason", "SHA-256")
	for _, s := range m.Sources[:min(len(m.Sources), most)] {
		d.row(s.Path, s.Format, s.Read, s.Used, s.Other, s.Rejected, reason(s), fmt.Sprintf("%x", s.SHA256[:6])+"…")
	}
	if rest := len(m.Sources) - most; rest > 0 {
		d.line("\nand %s more", plural(rest, "source"))
	}
	if again := repeats(m.Accounting); again != "" {
		d.line("\n%s", again)
	}
	for _, t := range m.Troubles {
		d.line("\n- trouble: %s: %s", mdText(t.Path), mdText(t.Text))
	}
	d.line("")
}

func (d *markdown) next(m *Model) {
	if len(m.Next) == 0 {
		return
	}
	d.line("## Next\n")
	for _, h := range m.Next {
		d.line("- %s: %s", mdCode(h.Command), mdText(h.Why))
	}
	d.line("")
}

// verdicts lists the verdicts without their repeats, as many as fit.
func (d *markdown) verdicts(m *Model, o Options) {
	if len(m.Result.Verdicts) == 0 {
		return
	}
	d.line("## Verdicts\n\nRepeats of one token in one session with the same cause are left out.\n")
	d.table("Time", "Source", "Identity", "Session", ">Code", "Cause", "Certainty", ">Margin", "Evidence")
	const pointer = 300 // room for the last lines
	left := 0
	for i, first := range firsts(m.Result.Verdicts) {
		if i != first {
			continue
		}
		row := verdictRow(&m.Result.Verdicts[i])
		if left > 0 || d.Len()+len(row)+pointer+len(o.Full) > maxMarkdown {
			left++
			continue
		}
		d.WriteString(row)
	}
	if left > 0 {
		full := "lapse analyze --format jsonl"
		if o.Full != "" {
			full = o.Full
		}
		d.line("\n%s more did not fit: see %s", plural(left, "verdict"), mdCode(full))
	}
}

func verdictRow(v *incident.Verdict) string {
	return mdRow(minute(v.Time), place(v.Source), v.Identity, v.Session, v.Code, name(v.Cause, v.Subcause), v.Certainty, v.Margin, evidenceLine(v))
}

// mdEscapes turns everything that Markdown or HTML would act on into plain text.
var mdEscapes = strings.NewReplacer(
	`\`, `\\`, "`", "\\`", "|", `\|`, "*", `\*`, "_", `\_`, "[", `\[`, "]", `\]`, "#", `\#`, "~", `\~`, "!", `\!`, "$", `\$`,
	"<", "&lt;", ">", "&gt;", "&", "&amp;", "@", "&#64;", "://", ":&#47;&#47;", "www.", "www&#46;",
)

// mdText is text that nothing renders as anything else; no link, mention, image or markup comes out of a log.
func mdText(s string) string { return mdEscapes.Replace(Clean(s)) }

// mdCode is a code span: its fence is longer than any run of backticks inside.
func mdCode(s string) string {
	s = Clean(s)
	fence := "`"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	if strings.HasPrefix(s, "`") || strings.HasSuffix(s, "`") {
		s = " " + s + " "
	}
	return fence + s + fence
}
