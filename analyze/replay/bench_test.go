package replay

import (
	"context"
	"fmt"
	"testing"

	"lapse/analyze/incident"
)

// fleet makes up a world of sessions of eight hours with an outage, sleepers and three hosts, one of them behind.
func fleet(n int) *world {
	w := plain(200 * incident.Millisecond)
	w.hosts = make([]host, 3)
	w.probes = nil
	for i := range 20 * n {
		at := start.Add(incident.Span(i) * 10 * hour / incident.Span(20*n))
		w.probes = append(w.probes, probe{at: at, latency: 200 * incident.Millisecond, mint: second / 10, ttl: hour,
			valid: 0, host: int32(mix(uint64(i)) % 3), ok: true})
		if p := &w.probes[i]; p.host == 1 {
			p.shift = -420 * second
		}
	}
	w.down(start.Add(4*hour), 25*minute)
	w.window.Hi = int64(start.Add(10 * hour))
	for i := range n {
		s := w.add(start.Add(incident.Span(mix(uint64(i))%7200)*second), 8*hour)
		s.owner = int32(i)
		s.periods = nil
		if i%5 == 0 {
			at := start.Add(3 * hour)
			s.sleeps = []sleep{{from: [3]incident.Time{at, at, at}, to: at.Add(70 * minute)}}
		}
	}
	w.index()
	return w
}

// BenchmarkSessions reports how many sessions of eight hours are simulated a second.
func BenchmarkSessions(b *testing.B) {
	w := fleet(2000)
	for _, name := range []string{"never", "80%", "80%,retry=3x10s", "expire-10s,on-error"} {
		b.Run(name, func(b *testing.B) {
			p := player{w: w, sch: parse(b, name)}
			n := 0
			for b.Loop() {
				for i := range w.sessions {
					p.play(&w.sessions[i])
				}
				n += len(w.sessions)
			}
			b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "sessions/s")
		})
	}
}

// BenchmarkSweep sweeps over a fleet; -benchtime 1x with the 20,000 sessions of the goal.
func BenchmarkSweep(b *testing.B) {
	for _, n := range []int{2000, 20000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			w := fleet(n)
			o := &Options{Workers: 2}
			full := newBench(w, o, runsFor(1, lucks, true))
			for b.Loop() {
				if _, err := sweep(context.Background(), full, o); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(len(sweepSchedules())), "schedules")
		})
	}
}
