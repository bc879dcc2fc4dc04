package compare

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"lapse/analyze/incident"
)

// Accepted is a finding that somebody has looked at and lives with until a date.
type Accepted struct {
	Cause    incident.Cause
	Subcause incident.Subcause // "": every sub-cause
	SDK      string            // "": every version
	Host     string            // "": every host
	Reason   string
	Until    incident.Time // the first moment at which it counts no more
}

// acceptedEntry is one entry of the file, which is a list:
//
//   - cause: missed_refresh/suspended
//     sdk: "@twilio/voice-sdk@2.18.5"   # optional
//     host: token-1                     # optional
//     reason: laptops in the field; desk/3.2 checks on resume
//     until: 2026-09-30                 # the last day
type acceptedEntry struct {
	Cause  string `yaml:"cause"`
	SDK    string `yaml:"sdk"`
	Host   string `yaml:"host"`
	Reason string `yaml:"reason"`
	Until  string `yaml:"until"`
}

// ParseAccepted reads a file of accepted findings. Each needs a reason and a last day.
func ParseAccepted(text []byte) ([]Accepted, error) {
	var entries []acceptedEntry
	d := yaml.NewDecoder(bytes.NewReader(text))
	d.KnownFields(true)
	if err := d.Decode(&entries); err != nil && !errors.Is(err, io.EOF) {
		return nil, fmt.Errorf("accepted findings: %w", err)
	}
	var out []Accepted
	for i, e := range entries {
		a, err := e.accepted()
		if err != nil {
			return nil, fmt.Errorf("accepted finding %d: %w", i+1, err)
		}
		out = append(out, a)
	}
	return out, nil
}

func (e acceptedEntry) accepted() (Accepted, error) {
	cause, sub, _ := strings.Cut(e.Cause, "/")
	if cause == "" {
		return Accepted{}, errors.New("it names no cause (missed_refresh/suspended, say)")
	}
	if strings.TrimSpace(e.Reason) == "" {
		return Accepted{}, fmt.Errorf("%s gives no reason", e.Cause)
	}
	day, err := time.Parse("2006-01-02", e.Until)
	if err != nil {
		return Accepted{}, fmt.Errorf("%s needs a last day, as in until: 2026-09-30", e.Cause)
	}
	return Accepted{incident.Cause(cause), incident.Subcause(sub), e.SDK, e.Host, e.Reason, incident.TimeOf(day).Add(incident.Day)}, nil
}

// covers tells whether a change is one that was accepted. What was accepted for one version or host does not cover the whole
// cause.
func (a *Accepted) covers(c *Change) bool {
	if c.Whole && (a.SDK != "" || a.Host != "") {
		return false
	}
	return a.Cause == c.Cause && (a.Subcause == "" || a.Subcause == c.Subcause) &&
		(a.SDK == "" || a.SDK == c.SDK) && (a.Host == "" || a.Host == c.Host)
}

// accept marks the changes that people have accepted, and tells which acceptances count no more.
func (c *Comparison) accept(accepted []Accepted, today incident.Time) {
	for i := range accepted {
		a := &accepted[i]
		if today >= a.Until {
			c.Expired = append(c.Expired, *a)
			continue
		}
		used := false
		for j := range c.Changes {
			if a.covers(&c.Changes[j]) {
				c.Changes[j].Accepted, used = a, true
			}
		}
		if !used {
			c.Unused = append(c.Unused, *a)
		}
	}
}
