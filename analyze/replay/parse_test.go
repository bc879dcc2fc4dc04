package replay

import (
	"errors"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// held is a token of an hour, received at second 1000, that the validator refuses 10 minutes early.
var held = Holding{Received: 1000 * incident.Time(second), TTL: hour, Expires: 1000*incident.Time(second) + incident.Time(50*minute), Luck: 0.5}

func TestParseSchedule(t *testing.T) {
	for _, c := range []struct {
		text string
		due  incident.Span // after receipt; 0: never
		want Schedule      // without its rule
	}{
		{"never", 0, Schedule{}},
		{"80%", 48 * minute, Schedule{}},
		{"12.5%", 450 * second, Schedule{}},
		{"66.6667%", 2400*second + 1200, Schedule{}},
		{"ttl-300s", 55 * minute, Schedule{}},
		{"ttl-5m", 55 * minute, Schedule{}},
		{"expire-10s", 50*minute - 10*second, Schedule{}},
		{"every=45m", soonest, Schedule{Trigger: Poll, Poll: 45 * minute}},
		{"as-recorded", 0, Schedule{kind: asRecorded}},
		{"oracle,ttl=2h", 0, Schedule{kind: oracle, TTL: 2 * hour}},
		{"80%,retry=3x10s", 48 * minute, Schedule{Retry: Retry{Count: 3, First: 10 * second}}},
		{"80%,retry=5s..60s", 48 * minute, Schedule{Retry: Retry{Count: Unlimited, First: 5 * second, Cap: minute}}},
		{"80%,jitter=30s", 48*minute - 15*second, Schedule{Jitter: 30 * second}},
		{"80%, on-error, on-wake, ttl=7200s", 48 * minute, Schedule{OnError: true, OnWake: true, TTL: 2 * hour}},
		{"never,on-error", 0, Schedule{OnError: true}},
		{"guide-300-on-error", 55 * minute, Schedule{OnError: true}},
		{"guide-80,retry=1x5s", 48 * minute, Schedule{Retry: Retry{Count: 1, First: 5 * second}}},
		{"botocore", 45 * minute, Schedule{Trigger: Lazy}},
		{"ttl-59m50s", soonest, Schedule{}},
	} {
		got, err := ParseSchedule(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		due := incident.Span(0)
		if at := got.due(held); at < never {
			due = at.Sub(held.Received)
		}
		if due != c.due {
			t.Errorf("%s: due %v after receipt, want %v", c.text, due, c.due)
		}
		if name := strings.ReplaceAll(c.text, " ", ""); got.Name != name {
			t.Errorf("%s: named %q", c.text, got.Name)
		}
		got.Name, got.Rule = "", nil
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.text, got, c.want)
		}
	}
}

func TestParseScheduleRefuses(t *testing.T) {
	for _, c := range []struct{ text, says, nearest string }{
		{"exprie-10s", "no known schedule", "expire-10s"},
		{"guide80", "no known schedule", "guide-80"},
		{"", "no known schedule", ""},
		{"0%", "moment a token comes", ""},
		{"-5%", "before the token is there", ""},
		{"100%", "already refused", ""},
		{"250%", "already refused", ""},
		{"eighty%", "no percentage", ""},
		{"ttl--5s", "negative", ""},
		{"ttl+10s", "after the token is refused", ""},
		{"ttl-25h", "longer than a day", ""},
		{"every=5s", "shorter than 20s", ""},
		{"every=25h", "longer than a day", ""},
		{"80%,retry=0x10s", "between 1 and 1000", ""},
		{"80%,retry=60s..5s", "ends below", ""},
		{"80%,retry=soon", "no retry", "retry=3x10s"},
		{"80%,jiter=30s", "no known modifier", "jitter=30s"},
		{"80%,onerror", "no known modifier", "on-error"},
		{"80%,", "no known modifier", ""},
		{"80%,ttl=25h", "longer than a day", ""},
		{"ttl-600s,ttl=300s", "before a token", ""},
		{"as-recorded,on-error", "takes no modifiers", ""},
		{"oracle,retry=3x10s", "no modifier but ttl", ""},
	} {
		_, err := ParseSchedule(c.text)
		var bad *ScheduleError
		switch {
		case !errors.As(err, &bad):
			t.Errorf("%q: error %v", c.text, err)
		case !strings.Contains(bad.Error(), c.says), c.nearest != "" && bad.Nearest != c.nearest:
			t.Errorf("%q: %v; nearest %q, want %q", c.text, bad, bad.Nearest, c.nearest)
		case bad.Nearest != "" && !strings.Contains(bad.Error(), Syntax):
			t.Errorf("%q: an unknown part must be answered with the syntax: %v", c.text, bad)
		}
	}
}

// Every built-in says where it comes from, can be named on the command line, and answers the same twice.
func TestNamedSchedules(t *testing.T) {
	seen := map[string]bool{}
	triggers := map[Trigger]int{}
	for _, n := range Named() {
		name := n.Schedule.Name
		if seen[name] {
			t.Errorf("%s is named twice", name)
		}
		seen[name] = true
		triggers[n.Schedule.Trigger]++
		if n.Doc == "" || n.Source == "" {
			t.Errorf("%s has no rule in words or no source", name)
		}
		parsed, err := ParseSchedule(name)
		if err != nil || parsed != n.Schedule {
			t.Errorf("%s reads back as %+v, %v", name, parsed, err)
		}
		if r := n.Schedule.Rule; r != nil && (r.String() == "" || r.Due(held) != r.Due(held)) {
			t.Errorf("%s does not answer the same twice, or has no text", name)
		}
	}
	if len(seen) < 20 || triggers[Lazy] == 0 || triggers[Poll] == 0 || triggers[Timer] == 0 {
		t.Errorf("%d schedules, by trigger %v", len(seen), triggers)
	}
}

func TestRetryWaits(t *testing.T) {
	for _, c := range []struct {
		text string
		want []incident.Span
	}{
		{"80%", nil},
		{"80%,retry=3x10s", []incident.Span{10 * second, 20 * second, 40 * second}},
		{"80%,retry=5s..60s", []incident.Span{5 * second, 10 * second, 20 * second, 40 * second, minute, minute, minute}},
	} {
		r := parse(t, c.text).Retry
		for i, want := range c.want {
			if got, ok := r.Wait(i); got != want || !ok {
				t.Errorf("%s: wait %d is %v, %v; want %v", c.text, i, got, ok, want)
			}
		}
		if _, ok := r.Wait(len(c.want)); ok != (r.Count == Unlimited) {
			t.Errorf("%s: retry %d: %v", c.text, len(c.want), ok)
		}
	}
}

// A text either is refused with a reason, or is a schedule that reads back as itself and is never due before its token came.
func FuzzParseSchedule(f *testing.F) {
	for _, s := range []string{"80%", "ttl-300s,retry=3x10s", "expire-10s,on-error", "every=45m,jitter=1s", "oracle", "guide-80", "0%", "80%,retry=1x1ns", "ttl-9223372036854775807ns", "%", ",,,"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s, err := ParseSchedule(text)
		if err != nil {
			if err.Error() == "" {
				t.Errorf("%q is refused without a reason", text)
			}
			return
		}
		again, err := ParseSchedule(s.String())
		if err != nil || again != s {
			t.Errorf("%q reads back as %+v, %v", text, again, err)
		}
		if due := s.due(held); due < held.Received.Add(soonest) {
			t.Errorf("%q is due %v after its token came", text, due.Sub(held.Received))
		}
	})
}
