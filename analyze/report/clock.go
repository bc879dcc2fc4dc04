package report

import (
	"bytes"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// clockRows are the clocks worth a row: every clock but those of clients, of which only the ones that do harm are shown.
// The rest is counted.
func clockRows(clocks []incident.ClockReport) (shown []incident.ClockReport, rest int) {
	const mostClients = 10
	clients := 0
	for _, c := range clocks {
		if strings.HasPrefix(string(c.Clock), "client:") {
			if c.Warning == "" || clients == mostClients {
				rest++
				continue
			}
			clients++
		}
		shown = append(shown, c)
	}
	return shown, rest
}

func (p *page) clocks(m *Model) {
	shown, rest := clockRows(m.Result.Clocks)
	if len(shown)+rest == 0 {
		return
	}
	p.head("Clocks (offset: what the clock shows, less UTC)")
	g := newGrid("Clock", "Offset", "Drift", ">Steps", "Anchor", ">Sources", "Bound by")
	for _, c := range shown {
		g.add(c.Clock, offsetText(c.Offset), driftText(c.Drift), blank(steps(c)), c.Anchor, c.Sources, shortBinding(c))
	}
	p.grid(g)
	for _, c := range shown {
		if c.Warning != "" {
			p.hang("  ! ", "    ", string(c.Clock)+": "+c.Warning)
		}
	}
	if rest > 0 {
		p.wrap(fmt.Sprintf("and %s without harm; the json report lists all", plural(rest, "client clock")))
	}
}

// WriteClocks shows how the clocks' offsets changed over time: a row for each stretch between two steps.
func WriteClocks(w io.Writer, m *Model, o Options) error {
	var b bytes.Buffer
	p := page{w: &b, o: o}
	p.clocks(m)
	g := newGrid("!Clock", "!From", "!To", "!Offset", "Set between")
	for _, c := range m.Result.Clocks {
		for _, r := range c.Regimes {
			set := ""
			if r.StepLo.Known() && r.StepHi.Known() {
				set = minute(r.StepLo) + " and " + minute(r.StepHi)
			}
			g.add(c.Clock, minute(r.From), minute(r.To), offsetText(r.Offset), set)
		}
	}
	if len(g.rows) > 0 {
		p.head("Over time (readings of each clock)")
		p.grid(g)
	}
	if b.Len() == 0 {
		p.wrap("No clock could be told from the logs.")
	}
	if p.err != nil {
		return p.err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// offsetText is an interval of seconds: "-420.3 … -419.1 s".
func offsetText(i incident.Interval) string {
	lo, hi := tenths(i.Lo), tenths(i.Hi)
	switch {
	case i.Empty():
		return "contradictory"
	case i.Bounded() && lo == hi:
		return lo + " s"
	case i.Bounded():
		return lo + " … " + hi + " s"
	case i.Hi < incident.NoHi:
		return "≤ " + hi + " s"
	case i.Lo > incident.NoLo:
		return "≥ " + lo + " s"
	}
	return "not known"
}

func tenths(us int64) string {
	return fmt.Sprintf("%.1f", incident.Span(us).Seconds())
}

// driftText is a drift in the unit people know: parts per million.
func driftText(d float64) string {
	if d == 0 {
		return ""
	}
	return fmt.Sprintf("%+.0f ppm", d*1e6)
}

// steps is how often a clock was set.
func steps(c incident.ClockReport) int { return max(len(c.Regimes)-1, 0) }

// bindingText names the lines that give the interval's two ends.
func bindingText(c incident.ClockReport) string {
	var parts []string
	for _, e := range c.Binding {
		if len(e.At) > 0 {
			parts = append(parts, place(e.At[0]))
		}
	}
	return strings.Join(parts, " and ")
}

// shortBinding is bindingText without the folders, which the list of sources shows.
func shortBinding(c incident.ClockReport) string {
	for i := range c.Binding {
		c.Binding[i].At = slices.Clone(c.Binding[i].At)
		for j, p := range c.Binding[i].At {
			c.Binding[i].At[j].File = path.Base(p.File)
		}
	}
	return bindingText(c)
}

// equation shows that every line was counted once.
func equation(a incident.Accounting) string {
	return fmt.Sprintf("%s: %s = %s used + %s other + %s duplicate + %s rejected", plural(a.Sources, "source"),
		lines(a.Read), group(a.Used), group(a.Other), group(a.Duplicate), group(a.Rejected))
}

func lines(n int64) string {
	if n == 1 {
		return "1 line"
	}
	return group(n) + " lines"
}
