package cli

import (
	"fmt"
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

// failOn is one --fail-on: a cause, a cause/sub-cause or "any", and how many verdicts are still allowed.
type failOn struct {
	cause    incident.Cause
	subcause incident.Subcause
	any      bool
	allowed  int
}

func (c *common) parseFailOn() error {
	c.failOnParsed = nil
	for _, s := range c.failOn {
		g, err := parseGate(s)
		if err != nil {
			return err
		}
		c.failOnParsed = append(c.failOnParsed, g)
	}
	return nil
}

func parseGate(s string) (failOn, error) {
	var g failOn
	name, limit, limited := strings.Cut(s, ">")
	if limited {
		n, err := strconv.Atoi(strings.TrimSpace(limit))
		if err != nil || n < 0 {
			return g, usagef("--fail-on %q: after > comes how many are allowed, as in clock_skew>5", s)
		}
		g.allowed = n
	}
	if name = strings.TrimSpace(name); name == "any" {
		g.any = true
		return g, nil
	}
	cause, sub, known, err := findCause(name)
	if err != nil {
		return g, usagef("--fail-on %q: %v", s, err)
	}
	if !known {
		return g, usagef("--fail-on %q: unknown cause; the nearest is %q (`lapse list causes`)", s, nearestCause(name))
	}
	g.cause, g.subcause = cause.Name, sub
	return g, nil
}

// gates returns an error that names every --fail-on that was exceeded.
func (c *common) gates(verdicts []incident.Verdict) error {
	var broken []string
	for _, g := range c.failOnParsed {
		if n := g.count(verdicts); n > g.allowed {
			broken = append(broken, fmt.Sprintf("%s: %d, allowed %d", g.name(), n, g.allowed))
		}
	}
	if broken != nil {
		return gatef("--fail-on: %s", strings.Join(broken, "; "))
	}
	return nil
}

func (g failOn) count(verdicts []incident.Verdict) int {
	n := 0
	for i := range verdicts {
		v := &verdicts[i]
		if g.any || v.Cause == g.cause && (g.subcause == "" || v.Subcause == g.subcause) {
			n++
		}
	}
	return n
}

func (g failOn) name() string {
	if g.any {
		return "any"
	}
	if g.subcause != "" {
		return string(g.cause) + "/" + string(g.subcause)
	}
	return string(g.cause)
}
