package report

import (
	"fmt"

	"lapse/analyze/incident"
)

// window tells when, in UTC by the clocks of the log: "on 2026-06-21 between 09:06:12 and 09:31:40 UTC".
func window(first, last incident.Time) string {
	if !first.Known() || !last.Known() {
		return ""
	}
	a, b := first.Std(), last.Std()
	day, clock := a.Format("2006-01-02"), "15:04:05"
	switch {
	case a.Format(clock) == b.Format(clock) && day == b.Format("2006-01-02"):
		return fmt.Sprintf("on %s at %s UTC", day, a.Format(clock))
	case day == b.Format("2006-01-02"):
		return fmt.Sprintf("on %s between %s and %s UTC", day, a.Format(clock), b.Format(clock))
	}
	return fmt.Sprintf("between %s %s and %s UTC", day, a.Format(clock), b.Format("2006-01-02 "+clock))
}

// day is the day of all rejections, to stand in a table's title; "" where they are spread over several.
func (m *Model) day() string {
	if !m.Totals.First.Known() {
		return ""
	}
	if first := date(m.Totals.First); first == date(m.Totals.Last) {
		return " (" + first + ", UTC)"
	}
	return " (UTC)"
}

// when is the first and last time of a row, without the day where the table's title has it.
func (m *Model) when(first, last incident.Time) string {
	if !first.Known() {
		return ""
	}
	clock := "15:04"
	if date(m.Totals.First) != date(m.Totals.Last) {
		clock = "01-02 15:04"
	}
	a, b := first.Std().Format(clock), last.Std().Format(clock)
	if a == b {
		return a
	}
	return a + "–" + b
}

func date(t incident.Time) string { return t.Std().Format("2006-01-02") }

// minute is a time as tables show it: "2026-06-21 09:12:03".
func minute(t incident.Time) string {
	if !t.Known() {
		return ""
	}
	return t.Std().Format("2006-01-02 15:04:05")
}
