package analyze

import (
	"strings"
	"testing"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
)

// TestForetell: a host that is right at 06:00 and falls 150 s an hour behind has eaten the 300 s that clients leave when it
// shows 08:00: at 08:05 UTC.
func TestForetell(t *testing.T) {
	six := incident.Unix(1782021600)
	host := func() *incident.ClockReport {
		return &incident.ClockReport{
			Clock: incident.IssuerClock("token-2"), Warning: "token-2 falls 150 s an hour behind", Drift: -150.0 / 3600,
			Regimes: []incident.Regime{{From: six, To: six.Add(4 * incident.Hour), Offset: incident.Interval{Lo: -600e6, Hi: 0}}},
		}
	}
	known := func(ttl, habit incident.Span) *cause.Known { return &cause.Known{UsualTTL: ttl, Habit: habit} }

	c := host()
	foretell(c, known(incident.Hour, 55*incident.Minute))
	if want := "tokens of 3600s that are replaced after 3300s begin to fail at 08:05 UTC"; !strings.HasSuffix(c.Warning, want) {
		t.Errorf("got %q, want it to end with %q", c.Warning, want)
	}
	for name, k := range map[string]*cause.Known{
		"no habit":           known(incident.Hour, incident.NoSpan),
		"no usual lifetime":  known(incident.NoSpan, incident.Hour),
		"replaced after exp": known(incident.Hour, incident.Hour),
	} {
		c := host()
		foretell(c, k)
		if c.Warning != "token-2 falls 150 s an hour behind" {
			t.Errorf("%s: foretold %q", name, c.Warning)
		}
	}
	fast := host()
	fast.Drift = -fast.Drift
	foretell(fast, known(incident.Hour, 55*incident.Minute))
	if strings.Contains(fast.Warning, "begin to fail") {
		t.Errorf("a fast host shortens no life: %q", fast.Warning)
	}
}
