package analyze

import (
	"cmp"
	"fmt"
	"slices"
	"testing"

	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// load is a fleet whose clients log nothing but refusals: 50 tokens and 8 refusals an identity.
func load(identities int) timelines {
	const tokens = 50
	var all timelines
	for i := range identities {
		t := incident.Timeline{Identity: fmt.Sprintf("agent-%06d", i)}
		for n := range tokens {
			t.Events = append(t.Events, loadIssued(t.Identity, n))
			if n%6 == 5 {
				t.Events = append(t.Events, loadRefused(t.Identity, n))
			}
		}
		all = append(all, t)
	}
	slices.SortFunc(all, func(a, b incident.Timeline) int {
		return cmp.Or(incident.Bucket(a.Identity)-incident.Bucket(b.Identity), cmp.Compare(a.Identity, b.Identity))
	})
	return all
}

func loadIssued(identity string, n int) incident.Event {
	e := incident.NewEvent(incident.KindIssued)
	at := start.Add(incident.Span(n) * 10 * incident.Minute)
	e.ID = incident.ID{byte(n), identity[6], identity[7], identity[8], identity[9], identity[10], identity[11]}
	e.Identity, e.Host = identity, fmt.Sprintf("token-%d", n%4)
	e.Time = incident.Stamp{Clock: incident.IssuerClock(e.Host), Reading: at.Add(20 * incident.Millisecond), Quantum: incident.Millisecond}
	e.Token = incident.Token{Fingerprint: incident.Fingerprint(fmt.Sprintf("%s%020d", identity, n)), Iss: "SK1", Sub: "AC1",
		Identity: identity, Iat: at, Nbf: incident.NoTime, Exp: at.Add(incident.Hour), Claims: true}
	return e
}

// loadRefused is a refusal of the token of an hour before; every other one names it.
func loadRefused(identity string, n int) incident.Event {
	e := incident.NewEvent(incident.KindRejected)
	e.ID = incident.ID{255, byte(n), identity[6], identity[7], identity[8], identity[9], identity[10], identity[11]}
	e.Identity, e.Session, e.Code = identity, identity, 20104
	at := start.Add(incident.Span(n)*10*incident.Minute + incident.Minute)
	e.Time = incident.Stamp{Clock: incident.ClientClock(identity), Reading: at, Quantum: incident.Millisecond}
	if n%12 == 5 && n > 6 {
		e.Token.Fingerprint = incident.Fingerprint(fmt.Sprintf("%s%020d", identity, n-6))
	}
	return e
}

// BenchmarkRun judges 2,000 identities, 116,000 events, most of them beyond those that are kept: as a table that shows no
// evidence wants it, and with all of it.
func BenchmarkRun(b *testing.B) {
	facts := load(2000)
	for _, brief := range []bool{true, false} {
		b.Run(fmt.Sprintf("brief=%t", brief), func(b *testing.B) {
			b.ReportAllocs()
			events := int64(0)
			for b.Loop() {
				res, err := run(b.Context(), facts, Options{Brief: brief}, 20_000)
				if err != nil {
					b.Fatal(err)
				}
				events += res.Events
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(events), "ns/event")
		})
	}
}

// BenchmarkRead sorts one identity's timeline.
func BenchmarkRead(b *testing.B) {
	t := &load(1)[0]
	b.ReportAllocs()
	for b.Loop() {
		match.Read(t)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(t.Events)), "ns/event")
}
