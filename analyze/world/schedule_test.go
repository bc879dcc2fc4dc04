package world

import (
	"testing"

	"lapse/analyze/incident"
)

func TestScheduleDue(t *testing.T) {
	tests := []struct {
		text string
		want incident.Span // after receipt, for a lifetime of an hour
	}{
		{"80%", 48 * minute},
		{"50%,on-error", 30 * minute},
		{"ttl-300s", 55 * minute},
		{"ttl-3590s", 20 * incident.Second}, // never earlier than 20 s
	}
	for _, c := range tests {
		s, err := parseSchedule(c.text)
		if err != nil {
			t.Fatal(err)
		}
		if got := s.due(hour); got != c.want {
			t.Errorf("%s is due after %v, want %v", c.text, got, c.want)
		}
	}
	for _, text := range []string{"", "sometimes", "80%,retry=3", "retry=3x10s", "80%,never", "ttl-x"} {
		if s, err := parseSchedule(text); err == nil {
			t.Errorf("%q is read as %+v", text, s)
		}
	}
}

func TestSchedulePauses(t *testing.T) {
	tests := []struct {
		text string
		want []incident.Span // in seconds; the last one is followed by none unless the schedule never ends
	}{
		{"80%", nil},
		{"80%,retry=3x10s", []incident.Span{10, 20, 40}},
		{"80%,retry=5s..60s", []incident.Span{5, 10, 20, 40, 60, 60}},
	}
	for _, c := range tests {
		s, err := parseSchedule(c.text)
		if err != nil {
			t.Fatal(err)
		}
		for i, want := range c.want {
			if got, ok := s.pause(i); !ok || got != want*incident.Second {
				t.Errorf("%s: pause %d is %v (%v), want %d s", c.text, i, got, ok, want)
			}
		}
		if _, ok := s.pause(len(c.want)); ok && s.retries >= 0 {
			t.Errorf("%s repeats %d times and more", c.text, len(c.want))
		}
	}
}
