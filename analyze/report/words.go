package report

import (
	"fmt"
	"strings"

	"lapse/analyze/incident"
)

// name is a cause with its sub-cause, as reports print it: "missed_refresh/too_late".
func name(c incident.Cause, s incident.Subcause) string {
	if s == "" {
		return string(c)
	}
	return string(c) + "/" + string(s)
}

// place is a position as editors open it: "logs/sdk.ndjson:12"; a position without a line is the whole file.
func place(p incident.Pos) string {
	if p.Line == 0 {
		return Clean(p.File)
	}
	return fmt.Sprintf("%s:%d", Clean(p.File), p.Line)
}

// places lists positions, the first few of them.
func places(at []incident.Pos) string {
	const most = 4
	var b strings.Builder
	for i, p := range at {
		if i == most {
			fmt.Fprintf(&b, " and %d more", len(at)-most)
			break
		}
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString(place(p))
	}
	return b.String()
}

// plural counts things: "1 session", "74 sessions", "2 identities".
func plural[N int | int64](n N, noun string) string {
	switch {
	case n == 1:
	case strings.HasSuffix(noun, "y"):
		noun = strings.TrimSuffix(noun, "y") + "ies"
	default:
		noun += "s"
	}
	return fmt.Sprintf("%d %s", n, noun)
}
