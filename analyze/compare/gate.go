package compare

import (
	"fmt"
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

// Gate is one condition under which a build fails: "new", "worse" (which includes new), or CAUSE[/SUBCAUSE][>N].
type Gate struct {
	text     string
	status   Status
	cause    incident.Cause // "any" stands for every cause
	subcause incident.Subcause
	allowed  int
}

// ParseGate reads one --fail-on. known tells whether there is such a cause and, where it is not "", such a sub-cause of it.
func ParseGate(text string, known func(incident.Cause, incident.Subcause) bool) (Gate, error) {
	g := Gate{text: text}
	name, limit, limited := strings.Cut(text, ">")
	name = strings.TrimSpace(name)
	if limited {
		n, err := strconv.Atoi(strings.TrimSpace(limit))
		if err != nil || n < 0 {
			return g, fmt.Errorf("%q: after > comes how many are allowed, as in clock_skew>5", text)
		}
		g.allowed = n
	}
	if name == string(New) || name == string(Worse) {
		if limited {
			return g, fmt.Errorf("%q: %s takes no number", text, name)
		}
		g.status = Status(name)
		return g, nil
	}
	cause, sub, _ := strings.Cut(name, "/")
	g.cause, g.subcause = incident.Cause(cause), incident.Subcause(sub)
	if name == "any" || known(g.cause, g.subcause) {
		return g, nil
	}
	return g, fmt.Errorf("%q: it is new, worse, any, CAUSE or CAUSE/SUBCAUSE (`lapse list causes`)", text)
}

// Broken says why a gate fails; "" where it holds. Accepted findings break none.
func (g Gate) Broken(c *Comparison) string {
	if g.status == "" {
		return g.tooMany(c)
	}
	var names []string
	for _, ch := range c.Alarming(g.status == Worse) {
		names = append(names, fmt.Sprintf("%s %s (%d of %d sessions, was %d of %d)", ch.Status, ch.Name(), ch.Now.Sessions, ch.Now.Exposed, ch.Base.Sessions, ch.Base.Exposed))
	}
	return strings.Join(names, "; ")
}

// tooMany counts the rejections of a cause that nobody has accepted.
func (g Gate) tooMany(c *Comparison) string {
	n := 0
	for i := range c.Changes {
		ch := &c.Changes[i]
		if !ch.Whole && ch.Accepted == nil && (g.cause == "any" || ch.Cause == g.cause) && (g.subcause == "" || ch.Subcause == g.subcause) {
			n += ch.Now.Events
		}
	}
	if n <= g.allowed {
		return ""
	}
	return fmt.Sprintf("%s: %d rejections, %d allowed", g.text, n, g.allowed)
}

// Name is the finding in words: "missed_refresh/suspended, @twilio/voice-sdk@2.18.5, host token-1".
func (c *Change) Name() string {
	s := string(c.Cause)
	if c.Subcause != "" {
		s += "/" + string(c.Subcause)
	}
	if c.SDK != "" {
		s += ", " + c.SDK
	}
	if c.Host != "" {
		s += ", host " + c.Host
	}
	return s
}
