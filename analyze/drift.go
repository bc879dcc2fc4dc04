package analyze

import (
	"fmt"
	"math"
	"strings"

	"lapse/analyze/cause"
	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// foretell adds to the warning about a token host how fast its clock drifts, and from when on that refuses tokens: a host that
// falls behind mints tokens that end early, and does no harm until it stands further behind than what clients leave between
// replacing a token and its end.
//
//	θ(minted) = −(ttl − age at which tokens are replaced), and the refusal comes at that age
//
// What lies beyond the log is an extrapolation, for tokens of the usual lifetime and clients of the usual habit; where either
// is not known, nothing is foretold.
func foretell(c *incident.ClockReport, k *cause.Known) {
	if len(c.Regimes) == 0 {
		return
	}
	t := trace(c, k.Book)
	now, drifting := t.pace()
	switch {
	case drifting:
		c.Drift = now.rate
	case !t.ran(c.Drift):
		c.Drift = 0
	}
	if !strings.HasPrefix(string(c.Clock), "issuer:") {
		return
	}
	if math.Abs(c.Drift) < slowest {
		if c.Warning == "" {
			c.Warning = inTheEnd(c, t)
		}
		return
	}
	text := clock.Owner(c.Clock) + " "
	if drifting {
		text += fmt.Sprintf(pick(c.Drift < 0, "falls %.0f s an hour behind", "gains %.0f s an hour"), math.Abs(c.Drift)*3600)
	} else {
		text += fmt.Sprintf(pick(c.Drift < 0, "fell %.0f s an hour behind", "gained %.0f s an hour"), math.Abs(c.Drift)*3600) + untilSet(c, t)
	}
	if c.Drift < 0 && k.UsualTTL.Known() && k.Habit.Known() && k.Habit < k.UsualTTL {
		text += harm(t, now, k.UsualTTL, k.Habit)
	}
	if c.Warning != "" {
		text = c.Warning + "; " + text
	}
	c.Warning = text
}

// inTheEnd says of a clock that was right and is not any more how it stands.
func inTheEnd(c *incident.ClockReport, t offsetTrace) string {
	if len(t) < fewest || t[0].off() > 0 || t[len(t)-1].off() == 0 {
		return ""
	}
	last := t[len(t)-1]
	offset := incident.Interval{Lo: int64(last.offset - last.width/2), Hi: int64(last.offset + last.width/2)}
	return fmt.Sprintf("%s is %s in the end, at %s UTC, and was not before", clock.Owner(c.Clock), clock.Standing(offset), onDay(last.utc, t))
}

// slowest is the drift that is worth a word, in seconds a second: one second an hour.
const slowest = 1.0 / 3600

func pick(first bool, a, b string) string {
	if first {
		return a
	}
	return b
}

// untilSet says when a clock that drifted was set.
func untilSet(c *incident.ClockReport, t offsetTrace) string {
	set := c.Regimes[len(c.Regimes)-1].StepHi
	if !set.Known() {
		return ""
	}
	return fmt.Sprintf(" until it was set, at %s UTC at the latest", onDay(t.utc(set), t))
}

// harm says from when on the tokens of a host that falls behind end before clients replace them, which they do at an age of
// habit. now is the host's course in the end, level where it drifts no more.
func harm(t offsetTrace, now course, ttl, habit incident.Span) string {
	room := ttl - habit
	tokens := fmt.Sprintf("tokens of %.0f s refreshed %.0f s early", ttl.Seconds(), room.Seconds())
	if minted, ok := t.reached(-room); ok {
		return fmt.Sprintf("; %s %s from %s UTC on", tokens, pick(now.rate == 0, "failed", "fail"), onDay(minted.Add(habit), t))
	}
	if now.rate == 0 {
		return ""
	}
	last := t[len(t)-1].utc
	minted := now.reaches(-room)
	if minted < last || minted.Sub(last) > incident.Day {
		return ""
	}
	return fmt.Sprintf("; at this rate %s begin to fail at %s UTC", tokens, onDay(minted.Add(habit), t))
}

// onDay is a time as a sentence shows it: with its day where that is not the one on which the trace begins.
func onDay(at incident.Time, t offsetTrace) string {
	if day := "2006-01-02"; len(t) > 0 && at.Std().Format(day) != t[0].utc.Std().Format(day) {
		return at.Std().Format(day + " 15:04")
	}
	return at.Std().Format("15:04")
}
