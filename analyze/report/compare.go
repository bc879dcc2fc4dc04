package report

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"strings"

	"lapse/analyze/compare"
)

// compareFormats are the formats of WriteComparison.
var compareFormats = []struct {
	name  string
	write func(io.Writer, *compare.Comparison, Options) error
}{
	{"table", writeComparisonTable},
	{"json", writeComparisonJSON},
	{"md", writeComparisonMarkdown},
	{"github", writeComparisonGitHub},
}

// WriteComparison renders two runs side by side. It returns w's error, or one that lists the formats.
func WriteComparison(w io.Writer, format string, c *compare.Comparison, o Options) error {
	for _, f := range compareFormats {
		if f.name == format {
			return f.write(w, c, o)
		}
	}
	return fmt.Errorf("a comparison cannot be written as %q; there are %s", Clean(format), strings.Join(CompareFormats(), ", "))
}

// CompareFormats lists the names that WriteComparison takes.
func CompareFormats() (names []string) {
	for _, f := range compareFormats {
		names = append(names, f.name)
	}
	return names
}

func writeComparisonTable(w io.Writer, c *compare.Comparison, o Options) error {
	var b bytes.Buffer
	p := page{w: &b, o: o}
	p.wrap(comparedText(c))
	p.changes("Causes", c, true)
	p.changes("By SDK version and token host, where something changed", c, false)
	p.list("Accepted, but no more: the date has passed", list(c.Expired, acceptedText))
	p.list("Accepted, but not seen", list(c.Unused, acceptedText))
	if p.err != nil {
		return p.err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// comparedText sums a comparison up.
func comparedText(c *compare.Comparison) string {
	if !c.Evaluated() {
		return "Nothing was compared: one of the runs has no session."
	}
	counts := map[compare.Status]int{}
	for _, ch := range c.Changes {
		if ch.Whole {
			counts[ch.Status]++
		}
	}
	return fmt.Sprintf("%s now, %s in the baseline. Of the causes, %d new, %d worse, %d the same, %d better, %d gone.",
		plural(c.Now.Sessions, "session"), plural(c.Base.Sessions, "session"),
		counts[compare.New], counts[compare.Worse], counts[compare.Same], counts[compare.Better], counts[compare.Gone])
}

func (p *page) changes(title string, c *compare.Comparison, whole bool) {
	heads := []string{"!Change", "Finding", ">Sessions now", ">Before", ">Ratio", "!99 % interval", "Accepted"}
	if !whole {
		heads = append(heads, "SDK version", "Token host")
	}
	g := newGrid(heads...)
	for _, ch := range c.Changes {
		cells := []any{ch.Status, name(ch.Cause, ch.Subcause), hits(ch.Now), hits(ch.Base), ratioText(ch), intervalText(ch), reviewed(ch)}
		switch {
		case ch.Whole && whole:
			g.add(cells...)
		case !ch.Whole && !whole && ch.Status != compare.Same:
			g.add(append(cells, orUnknown(ch.SDK), orUnknown(ch.Host))...)
		}
	}
	g.ink = func(row, column int) string {
		if column == 0 {
			return statusInk[compare.Status(g.rows[row][0])]
		}
		return ""
	}
	if len(g.rows) > 0 {
		p.head(title)
		p.grid(g)
	}
}

var statusInk = map[compare.Status]string{compare.New: "31", compare.Worse: "31", compare.Better: "32", compare.Gone: "32"}

// hits is a rate: "19 of 420".
func hits(f compare.Finding) string { return fmt.Sprintf("%d of %d", f.Sessions, f.Exposed) }

// ratioText is the rate now over the rate before; "" where one of them is nothing.
func ratioText(ch compare.Change) string {
	if ch.Base.Sessions == 0 || ch.Now.Sessions == 0 || ch.Base.Exposed == 0 || ch.Now.Exposed == 0 {
		return ""
	}
	return fmt.Sprintf("%.2f", float64(ch.Now.Sessions)/float64(ch.Now.Exposed)/(float64(ch.Base.Sessions)/float64(ch.Base.Exposed)))
}

func intervalText(ch compare.Change) string {
	if math.IsInf(ch.Hi, 1) {
		return fmt.Sprintf("%.2f …", ch.Lo)
	}
	return fmt.Sprintf("%.2f … %.2f", ch.Lo, ch.Hi)
}

func reviewed(ch compare.Change) string {
	if ch.Accepted == nil {
		return ""
	}
	return ch.Accepted.Reason
}

func acceptedText(a compare.Accepted) string {
	s := name(a.Cause, a.Subcause)
	if a.SDK != "" {
		s += ", " + a.SDK
	}
	if a.Host != "" {
		s += ", host " + a.Host
	}
	return fmt.Sprintf("%s until %s: %s", s, date(a.Until-1), a.Reason)
}

func writeComparisonMarkdown(w io.Writer, c *compare.Comparison, _ Options) error {
	d := &markdown{}
	d.line("# Compared with the baseline\n\n%s\n", mdText(comparedText(c)))
	d.table("Change", "Finding", ">Sessions now", ">Before", ">Ratio", "99 % interval", "Accepted")
	for _, ch := range c.Changes {
		if ch.Whole || ch.Status != compare.Same {
			d.row(ch.Status, ch.Name(), hits(ch.Now), hits(ch.Base), ratioText(ch), intervalText(ch), reviewed(ch))
		}
	}
	d.line("")
	d.list("Accepted, but no more: the date has passed", list(c.Expired, acceptedText))
	d.list("Accepted, but not seen", list(c.Unused, acceptedText))
	_, err := io.WriteString(w, d.String())
	return err
}

// writeComparisonGitHub annotates what is new or worse and not accepted.
func writeComparisonGitHub(w io.Writer, c *compare.Comparison, _ Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "::notice title=lapse compare::%s\n", ghText(comparedText(c)))
	for i, ch := range c.Alarming(true) {
		if i+1 < maxAnnotations {
			fmt.Fprintf(&b, "::error title=%s::%s\n", ghProperty(string(ch.Status)+" "+name(ch.Cause, ch.Subcause)),
				ghText(fmt.Sprintf("%s: %s sessions, was %s", ch.Name(), hits(ch.Now), hits(ch.Base))))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// changeJSON is one change of compare.json (schema/compare-v1.json).
type changeJSON struct {
	Status   compare.Status `json:"status"`
	Whole    bool           `json:"whole_cause"`
	Cause    string         `json:"cause"`
	Subcause *string        `json:"subcause"`
	SDK      *string        `json:"sdk"`
	Host     *string        `json:"host"`
	Now      hitsJSON       `json:"now"`
	Base     hitsJSON       `json:"baseline"`
	Lo       float64        `json:"ratio_low"`
	Hi       *float64       `json:"ratio_high"` // null: without end
	Chance   float64        `json:"chance"`
	Accepted *string        `json:"accepted"`
}

type hitsJSON struct {
	Sessions int `json:"sessions"`
	Exposed  int `json:"exposed"`
	Episodes int `json:"episodes"`
	Events   int `json:"events"`
}

func writeComparisonJSON(w io.Writer, c *compare.Comparison, _ Options) error {
	doc := struct {
		Schema    string       `json:"schema"`
		Evaluated bool         `json:"evaluated"`
		Changes   []changeJSON `json:"changes"`
		Expired   []string     `json:"accepted_expired"`
		Unused    []string     `json:"accepted_unused"`
	}{"lapse/compare/v1", c.Evaluated(), list(c.Changes, toChangeJSON), list(c.Expired, acceptedText), list(c.Unused, acceptedText)}
	b, err := encode(doc, " ")
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func toChangeJSON(ch compare.Change) changeJSON {
	j := changeJSON{
		Status: ch.Status, Whole: ch.Whole, Cause: string(ch.Cause), Subcause: text(string(ch.Subcause)), SDK: text(ch.SDK), Host: text(ch.Host),
		Now: toHitsJSON(ch.Now), Base: toHitsJSON(ch.Base), Lo: ch.Lo, Chance: ch.Chance, Accepted: text(reviewed(ch)),
	}
	if !math.IsInf(ch.Hi, 1) {
		j.Hi = &ch.Hi
	}
	return j
}

func toHitsJSON(f compare.Finding) hitsJSON {
	return hitsJSON{f.Sessions, f.Exposed, f.Episodes, f.Events}
}
