package cause

import (
	"testing"

	"lapse/analyze/incident"
)

// TestNarrowed: a leeway is narrowed by the word of three sessions, never by fewer: one line may be wrong.
func TestNarrowed(t *testing.T) {
	given := incident.Interval{Lo: 0, Hi: 60}
	two := []sample{{"a", span(0, 3)}, {"a", span(0, 2)}, {"b", span(0, 4)}}
	if got := narrowed(given, two); got != given {
		t.Errorf("two sessions: %v", got)
	}
	three := append(two, sample{"c", span(0, 31)})
	if got := narrowed(given, three); got.Hi != 31 || got.Lo != 0 {
		t.Errorf("three sessions: %v", got)
	}
	if got := narrowed(incident.Interval{Lo: 40, Hi: 60}, three); got.Hi != 40 {
		t.Errorf("below what is given: %v", got)
	}
}

// TestExpected: an iss is expected that was accepted more often than refused; where no acceptance is logged, one whose
// tokens are mostly not refused at once.
func TestExpected(t *testing.T) {
	s := NewSurvey()
	s.issuers[pair{"SK1", "AC"}] = &vote{accepted: 40, refused: 3, minted: 50}
	s.issuers[pair{"SK2", "AC"}] = &vote{accepted: 1, refused: 12, minted: 20}
	if got := s.expected(func(p pair) string { return p.iss }); !got["SK1"] || got["SK2"] {
		t.Errorf("%v", got)
	}
	s = NewSurvey()
	s.issuers[pair{"SK1", "AC"}] = &vote{refused: 3, minted: 50}
	s.issuers[pair{"SK2", "AC"}] = &vote{refused: 12, minted: 20}
	if got := s.expected(func(p pair) string { return p.iss }); !got["SK1"] || got["SK2"] {
		t.Errorf("without acceptances: %v", got)
	}
}

// TestUsualTTL: nineteen of twenty tokens make a lifetime the usual one.
func TestUsualTTL(t *testing.T) {
	s := NewSurvey()
	s.ttls[incident.Hour], s.ttls[incident.Minute] = 95, 5
	if got := s.usualTTL(); got != incident.Hour {
		t.Errorf("%v", got)
	}
	s.ttls[incident.Minute] = 6
	if got := s.usualTTL(); got.Known() {
		t.Errorf("%v", got)
	}
}
