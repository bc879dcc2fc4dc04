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
	clock, to := "15:04", "–"
	if date(m.Totals.First) != date(m.Totals.Last) {
		clock, to = "01-02 15:04", " – "
	}
	a, b := first.Std().Format(clock), last.Std().Format(clock)
	if a == b {
		return a
	}
	return a + to + b
}

func date(t incident.Time) string { return t.Std().Format("2006-01-02") }

// minute is a time as tables show it: "2026-06-21 09:12:03".
func minute(t incident.Time) string {
	if !t.Known() {
		return ""
	}
	return t.Std().Format("2006-01-02 15:04:05")
}

// long is a length of time in the unit that people would use: "41.2 s", "12.5 min", "877 h".
func long(d incident.Span) string {
	switch {
	case !d.Known():
		return ""
	case d < 2*incident.Minute:
		return fmt.Sprintf("%.3g s", d.Seconds())
	case d < 2*incident.Hour:
		return fmt.Sprintf("%.3g min", d.Seconds()/60)
	case d < 1000*incident.Hour:
		return fmt.Sprintf("%.3g h", d.Seconds()/3600)
	}
	return group(int64(d/incident.Hour)) + " h"
}
