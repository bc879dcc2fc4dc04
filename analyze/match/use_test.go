package match

import (
	"testing"

	"lapse/analyze/incident"
)

// TestCrossed: an SDK that reconnects while a token is handed over may be answered for the one before, and is where the
// answer came sooner than a round trip takes. The same token handed over again leaves nothing open.
func TestCrossed(t *testing.T) {
	first, second := mintedAt(0, "aaaaaaaaaaaa"), mintedAt(2000, "bbbbbbbbbbbb")
	for _, c := range []struct {
		name     string
		handed   incident.Token // while it reconnects
		answered float64        // seconds after the hand-over
		of       incident.Token
		doubt    Doubt
	}{
		{"another token, answered after a round trip", second, 0.051, second, Likely},
		{"another token, answered before anything can have come back", second, 0.049, first, Likely},
		{"another token, answered when the old one may still have been in flight", second, 3, second, Likely},
		{"another token, answered after that", second, 3.001, second, Sure},
		{"the same token again", first, 0.051, first, Sure},
		{"the same token again, answered at once", first, 0.049, first, Sure},
	} {
		s := story(
			line{kind: incident.KindListen, seconds: 10, session: "d", token: first},
			line{kind: incident.KindRegistered, seconds: 10.2, session: "d"},
			line{kind: incident.KindReconnecting, seconds: 2001, session: "d"},
			line{kind: incident.KindListen, seconds: 2001.01, session: "d", token: c.handed},
			line{kind: incident.KindRegistered, seconds: 2001.01 + c.answered, session: "d"},
		)
		uses := s.Sessions[0].Uses
		last := uses[len(uses)-1]
		if got := last.Told(); got == nil || got.Fingerprint != c.of.Fingerprint || last.Doubt() != c.doubt {
			t.Errorf("%s: told %+v, doubt %d", c.name, got, last.Doubt())
		}
	}
}
