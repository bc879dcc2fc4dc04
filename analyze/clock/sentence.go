package clock

import (
	"fmt"
	"strings"

	"lapse/analyze/incident"
)

// Sentence says in plain words what a clock's offset was when it showed t: "token-2 read 06:00:21.000 when UTC was
// between 06:07:20.900 and 06:07:21.400: 420 s behind".
func Sentence(c incident.Clock, t incident.Time, offset incident.Interval) string {
	early, late := t.Add(incident.Span(-offset.Hi)), t.Add(incident.Span(-offset.Lo))
	return fmt.Sprintf("%s read %s when UTC was between %s and %s: %s", Owner(c), t.Clock(), early.Clock(), late.Clock(), Standing(offset))
}

// Standing says how a clock stands against UTC: "380 s behind", "12 s ahead", "right to 1.4 s".
func Standing(offset incident.Interval) string {
	mid := incident.Span(offset.Lo/2 + offset.Hi/2)
	switch {
	case offset.Hi < 0:
		return fmt.Sprintf("%.0f s behind", -mid.Seconds())
	case offset.Lo > 0:
		return fmt.Sprintf("%.0f s ahead", mid.Seconds())
	}
	return fmt.Sprintf("right to %.1f s", max(-incident.Span(offset.Lo).Seconds(), incident.Span(offset.Hi).Seconds()))
}

// Owner is whose clock it is, as people call it.
func Owner(c incident.Clock) string {
	kind, owner, _ := strings.Cut(string(c), ":")
	if owner != "" {
		return owner
	}
	return "the " + strings.ReplaceAll(kind, "issuer", "token host")
}
