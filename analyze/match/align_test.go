package match

import (
	"testing"

	"lapse/analyze/incident"
)

// TestAlign: a shift is sure where more lines find a partner at it than at any other, and most do.
func TestAlign(t *testing.T) {
	for _, c := range []struct {
		name          string
		first, second []float64 // seconds
		shift         float64
		sure          bool
	}{
		{"three lines at uneven times", []float64{0, 100, 350}, []float64{1000, 1100, 1350}, 1000, true},
		{"one line fits anywhere", []float64{0}, []float64{1000, 1100, 1350}, 1000, false},
		{"two partners of one line are one vote", []float64{0}, []float64{1000, 1001, 1002}, 1000, false},
		{"three lines of one partner are one vote", []float64{0, 100, 200, 200.5, 201}, []float64{1000, 1100}, 1000, false},
		{"even times, all there: one interval later one is left over", []float64{0, 100, 200}, []float64{1000, 1100, 1200}, 1000, true},
		{"even times, the first partner lost: as good one interval earlier", []float64{0, 100, 200}, []float64{1100, 1200}, 1000, false},
		{"the lesser part of the lines", []float64{0, 100, 350, 777, 1412}, []float64{1000, 1100}, 1000, false},
	} {
		var all []fit
		for i, a := range c.first {
			for j, b := range c.second {
				all = append(all, fit{reading(b).Sub(reading(a)) - 1000*incident.Second, i, j})
			}
		}
		got := align(all, pairSlack)
		if want := incident.Span(c.shift-1000) * incident.Second; span(got.shift-want) > pairSlack || got.sure(len(c.first)) != c.sure {
			t.Errorf("%s: %+v, sure %t", c.name, got, got.sure(len(c.first)))
		}
	}
}

// TestPinsOfOneToken: the ttl told twice of one token fits any other token twice as well, so it tells no more than once. As
// many tokens minted as were received and accepted tell which it was.
func TestPinsOfOneToken(t *testing.T) {
	lines := []line{
		{kind: incident.KindIssued, seconds: 5000.1, session: "s", host: "h", token: mintedAt(5000, "aaaaaaaaaaaa")},
		{kind: incident.KindTokenFetched, seconds: 100.2, session: "s"},
		{kind: incident.KindRegister, seconds: 100.2, session: "s"},
		{kind: incident.KindRegistered, seconds: 100.3, session: "s", ttl: 3599},
		{kind: incident.KindReconnecting, seconds: 500, session: "s"},
		{kind: incident.KindRegistered, seconds: 500.3, session: "s", ttl: 3199},
	}
	doubt := func(lines []line) Doubt {
		s := story(lines...)
		s.Resolve(&Known{TTL: Remaining})
		uses := s.Sessions[0].Uses
		last := uses[len(uses)-1]
		if last.Told() == nil || !last.Told().Exp.Known() {
			return Guess
		}
		return last.Doubt()
	}
	if d := doubt(lines); d != Sure {
		t.Errorf("one token received, accepted and minted: doubt %d", d)
	}
	more := append(lines[:len(lines):len(lines)], line{kind: incident.KindTokenFetched, seconds: 3000, session: "s"})
	if d := doubt(more); d == Sure {
		t.Error("two tokens received, one minted: no doubt which one was accepted")
	}
}

// TestJoinInDoubt: one line of a host and many of the balancer go together by chance. They are joined, and what they say
// together is not on record.
func TestJoinInDoubt(t *testing.T) {
	host := line{kind: incident.KindIssued, seconds: 100, session: "s", host: "h", token: mintedAt(100, "aaaaaaaaaaaa")}
	access := func(seconds float64) line {
		return line{kind: incident.KindAccess, seconds: seconds, session: "s", host: "h"}
	}
	if s := story(host, access(1900)); s.Requests[0].BalancedBy(Sure) == nil {
		t.Error("a line each: in doubt")
	}
	for _, r := range story(host, access(1900), access(4000), access(9000)).Requests {
		if r.Issued != nil && r.BalancedBy(Sure) != nil {
			t.Error("one of three: no doubt")
		}
	}
}
