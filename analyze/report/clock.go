package report

import (
	"fmt"
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

// clocks shows a row a clock and, below it, the two bounds that hold its offset: the lines that give them or, with proof,
// what those lines say.
func (p *page) clocks(m *Model, proof bool) {
	shown, rest := clockRows(m.Result.Clocks)
	if len(shown)+rest == 0 {
		return
	}
	p.head("Clocks (offset: what the clock shows, less UTC)")
	g := newGrid("Clock", "Offset", "Drift", ">Steps", ">Sources")
	for _, c := range shown {
		g.add(c.Clock, offsetText(c.Offset), driftText(c.Drift), blank(steps(c)), c.Sources)
		for _, note := range m.bounds(c, proof) {
			g.note(note)
		}
	}
	p.grid(g)
	p.anchors(shown)
	for _, c := range shown {
		if c.Warning != "" {
			p.hang("  ! ", "    ", c.Warning)
		}
	}
	if rest > 0 {
		p.wrap(fmt.Sprintf("and %s without harm; the json report lists all", plural(rest, "client clock")))
	}
}

// anchors says what ties the clocks to UTC: once for all that have the same anchor.
func (p *page) anchors(shown []incident.ClockReport) {
	owners := map[string][]string{}
	var order []string
	for _, c := range shown {
		if owners[c.Anchor] == nil {
			order = append(order, c.Anchor)
		}
		owners[c.Anchor] = append(owners[c.Anchor], string(c.Clock))
	}
	for _, a := range order {
		text := "Tied to UTC by " + a
		if a == "none" {
			text = "Tied to UTC by nothing"
		}
		if len(order) > 1 {
			text += ": " + strings.Join(owners[a], ", ")
		}
		p.wrap(text)
	}
}

// bounds are what holds an offset from below and from above: the lines or, with proof, also what they say.
func (m *Model) bounds(c incident.ClockReport, proof bool) []string {
	var parts []string
	for i, e := range c.Binding {
		side := [...]string{"below", "above"}[i]
		lines := places(m.inFolder(e.At))
		switch {
		case e.Text == "":
		case proof && lines != "":
			parts = append(parts, fmt.Sprintf("%s: %s (%s)", side, e.Text, lines))
		case proof:
			parts = append(parts, side+": "+e.Text)
		case lines != "":
			parts = append(parts, side+" by "+lines)
		}
	}
	if proof || len(parts) == 0 {
		return parts
	}
	return []string{"bound " + strings.Join(parts, "; ")}
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

// driftText is a drift in the unit that suits it: seconds an hour or, where that is little, parts per million.
func driftText(d float64) string {
	switch perHour := d * 3600; {
	case d == 0:
		return ""
	case perHour <= -1 || perHour >= 1:
		return fmt.Sprintf("%+.0f s/h", perHour)
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
			parts = append(parts, places(e.At))
		}
	}
	return strings.Join(parts, "; ")
}

// equation shows that every line was counted once.
func equation(a incident.Accounting) string {
	return fmt.Sprintf("%s: %s = %s used + %s other + %s duplicate + %s rejected", plural(a.Sources, "source"),
		lines(a.Read), group(a.Used), group(a.Other), group(a.Duplicate), group(a.Rejected))
}

// repeats says where the duplicate lines are in the sources' own numbers; "" where there are none.
func repeats(a incident.Accounting) string {
	if a.Duplicate == 0 {
		return ""
	}
	return "Used, by source, includes duplicates; in the sum above, a line that stands twice counts once"
}

func lines(n int64) string {
	if n == 1 {
		return "1 line"
	}
	return group(n) + " lines"
}
