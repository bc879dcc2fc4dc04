package storetest

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"lapse/analyze/incident"
	"lapse/store"
)

// Bench measures an engine on issuances of 50,000 identities, 1,000 of whom have rejections, all figures per event: putting
// them in batches as ingest does, and reading them back. Run it with -benchtime=1000000x for a million events.
func Bench(b *testing.B, open func(b *testing.B) store.Store) {
	b.Run("put", func(b *testing.B) {
		s := open(b)
		defer s.Close()
		b.ReportAllocs()
		putBench(b, s, 4096, true)
	})
	for _, read := range []struct {
		name string
		who  store.Scope
	}{{"read everyone", store.Everyone}, {"read rejected", store.Rejected}} {
		b.Run(read.name, func(b *testing.B) {
			s := open(b)
			defer s.Close()
			b.StopTimer()
			putBench(b, s, 4096, false)
			b.ReportAllocs()
			b.StartTimer()
			n := 0
			for tl, err := range s.Timelines(b.Context(), store.All(), read.who) {
				if err != nil {
					b.Fatal(err)
				}
				n += len(tl.Events)
			}
			b.ReportMetric(float64(n), "events-read")
		})
	}
}

// putBench puts b.N events; making them is not timed.
func putBench(b *testing.B, s store.Store, size int, timed bool) {
	r := rand.New(rand.NewPCG(9, 9))
	batch := make([]incident.Event, 0, size)
	b.StopTimer()
	for i := range b.N {
		batch = append(batch, issuance(r, uint64(i)))
		if len(batch) < size && i < b.N-1 {
			continue
		}
		if timed {
			b.StartTimer()
		}
		if _, err := s.Put(b.Context(), batch); err != nil {
			b.Fatal(err)
		}
		if i == b.N-1 { // what waits must get through, and be ready to be read
			if _, err := s.Counts(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		b.StopTimer()
		batch = batch[:0]
	}
}

// issuance is an issuance as a token server logs it or, for one identity in fifty and every other time, a rejection.
func issuance(r *rand.Rand, n uint64) incident.Event {
	who := r.IntN(50000)
	e := Bare(n, incident.KindIssued, fmt.Sprintf("agent_%06d", who))
	at := incident.Unix(1782000000).Add(incident.Span(n) * 24 * incident.Millisecond)
	e.Session = fmt.Sprintf("5f1c2a%06x-77aa-4c1e-a1f0", who)
	e.Host, e.Format, e.Status = fmt.Sprintf("token-%d", r.IntN(12)), "json/tokenserver", 200
	e.Time = incident.Stamp{Clock: incident.IssuerClock(e.Host), Reading: at, Quantum: incident.Millisecond}
	e.Latency = incident.Span(r.IntN(80)) * incident.Millisecond
	hash := id(n + 1<<50)
	e.Token.Fingerprint = incident.Fingerprint(append(hash[:], hash[:]...))
	e.Token.Iss, e.Token.Sub, e.Token.Identity, e.Token.Claims = fmt.Sprintf("SK%032d", r.IntN(4)), "AC1", e.Identity, true
	e.Token.Iat = incident.Unix(at.Seconds())
	e.Token.Exp = e.Token.Iat.Add(incident.Hour)
	e.Token.JTI = fmt.Sprintf("%s-%d", e.Token.Iss, at.Seconds())
	if who%50 == 0 && r.IntN(2) == 0 {
		e.Kind, e.Code, e.WireCode, e.Status = incident.KindRejected, 53000, 20104, 0
		e.Message = fmt.Sprintf("AccessTokenExpired (%d)", r.IntN(30))
		e.Time.Clock = incident.ClientClock(e.Session)
	}
	return e
}
