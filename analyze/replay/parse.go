package replay

import (
	"fmt"
	"lapse/analyze/spell"
	"math"
	"strconv"
	"strings"
	"time"

	"lapse/analyze/incident"
)

// Syntax is what ParseSchedule reads, for help texts and error messages.
const Syntax = "never | 80% | ttl-300s | expire-10s | every=45m | as-recorded | oracle | NAME" +
	" [,retry=3x10s | ,retry=5s..60s] [,jitter=30s] [,on-error] [,on-wake] [,ttl=7200s]"

// The limits of what a schedule may ask for.
const (
	soonest  = 20 * incident.Second // no timer fires sooner than this after a token came
	longest  = incident.Day         // Twilio accepts no access token that lives longer (docs/iam/access-tokens)
	shortest = incident.Second
)

// ScheduleError says why a text is no schedule.
type ScheduleError struct {
	Text    string // the whole text
	Part    string // the part that is wrong
	Why     string
	Nearest string // the known part that is spelt most like it; "" where the part is known but impossible
}

func (e *ScheduleError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "schedule %q: %q %s", e.Text, e.Part, e.Why)
	if e.Nearest != "" {
		fmt.Fprintf(&b, "; the nearest is %q; syntax: %s", e.Nearest, Syntax)
	}
	return b.String()
}

// ParseSchedule reads a schedule in the contract's syntax. The error is a *ScheduleError.
func ParseSchedule(text string) (Schedule, error) {
	name := strings.Join(strings.Fields(text), "")
	first, modifiers, more := strings.Cut(name, ",")
	s, err := parseRule(first)
	if err == nil && more {
		for part := range strings.SplitSeq(modifiers, ",") {
			if err = s.modify(part); err != nil {
				break
			}
		}
	}
	if err == nil {
		err = s.check()
	}
	if err != nil {
		err.Text = text
		return Schedule{}, err
	}
	s.Name = name
	return s, nil
}

// parseRule reads the part before the first comma.
func parseRule(part string) (Schedule, *ScheduleError) {
	switch {
	case part == "never":
		return Schedule{}, nil
	case part == "as-recorded":
		return Schedule{kind: asRecorded}, nil
	case part == "oracle":
		return Schedule{kind: oracle}, nil
	case strings.HasSuffix(part, "%"):
		return parsePercent(part)
	case strings.HasPrefix(part, "ttl-"):
		d, err := parseSpan(part, part[len("ttl-"):], shortest)
		return Schedule{Rule: BeforeEnd(d)}, err
	case strings.HasPrefix(part, "expire-"):
		d, err := parseSpan(part, part[len("expire-"):], 0)
		return Schedule{Rule: BeforeExpiry(d)}, err
	case strings.HasPrefix(part, "ttl+"), strings.HasPrefix(part, "expire+"):
		return Schedule{}, impossible(part, "asks after the token is refused; on-error does that: \"never,on-error\"")
	case strings.HasPrefix(part, "every="):
		d, err := parseSpan(part, part[len("every="):], soonest)
		return Schedule{Rule: Age(0), Trigger: Poll, Poll: d}, err
	}
	for _, n := range Named() {
		if n.Schedule.Name == part {
			return n.Schedule, nil
		}
	}
	return Schedule{}, unknown(part, "is no known schedule", ruleWords())
}

func parsePercent(part string) (Schedule, *ScheduleError) {
	p, err := strconv.ParseFloat(strings.TrimSuffix(part, "%"), 64)
	switch {
	case err != nil || math.IsNaN(p):
		return Schedule{}, unknown(part, "is no percentage", ruleWords())
	case p < 0:
		return Schedule{}, impossible(part, "is before the token is there")
	case p < 0.0001:
		return Schedule{}, impossible(part, "would ask again the moment a token comes")
	case p >= 100:
		return Schedule{}, impossible(part, "asks when the token is already refused; a share must be below 100%")
	case p > 99.9999:
		return Schedule{}, impossible(part, "is less than a millionth before the end")
	}
	return Schedule{Rule: Percent(p)}, nil
}

// modify reads one part after a comma.
func (s *Schedule) modify(part string) (err *ScheduleError) {
	key, value, _ := strings.Cut(part, "=")
	switch {
	case part == "on-error":
		s.OnError = true
	case part == "on-wake":
		s.OnWake = true
	case key == "jitter":
		s.Jitter, err = parseSpan(part, value, shortest)
	case key == "ttl" && value != "":
		s.TTL, err = parseSpan(part, value, incident.Minute)
	case key == "retry":
		s.Retry, err = parseRetry(part, value)
	default:
		return unknown(part, "is no known modifier", modifierWords)
	}
	return err
}

// parseRetry reads 3x10s (three retries, doubling) or 5s..60s (doubling from 5 to 60 s, until the session ends).
func parseRetry(part, value string) (r Retry, err *ScheduleError) {
	if low, high, ok := strings.Cut(value, ".."); ok {
		r.Count = Unlimited
		if r.First, err = parseSpan(part, low, shortest); err == nil {
			r.Cap, err = parseSpan(part, high, shortest)
		}
		if err == nil && r.Cap < r.First {
			err = impossible(part, "ends below where it begins")
		}
		return r, err
	}
	count, first, ok := strings.Cut(value, "x")
	n, bad := strconv.Atoi(count)
	switch {
	case !ok || bad != nil:
		return r, unknown(part, "is no retry", modifierWords)
	case n < 1 || n > 1000:
		return r, impossible(part, "must retry between 1 and 1000 times")
	}
	r.Count = n
	r.First, err = parseSpan(part, first, shortest)
	return r, err
}

// parseSpan reads a duration of at least low and at most a day.
func parseSpan(part, text string, low incident.Span) (incident.Span, *ScheduleError) {
	d, err := time.ParseDuration(text)
	span := incident.SpanOf(d)
	switch {
	case err != nil:
		return 0, impossible(part, "holds no duration such as 300s, 45m or 2h")
	case d < 0:
		return 0, impossible(part, "is negative")
	case span < low:
		return 0, impossible(part, "is shorter than "+spanText(low))
	case span > longest:
		return 0, impossible(part, "is longer than a day, the longest a token may live")
	}
	return span, nil
}

// check finds parts that contradict each other.
func (s *Schedule) check() *ScheduleError {
	margin := incident.Span(0)
	switch r := s.Rule.(type) {
	case BeforeEnd:
		margin = incident.Span(r)
	case BeforeExpiry:
		margin = incident.Span(r)
	}
	switch {
	case s.TTL > 0 && margin >= s.TTL:
		return impossible(s.Rule.String(), "is before a token of ttl="+spanText(s.TTL)+" is there")
	case s.kind == asRecorded && (s.OnError || s.OnWake || s.Retry.Count != 0 || s.Jitter != 0 || s.TTL != 0):
		return impossible("as-recorded", "is what was recorded and takes no modifiers")
	case s.kind == oracle && (s.OnError || s.OnWake || s.Retry.Count != 0 || s.Jitter != 0):
		return impossible("oracle", "knows the future and takes no modifier but ttl")
	}
	return nil
}

func impossible(part, why string) *ScheduleError { return &ScheduleError{Part: part, Why: why} }

var modifierWords = []string{"retry=3x10s", "retry=5s..60s", "jitter=30s", "on-error", "on-wake", "ttl=7200s"}

func unknown(part, why string, words []string) *ScheduleError {
	return &ScheduleError{Part: part, Why: why, Nearest: spell.Nearest(part, words)}
}

func ruleWords() []string {
	words := []string{"never", "80%", "ttl-300s", "expire-10s", "every=45m", "as-recorded", "oracle"}
	for _, n := range Named() {
		words = append(words, n.Schedule.Name)
	}
	return words
}
