package analyze

import (
	"fmt"
	"strings"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
)

// foretell adds to the warning about a host that falls behind when its tokens begin to fail: the moment at which it is as
// far behind as clients leave room between replacing a token and its end.
//
//	θ(t) = θ(from) + drift·(t − from) = −(ttl − age at which tokens are replaced)
//
// It is an extrapolation of the clock's first regime, for tokens of the usual lifetime and clients of the usual habit; where
// either is not known, nothing is foretold.
func foretell(c *incident.ClockReport, k *cause.Known) {
	if c.Warning == "" || c.Drift >= 0 || len(c.Regimes) == 0 || !strings.HasPrefix(string(c.Clock), "issuer:") {
		return
	}
	if !k.UsualTTL.Known() || !k.Habit.Known() || k.Habit >= k.UsualTTL {
		return
	}
	room := k.UsualTTL - k.Habit
	first := c.Regimes[0]
	if first.Offset.Hi >= incident.NoHi || first.Offset.Hi <= -int64(room) {
		return // unbounded, or already too far behind when the log begins
	}
	after := incident.Span(float64(first.Offset.Hi+int64(room)) / -c.Drift)
	if after > incident.Day {
		return
	}
	at := first.From.Add(after).Add(room) // by then the host shows room less than UTC
	c.Warning += fmt.Sprintf("; at this rate tokens of %s that are replaced after %s begin to fail at %s UTC",
		k.UsualTTL, k.Habit, at.Std().Format("15:04"))
}
