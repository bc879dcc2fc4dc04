package match

import (
	"slices"

	"lapse/analyze/incident"
)

// delay is Delay without saying how surely; 0 without receive stamps.
func (s *Session) delay() incident.Span {
	d, _ := s.Delay()
	return d
}

// agreeingPosts is how near the best receive stamp others must come to confirm it.
const agreeingPosts = 2 * incident.Second

// Delay estimates the offset of the session's clock against the collector's by the line that was posted fastest, and says
// how many lines of different moments bear it out. Posts can be late, never early: the clock is at least that far ahead.
func (s *Session) Delay() (offset incident.Span, lines int) {
	var diffs []incident.Span
	var last incident.Time
	for _, e := range s.Events {
		if e.Time.Known() && e.Received.Known() && e.Received.Clock != incident.Validator && (len(diffs) == 0 || e.Received.Reading != last) {
			diffs = append(diffs, e.Time.Reading.Sub(e.Received.Reading))
			last = e.Received.Reading
		}
	}
	if len(diffs) == 0 {
		return 0, 0
	}
	best := slices.Max(diffs)
	for _, d := range diffs {
		if best-d <= agreeingPosts {
			lines++
		}
	}
	return best, lines
}
