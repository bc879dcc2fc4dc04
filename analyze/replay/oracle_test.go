package replay

import (
	"fmt"
	"math"
	"testing"

	"lapse/analyze/incident"
)

// The closed forms O1 to O10 of the method: worlds so simple that the answer can be written down. The simulator must
// meet them exactly.

const (
	second = incident.Second
	minute = incident.Minute
	hour   = incident.Hour
)

// start is the start of every made-up world: a whole second, so that the fraction of iat is what a test says.
const start = incident.Time(1_800_000_000_000_000)

// plain is a world with one host with a right clock, tokens of an hour, constant latency and no faults.
func plain(latency incident.Span) *world {
	w := &world{from: start, slower: 1, hosts: []host{{name: "token-1"}}}
	w.window = incident.Interval{Lo: int64(start), Hi: int64(start.Add(24 * hour))}
	w.probes = []probe{{at: start, latency: latency, mint: latency, ttl: hour, valid: incident.NoSpan, ok: true}}
	w.index()
	return w
}

// add puts a session into the world that gets its first token at that time and lives so long. The validator looks
// without delay.
func (w *world) add(received incident.Time, life incident.Span) *session {
	id := fmt.Sprint("session-", len(w.sessions))
	first := token{ttl: hour, begins: -never, expires: received.Add(hour), rec: 0}
	end := received.Add(life)
	w.sessions = append(w.sessions, session{id: id, identity: id, key: keyOf(id), periods: []incident.Span{1},
		fetches: []fetch{{asked: received, answered: received, applied: received, ok: true, token: first, refused: never}},
		end:     [3]incident.Time{end, end, end}})
	return &w.sessions[len(w.sessions)-1]
}

// down puts an outage into the world, in which requests fail without delay.
func (w *world) down(from incident.Time, length incident.Span) {
	to := from.Add(length)
	w.outages = append(w.outages, outage{from: [3]incident.Time{from, from, from}, to: [3]incident.Time{to, to, to}})
}

func parse(t testing.TB, text string) *Schedule {
	t.Helper()
	s, err := ParseSchedule(text)
	if err != nil {
		t.Fatal(err)
	}
	return &s
}

// lapses simulates the whole world.
func (w *world) lapses(t testing.TB, schedule string) (lapses, requests int) {
	t.Helper()
	p := player{w: w, sch: parse(t, schedule)}
	for i := range w.sessions {
		got := p.play(&w.sessions[i])
		lapses += int(got.lapses)
		requests += int(got.requests)
	}
	return lapses, requests
}

// O1: K = ⌊(E − L − s0)/R⌋ + 1 useful attempts; an outage that begins with the first can cause a lapse iff D > (K − 1)·R.
func TestO1UsefulAttempts(t *testing.T) {
	const s0, latency = 48 * minute, 2 * second
	for _, r := range []incident.Span{7 * second, 10 * second, minute, 5 * minute, 13 * minute} {
		k := (hour-latency-s0)/r + 1
		for _, c := range []struct {
			outage incident.Span
			want   int
		}{{(k-1)*r - 1, 0}, {(k - 1) * r, 0}, {(k-1)*r + 1, 1}, {(k-1)*r + second, 1}} {
			w := plain(latency)
			w.add(start, 90*minute)
			w.down(start.Add(s0), c.outage)
			schedule := fmt.Sprintf("80%%,retry=%s..%s", spanText(r), spanText(r))
			if got, _ := w.lapses(t, schedule); got != c.want {
				t.Errorf("R %v, K %d, outage %v: %d lapses, want %d", r, k, c.outage, got, c.want)
			}
		}
	}
}

// O2: one outage, uniform phases: the share of sessions that lapse = clamp((D − (K − 1)·R)/c, 0, 1), c = s0 + L.
func TestO2ShareOfUniformPhases(t *testing.T) {
	const s0, latency, n = 48 * minute, 0, 2880
	const c = s0 + latency
	for _, x := range []struct{ r, d incident.Span }{
		{0, 10 * minute}, {0, 48 * minute}, {5 * minute, 9 * minute}, {5 * minute, 15 * minute}, {minute, 30 * minute}} {
		schedule, k := "80%", incident.Span(1)
		if x.r > 0 {
			schedule, k = fmt.Sprintf("80%%,retry=%s..%s", spanText(x.r), spanText(x.r)), (hour-latency-s0)/x.r+1
		}
		w := plain(latency)
		for i := range n {
			w.add(start.Add(incident.Span(i)*c/n), 6*hour)
		}
		w.down(start.Add(2*hour), x.d)
		want := min(max(float64(x.d-(k-1)*x.r)/float64(c), 0), 1)
		if got, _ := w.lapses(t, schedule); float64(got)/n != want {
			t.Errorf("R %v, D %v: share %v, want %v", x.r, x.d, float64(got)/n, want)
		}
	}
}

// O4: failures independent with chance p: a token lapses with chance p^K.
func TestO4IndependentFailures(t *testing.T) {
	const n = 40000
	for _, c := range []struct {
		schedule string
		k        int
	}{{"80%", 1}, {"80%,retry=1x10s", 2}, {"80%,retry=2x10s", 3}} {
		w := plain(0)
		w.probes = append(w.probes, w.probes[0], w.probes[0], w.probes[0]) // one of four fails: p = 1/4
		w.probes[3].ok = false
		for range n {
			w.add(start, 61*minute)
		}
		want := math.Pow(0.25, float64(c.k))
		spread := 4 * math.Sqrt(want*(1-want)/n)
		if got, _ := w.lapses(t, c.schedule); math.Abs(float64(got)/n-want) > spread {
			t.Errorf("%s: share %v, want %v ± %v", c.schedule, float64(got)/n, want, spread)
		}
	}
}

// O5: a sleep [x, x + S) over the due time: wall timers lapse iff x + S + L > E, paused timers iff S > E − L − s0.
func TestO5SleepOverTheDueTime(t *testing.T) {
	const s0, latency, expiry = 48 * minute, 2 * second, hour
	for _, x := range []incident.Span{minute, 20 * minute, s0} {
		for _, c := range []struct {
			paused bool
			limit  incident.Span // the longest harmless sleep
		}{{false, expiry - latency - x}, {true, expiry - latency - s0}} {
			for _, late := range []incident.Span{-second, 0, 1, second} {
				length := c.limit + late
				if !c.paused && x+length < s0 || length <= 0 {
					continue // it ends before the due time
				}
				w := plain(latency)
				s := w.add(start, 90*minute)
				from := start.Add(x)
				s.sleeps = []sleep{{from: [3]incident.Time{from, from, from}, to: from.Add(length)}}
				p := player{w: w, sch: parse(t, "80%"), paused: c.paused}
				want := int32(0)
				if late > 0 {
					want = 1
				}
				if got := p.play(s).lapses; got != want {
					t.Errorf("paused %v, sleep from %v for %v (%v past the limit): %d lapses, want %d", c.paused, x, length, late, got, want)
				}
			}
		}
	}
}

// O6: the steady rate is N/c requests a second; towards the end of an outage, and after it, peak/base = 1 + D/R.
func TestO6PeakAfterAnOutage(t *testing.T) {
	const c, perSecond = 48 * 60, 2 // seconds in a cycle, sessions a second
	const d, r = 10 * 60, 60
	w := plain(0)
	for i := range c * perSecond {
		w.add(start.Add(incident.Span(i)*second/perSecond), 5*hour)
	}
	w.down(start.Add(2*hour), d*second)
	p := player{w: w, sch: parse(t, "80%,retry=1m..1m"), load: make([]int32, 6*3600)}
	for i := range w.sessions {
		p.play(&w.sessions[i])
	}
	base, peak := p.load[7200-1], p.load[7200+d-1]
	if base != perSecond || peak != perSecond*(d/r) {
		t.Errorf("base %d a second, want %d; at the end of the outage %d, want %d", base, perSecond, peak, perSecond*(d/r))
	}
	if after := p.load[7200+d]; after != perSecond*(1+d/r) {
		t.Errorf("first second after the outage: %d requests, want %d", after, perSecond*(1+d/r))
	}
}

// O7: a jitter U[0, J] on N sessions at once makes a first wave of N/J requests a second.
func TestO7JitterSpreadsTheWave(t *testing.T) {
	const n, j = 60000, 60
	w := plain(0)
	for range n {
		w.add(start, 50*minute)
	}
	p := player{w: w, sch: parse(t, "80%,jitter=60s"), load: make([]int32, 3600)}
	for i := range w.sessions {
		p.play(&w.sessions[i])
	}
	const due, want = 48 * 60, n / j
	for s := due - j; s < due; s++ {
		if got := float64(p.load[s]); math.Abs(got-want) > 5*math.Sqrt(want) {
			t.Errorf("second %d of the wave: %v requests, want %d", s-due+j, got, want)
		}
	}
}

// O8: no outage, an issuer that is θ off: a token lapses iff −θ + frac(iat) > (1 − f)·T − L.
func TestO8IssuerOffset(t *testing.T) {
	const latency = 2 * second
	for _, fraction := range []incident.Span{0, 250 * incident.Millisecond, 999 * incident.Millisecond} {
		limit := hour/5 - latency - fraction // of −θ
		for _, late := range []incident.Span{-second, 0, second} {
			theta := -((limit + late) / second * second) // a whole second, so that frac(iat) is the fraction of the mint
			w := plain(latency)
			w.probes[0].shift = theta
			s := w.add(start.Add(fraction-latency), 3*hour)
			s.fetches[0].token = w.mint(&w.probes[0], start.Add(fraction-latency), 0)
			s.fetches[0].answered = start.Add(fraction)
			want := 0
			if -theta+fraction > hour/5-latency {
				want = 1
			}
			p := player{w: w, sch: parse(t, "80%")}
			s.end = [3]incident.Time{start.Add(fraction + hour), start.Add(fraction + hour)}
			if got := p.play(s).lapses; int(got) != want {
				t.Errorf("θ %v, frac %v: %d lapses, want %d", theta, fraction, got, want)
			}
		}
	}
}

// O9: the latest due time that survives every outage ≤ D*: f* = 1 − (L + R·⌈D*/R⌉)/T.
func TestO9CheapestDueTime(t *testing.T) {
	const latency, r = 2 * second, 30 * second
	for _, d := range []incident.Span{10 * second, 30 * second, 10*minute + second, 25 * minute} {
		last := hour - latency - r*((d+r-1)/r)
		for _, late := range []incident.Span{0, second} {
			w := plain(latency)
			w.add(start, 70*minute)
			w.down(start.Add(last+late), d)
			want := 0
			if late > 0 {
				want = 1
			}
			schedule := fmt.Sprintf("ttl-%s,retry=30s..30s", spanText(hour-last-late))
			if got, _ := w.lapses(t, schedule); got != want {
				t.Errorf("outage %v, due %v after f*: %d lapses, want %d", d, late, got, want)
			}
		}
	}
}

// O10: expire-10s without retry lapses iff L > 10 s or the one attempt fails.
func TestO10ExpireTenSeconds(t *testing.T) {
	for _, c := range []struct {
		latency incident.Span
		fails   bool
		want    int
	}{{9 * second, false, 0}, {10 * second, false, 0}, {10*second + 1, false, 1}, {second, true, 1}} {
		w := plain(c.latency)
		w.add(start, 65*minute)
		if c.fails {
			w.down(start.Add(hour-10*second), 1)
		}
		if got, _ := w.lapses(t, "expire-10s"); got != c.want {
			t.Errorf("latency %v, fails %v: %d lapses, want %d", c.latency, c.fails, got, c.want)
		}
	}
}
