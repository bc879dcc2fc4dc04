package match

import (
	"testing"

	"lapse/analyze/incident"
)

// TestNothingLeft: a ttl of 0 says only that the token was over; how long ago, the leeway limits. A ttl of 1 says when.
func TestNothingLeft(t *testing.T) {
	const gone = 20 // seconds since exp, within the leeway
	for _, c := range []struct {
		ttl  float64
		want bool
	}{{0.5, true}, {1, false}} { // below one second it is told as 0
		token := mintedAt(0, "token-000001")
		s := story(
			line{kind: incident.KindIssued, seconds: 0.1, host: "h", session: "d", token: token},
			line{kind: incident.KindUpdateToken, seconds: 3600 + gone, session: "d", token: token},
			line{kind: incident.KindRegistering, seconds: 3600 + gone, session: "d"},
			line{kind: incident.KindRegistered, seconds: 3600 + gone + 0.2, session: "d", ttl: c.ttl, token: token})
		s.Resolve(&Known{TTL: Remaining, Leeway: Leeway{Exp: incident.Interval{Hi: int64(incident.Minute)}}})
		i := s.Sessions[0].Clock.At(reading(3600 + gone)).Interval
		if !i.Bounded() {
			t.Fatalf("ttl %v: %v", c.ttl, i)
		}
		if covers := i.Lo <= 0; covers != c.want {
			t.Errorf("ttl %v: the clock, which is right, is told to be off by %v to %v", c.ttl, incident.Span(i.Lo), incident.Span(i.Hi))
		}
	}
}
