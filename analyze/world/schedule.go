package world

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"lapse/analyze/incident"
)

// schedule is when a client asks for a new token, and what it does when that fails.
type schedule struct {
	share   float64       // of the token's own lifetime, after receipt; 0 if not by share
	before  incident.Span // before the end of that lifetime, after receipt; 0 if not
	expire  incident.Span // before the end as the validator told it in `connected` (tokenWillExpire); 0 if not
	onError bool          // ask 0.5 s after a rejection
	retries int           // how often a failed request is repeated; −1: until the session ends
	wait    incident.Span // before the first repeat; doubled each time
	most    incident.Span // the longest wait; 0: no limit
}

// refreshes tells whether the schedule asks by itself.
func (s schedule) refreshes() bool { return s.share > 0 || s.before > 0 || s.expire > 0 }

// due is how long after receipt of a token with this lifetime the timer fires. It fires 20 s after receipt at the earliest.
func (s schedule) due(lifetime incident.Span) incident.Span {
	d := lifetime - s.before
	if s.share > 0 {
		d = incident.Span(s.share * float64(lifetime))
	}
	return max(d, 20*incident.Second)
}

// pause is the wait before repeat n (from 0) of a failed request; ok is false where there is none.
func (s schedule) pause(n int) (wait incident.Span, ok bool) {
	if s.retries >= 0 && n >= s.retries {
		return 0, false
	}
	wait = s.wait
	for range min(n, 20) {
		wait *= 2
	}
	if s.most > 0 {
		wait = min(wait, s.most)
	}
	return wait, true
}

// parseSchedule reads the syntax of `lapse replay --schedule` as far as worlds need it.
func parseSchedule(text string) (schedule, error) {
	var s schedule
	for i, part := range strings.Split(text, ",") {
		if err := s.add(part, i == 0); err != nil {
			return schedule{}, fmt.Errorf("schedule %q: %w", text, err)
		}
	}
	return s, nil
}

func (s *schedule) add(part string, first bool) error {
	name, value, _ := strings.Cut(part, "=")
	switch {
	case first && part == "never":
		return nil
	case first && strings.HasSuffix(part, "%"):
		percent, err := strconv.ParseFloat(strings.TrimSuffix(part, "%"), 64)
		s.share = percent / 100
		return err
	case first && strings.HasPrefix(part, "ttl-"):
		return span(strings.TrimPrefix(part, "ttl-"), &s.before)
	case first && strings.HasPrefix(part, "expire-"):
		return span(strings.TrimPrefix(part, "expire-"), &s.expire)
	case !first && part == "on-error":
		s.onError = true
		return nil
	case !first && name == "retry":
		return s.addRetry(value)
	}
	return fmt.Errorf("what is %q?", part)
}

// addRetry reads 3x10s (10, 20, 40 s) or 5s..60s (doubling, until the session ends).
func (s *schedule) addRetry(value string) error {
	if lo, hi, ok := strings.Cut(value, ".."); ok {
		s.retries = -1
		if err := span(lo, &s.wait); err != nil {
			return err
		}
		return span(hi, &s.most)
	}
	times, wait, _ := strings.Cut(value, "x")
	n, err := strconv.Atoi(times)
	if err != nil {
		return err
	}
	s.retries = n
	return span(wait, &s.wait)
}

func span(text string, to *incident.Span) error {
	d, err := time.ParseDuration(text)
	*to = incident.SpanOf(d)
	return err
}
