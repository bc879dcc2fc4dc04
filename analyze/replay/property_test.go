package replay

import (
	"testing"

	"lapse/analyze/incident"
)

// A longer outage never lowers the number of lapses, whatever the schedule.
func TestLongerOutageNeverHelps(t *testing.T) {
	for _, name := range []string{"never", "50%", "80%", "80%,retry=3x10s", "80%,retry=5s..60s", "ttl-300s", "expire-10s", "every=45m", "k8s-kubelet"} {
		before := -1
		for length := incident.Span(0); length <= 70*minute; length += 7 * minute {
			w := plain(200 * incident.Millisecond)
			for i := range 120 {
				w.add(start.Add(incident.Span(i)*31*second), 4*hour)
			}
			w.down(start.Add(90*minute), length)
			got, _ := w.lapses(t, name)
			if got < before {
				t.Errorf("%s: %d lapses with an outage of %v, %d with a shorter one", name, got, length, before)
			}
			before = got
		}
	}
}

// Without faults, asking earlier never adds a lapse, and never saves a request.
func TestEarlierIsNeverWorseWithoutFaults(t *testing.T) {
	w := plain(200 * incident.Millisecond)
	for i := range 60 {
		s := w.add(start.Add(incident.Span(i)*minute), 6*hour)
		s.slips = []incident.Span{incident.Span(i) * second}
	}
	lapses, requests := 1<<30, 0
	for _, name := range []string{"ttl-10s", "ttl-60s", "95%", "90%", "80%", "60%", "40%", "20%"} {
		l, r := w.lapses(t, name)
		if l > lapses || r < requests {
			t.Errorf("%s: %d lapses and %d requests; asking later there were %d and %d", name, l, r, lapses, requests)
		}
		lapses, requests = l, r
	}
	if lapses != 0 {
		t.Errorf("%d lapses without faults at 20%%", lapses)
	}
}

// No schedule does better than an oracle.
func TestOracleIsTheLowerBound(t *testing.T) {
	w := plain(second)
	for i := range 200 {
		s := w.add(start.Add(incident.Span(i)*40*second), 6*hour)
		if i%3 == 0 {
			at := start.Add(2*hour + incident.Span(i)*minute/2)
			s.sleeps = []sleep{{from: [3]incident.Time{at, at, at}, to: at.Add(incident.Span(20+i%80) * minute)}}
		}
	}
	w.down(start.Add(3*hour), 25*minute)
	least, _ := w.lapses(t, "oracle")
	for _, s := range sweepSchedules() {
		if s.TTL != 0 {
			continue
		}
		if got, _ := w.lapses(t, s.Name); got < least {
			t.Errorf("%s has %d lapses, an oracle %d", s.Name, got, least)
		}
	}
}

// The moment of a refusal and the moment of a refresh, one microsecond apart.
func TestRefreshAgainstCheck(t *testing.T) {
	for _, c := range []struct {
		late incident.Span // the answer after the validator's look
		want int
	}{{-1, 0}, {0, 0}, {1, 1}} {
		w := plain(0)
		s := w.add(start, 70*minute)
		s.periods = []incident.Span{7 * minute} // it looks at 63 minutes
		f := &s.fetches[0]
		f.token.expires = start.Add(hour)
		w.probes[0].latency = 15*minute + c.late // asked at 48 minutes
		if got, _ := w.lapses(t, "80%"); got != c.want {
			t.Errorf("applied %v after the look: %d lapses, want %d", c.late, got, c.want)
		}
	}
}

// A reconnect one microsecond before the end of the token is accepted, and in the moment of the end it is refused.
func TestPresentationAgainstExpiry(t *testing.T) {
	for _, c := range []struct {
		late incident.Span
		want int
	}{{-1, 0}, {0, 1}} {
		w := plain(0)
		s := w.add(start, 70*minute)
		s.periods = []incident.Span{20 * minute * 59} // the grid does not look any more
		s.uses = []use{{at: start.Add(hour + c.late)}}
		if got, _ := w.lapses(t, "never"); got != c.want {
			t.Errorf("presented %v after its end: %d lapses, want %d", c.late, got, c.want)
		}
	}
}

// on-error: one request after each rejection, at most three until a token is accepted, and nothing more once one failed until
// the socket is cut.
func TestOnError(t *testing.T) {
	w := plain(0)
	w.add(start, 3*hour)
	if lapses, requests := w.lapses(t, "never,on-error"); lapses != 2 || requests != 3 {
		t.Errorf("healthy endpoint: %d lapses and %d requests, want 2 and 3", lapses, requests)
	}

	w = plain(0)
	w.probes[0].faulty = true
	s := w.add(start, 3*hour)
	s.faulty = false
	if lapses, requests := w.lapses(t, "never,on-error"); lapses != 1 || requests != 4 {
		t.Errorf("faulty tokens: %d lapses and %d requests, want 1 and 4", lapses, requests)
	}

	w = plain(0)
	s = w.add(start, 150*minute)
	w.down(start.Add(50*minute), 20*minute)
	if lapses, requests := w.lapses(t, "never,on-error"); lapses != 1 || requests != 2 {
		t.Errorf("endpoint down: %d lapses and %d requests, want 1 and 2", lapses, requests)
	}
	s.uses = []use{{at: start.Add(80 * minute)}}
	if lapses, requests := w.lapses(t, "never,on-error"); lapses != 2 || requests != 4 {
		t.Errorf("endpoint down, then a reconnect: %d lapses and %d requests, want 2 and 4", lapses, requests)
	}
}

// A first token is asked for six times, after 20, 40, 80, 160 and 320 s.
func TestFirstTokenIsTriedSixTimes(t *testing.T) {
	for _, c := range []struct {
		down incident.Span
		want int
	}{{620*second - 1, 6}, {620 * second, 6}, {620*second + 1, 6}} {
		w := plain(0)
		s := w.add(start, 30*minute)
		s.fetches[0].ok, s.fetches[0].answered = false, start
		w.down(start, c.down)
		_, requests := w.lapses(t, "never")
		if requests != c.want {
			t.Errorf("endpoint down for %v: %d requests, want %d", c.down, requests, c.want)
		}
		p := player{w: w, sch: parse(t, "never")}
		if got := p.play(s).unprotected; (got == 30*minute) != (c.down > 620*second) {
			t.Errorf("endpoint down for %v: unprotected for %v", c.down, got)
		}
	}
}

// A lazy client looks only when a call or a reconnect needs its token; a poll goes on after a failure; a timer does not.
func TestTriggers(t *testing.T) {
	for _, c := range []struct {
		schedule         string
		uses             []use
		lapses, requests int
	}{
		{"msal", nil, 1, 1},
		{"msal", []use{{at: start.Add(54 * minute), call: true}}, 1, 1},
		{"msal", []use{{at: start.Add(56 * minute), call: true}}, 1, 2},
		{"msal", []use{{at: start.Add(56 * minute)}, {at: start.Add(112 * minute), call: true}}, 0, 3},
		{"every=25m", nil, 0, 5},
	} {
		w := plain(second)
		s := w.add(start, 118*minute)
		s.uses = c.uses
		p := player{w: w, sch: parse(t, c.schedule)}
		got := p.play(s)
		if int(got.lapses) != c.lapses || int(got.requests) != c.requests {
			t.Errorf("%s with %d uses: %d lapses and %d requests, want %d and %d", c.schedule, len(c.uses), got.lapses, got.requests, c.lapses, c.requests)
		}
	}
	for _, c := range []struct {
		schedule string
		lapses   int
	}{{"80%", 1}, {"certmagic", 0}} {
		w := plain(0)
		w.add(start, 90*minute)
		w.down(start.Add(39*minute), 10*minute)
		if got, _ := w.lapses(t, c.schedule); got != c.lapses {
			t.Errorf("%s with an endpoint down for ten minutes: %d lapses, want %d", c.schedule, got, c.lapses)
		}
	}
}

// A host so far behind that its tokens are over when they come, at once, makes nobody ask more than once a second, and a
// session that the stamps stretch over months ends all the same.
func TestTokensOverOnReceipt(t *testing.T) {
	for _, name := range []string{"oracle", "80%", "expire-10s", "80%,on-error"} {
		for _, life := range []incident.Span{hour, 100_000 * hour} {
			w := plain(0)
			w.probes[0].shift = -2 * hour
			w.add(start, life)
			if _, n := w.lapses(t, name); n > int(life/second) || n > mostAsked {
				t.Errorf("%s: %d requests in %v", name, n, life)
			}
		}
	}
}
