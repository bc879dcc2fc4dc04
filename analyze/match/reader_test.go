package match

import (
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// TestReaderForgets: a story does not depend on those that were read in the same memory before it.
func TestReaderForgets(t *testing.T) {
	vague := timeline(
		line{kind: incident.KindIssued, seconds: 1, host: "h", token: mintedAt(1, "short-print")},
		line{kind: incident.KindTokenFetched, seconds: 2, session: "a", token: mintedAt(1, "short-print")},
		line{kind: incident.KindRejected, seconds: 3, session: "b", code: 20104},
	)
	var many []line
	for i := range usualTokens + 30 {
		k := mintedAt(float64(i), fmt.Sprintf("%032d", i))
		kind, session := incident.KindIssued, ""
		if i > usualTokens+10 { // of which only a client tells
			kind, session = incident.KindUpdateToken, "a"
		}
		many = append(many, line{kind: kind, seconds: float64(i), session: session, host: "h", token: k})
	}
	large := timeline(many...)
	whole := timeline(
		line{kind: incident.KindIssued, seconds: 10, host: "h", token: mintedAt(10, fmt.Sprintf("%032d", 7))},
		line{kind: incident.KindAccess, seconds: 20, host: "h"},
		line{kind: incident.KindIssueFailed, seconds: 30, host: "h"},
	)
	var r Reader
	for i, tl := range []*incident.Timeline{whole, vague, large, whole, vague, large, vague} {
		if got, want := tell(r.Read(tl)), tell(Read(tl)); got != want {
			t.Errorf("story %d:\n%.1000s\nwant\n%.1000s", i, got, want)
		}
	}
}

// tell is everything that reading finds out.
func tell(s *Story) string {
	var out strings.Builder
	for _, t := range s.Tokens {
		fmt.Fprintf(&out, "token %d %+v %s served %d\n", t.Ordinal, t.Token, t.Host, len(t.Served))
	}
	for _, r := range s.Requests {
		fmt.Fprintf(&out, "request %v %v %t\n", r.Issued, r.Access, r.Token != nil)
	}
	for _, ses := range s.Sessions {
		fmt.Fprintf(&out, "session %q: %d lines, %d fetches, %d uses, %d refusals, vague %t\n", ses.Name, len(ses.Events), len(ses.Fetches),
			len(ses.Uses), len(ses.Rejections), ses.ix.vague)
	}
	return out.String()
}
