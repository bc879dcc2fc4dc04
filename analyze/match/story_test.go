package match

import (
	"fmt"
	"slices"
	"testing"

	"lapse/analyze/incident"
)

// line is an event in short: the reading in seconds of whoever wrote it.
type line struct {
	kind    incident.Kind
	seconds float64
	session string
	host    string
	token   incident.Token
	ttl     float64 // seconds, 0 if not told
	code    int32
	format  string
}

func reading(seconds float64) incident.Time {
	return incident.Unix(1_000_000).Add(incident.Span(seconds * float64(incident.Second)))
}

// mintedAt is a token of an hour, as far as its log names it.
func mintedAt(iat float64, print string) incident.Token {
	t := incident.NoToken()
	t.Iat = incident.Unix(reading(iat).Seconds())
	t.Exp = t.Iat.Add(incident.Hour)
	t.JTI = fmt.Sprintf("SK1-%d", t.Iat.Seconds())
	t.Fingerprint = incident.Fingerprint(print)
	return t
}

func story(lines ...line) *Story { return Read(timeline(lines...)) }

func timeline(lines ...line) *incident.Timeline {
	tl := &incident.Timeline{Identity: "agent-7"}
	for i, l := range lines {
		e := incident.NewEvent(l.kind)
		e.ID[0], e.ID[1] = byte(i>>8), byte(i)
		e.Session, e.Host, e.Code, e.Format = l.session, l.host, l.code, l.format
		clock := incident.ClientClock("x" + l.session)
		if l.kind.Server() {
			clock = incident.IssuerClock(l.host)
			e.Status, e.Latency = 200, 50*incident.Millisecond
		}
		e.Time = incident.Stamp{Clock: clock, Reading: reading(l.seconds), Quantum: incident.Millisecond}
		if l.token != (incident.Token{}) {
			e.Token = l.token
		}
		if l.ttl != 0 {
			e.TTL = incident.Span(l.ttl) * incident.Second
		}
		tl.Events = append(tl.Events, e)
	}
	slices.SortFunc(tl.Events, func(a, b incident.Event) int { return a.Compare(&b) })
	return tl
}

// TestJTIAloneIsNoKey: two tokens that share jti, iat and exp stay two where their fingerprints differ, and a line that
// names only the claims tells neither.
func TestJTIAloneIsNoKey(t *testing.T) {
	a, b := mintedAt(100, "aaaaaaaaaaaa"), mintedAt(100, "bbbbbbbbbbbb")
	s := story(
		line{kind: incident.KindIssued, seconds: 100.1, host: "h", token: a},
		line{kind: incident.KindIssued, seconds: 100.2, host: "h", token: b},
	)
	if len(s.Tokens) != 2 {
		t.Fatalf("%d tokens, want 2", len(s.Tokens))
	}
	claims := a
	claims.Fingerprint = ""
	ix := &index{}
	ix.reset(0)
	ix.add(&a)
	if got := ix.find(&claims); got == nil {
		t.Error("claims of the only token told nothing")
	}
	ix.add(&b)
	if got := ix.find(&claims); got != nil {
		t.Error("claims of two tokens told one")
	}
}

// TestPrefix: twelve hex digits of a fingerprint are enough, unless two tokens begin alike.
func TestPrefix(t *testing.T) {
	a, b := mintedAt(100, "abcdef-1xxxxxxxxxxxxxxxxxxxxxxxx"), mintedAt(200, "abcdef-2xxxxxxxxxxxxxxxxxxxxxxxx")
	ix := &index{}
	ix.reset(0)
	ix.add(&a)
	p := incident.NoToken()
	p.Fingerprint = "abcdef"
	if ix.find(&p) == nil {
		t.Error("a prefix of the only token told nothing")
	}
	ix.add(&b)
	if ix.find(&p) != nil {
		t.Error("a prefix of two tokens told one")
	}
}

// TestServedTwice: a token that a cache serves again was minted before its first line.
func TestServedTwice(t *testing.T) {
	k := mintedAt(100, "aaaaaaaaaaaa")
	s := story(
		line{kind: incident.KindIssued, seconds: 900, host: "other", token: k},
		line{kind: incident.KindIssued, seconds: 100.1, host: "minter", token: k},
	)
	if len(s.Tokens) != 1 || s.Tokens[0].Host != "minter" || len(s.Tokens[0].Served) != 2 {
		t.Errorf("%d tokens, first by %q", len(s.Tokens), s.Tokens[0].Host)
	}
}

// TestSetBack: a line that stands before iat is not the line of the mint where another is: the host's clock was set back.
func TestSetBack(t *testing.T) {
	k := mintedAt(100, "aaaaaaaaaaaa")
	s := story(
		line{kind: incident.KindIssued, seconds: 10, host: "after", token: k},
		line{kind: incident.KindIssued, seconds: 100.1, host: "minter", token: k},
	)
	if s.Tokens[0].Host != "minter" {
		t.Errorf("minted by %q", s.Tokens[0].Host)
	}
}

// TestPinsNameTokens: a session that logs no token, by a clock that is hours off, tells by the ttl which token it held.
func TestPinsNameTokens(t *testing.T) {
	const off = -7200
	lines := []line{}
	for i := range 4 {
		at := float64(i) * 2880
		lines = append(lines,
			line{kind: incident.KindIssued, seconds: at + 0.1, host: "h", session: "d", token: mintedAt(at, fmt.Sprintf("token-%06d", i))},
			line{kind: incident.KindTokenFetched, seconds: at + 0.3 + off, session: "d"},
			line{kind: incident.KindUpdateToken, seconds: at + 0.4 + off, session: "d"},
			line{kind: incident.KindRegistered, seconds: at + 0.5 + off, session: "d", ttl: 3599})
	}
	s := story(lines...)
	s.Resolve(&Known{TTL: Remaining})
	i := 0
	for _, u := range s.Sessions[0].Uses {
		if !u.Accepted {
			continue
		}
		if got := u.Told(); got == nil || got.Fingerprint != incident.Fingerprint(fmt.Sprintf("token-%06d", i)) {
			t.Errorf("use %d: %v", i, got)
		}
		i++
	}
	for i, f := range s.Sessions[0].Fetches {
		if f.Request == nil || f.Token != f.Request.Token {
			t.Errorf("fetch %d was not paired", i)
		}
	}
}

// TestPairByOffset: fetches are paired with requests by the offset that most pairs agree on, not by the nearest time.
func TestPairByOffset(t *testing.T) {
	const off = -2875 // nearly a whole refresh: the nearest request is the one before
	lines := []line{}
	for i := range 6 {
		at := float64(i)*2880 + float64(i*i)
		lines = append(lines,
			line{kind: incident.KindIssued, seconds: at, host: "h", session: "d", token: mintedAt(at, fmt.Sprintf("token-%06d", i))},
			line{kind: incident.KindTokenFetched, seconds: at + 0.2 + off, session: "d"})
	}
	s := story(lines...)
	s.Resolve(&Known{})
	for i, f := range s.Sessions[0].Fetches {
		if f.Token == nil || f.Token.Fingerprint != incident.Fingerprint(fmt.Sprintf("token-%06d", i)) {
			t.Errorf("fetch %d: %v", i, f.Token)
		}
	}
}

// TestInFlight: a refusal that lands a moment after a new token was handed over is of the old one, if the new one cannot
// explain it; three seconds later it is not.
func TestInFlight(t *testing.T) {
	old, fresh := mintedAt(0, "old-old-old-"), mintedAt(3000, "new-new-new-")
	for _, c := range []struct {
		after float64
		want  incident.Fingerprint
	}{{0.2, old.Fingerprint}, {2.9, old.Fingerprint}, {3.1, fresh.Fingerprint}} {
		s := story(
			line{kind: incident.KindRegister, seconds: 1, session: "d", token: old},
			line{kind: incident.KindUpdateToken, seconds: 4000, session: "d", token: fresh},
			line{kind: incident.KindRejected, seconds: 4000 + c.after, session: "d", code: 31202},
		)
		ses := s.Sessions[0]
		got := ses.Candidates(ses.Rejections[0], s.Tokens, func(k *Token) Fit {
			if k.Fingerprint == old.Fingerprint {
				return Certain
			}
			return Excluded
		})
		if len(got) != 1 || got[0].Token.Fingerprint != c.want {
			t.Errorf("%v s after: %v", c.after, got)
		}
	}
}

// TestOneRefusalTwoLogs: the console and the app's own report of one refusal are one; the same log twice is two.
func TestOneRefusalTwoLogs(t *testing.T) {
	for _, c := range []struct {
		second string
		apart  float64
		want   int
	}{{"json/app", 0.3, 1}, {"json/app", 2.5, 2}, {"console/voicejs", 0.3, 2}} {
		s := story(
			line{kind: incident.KindRejected, seconds: 10, session: "d", code: 31202, format: "console/voicejs"},
			line{kind: incident.KindRejected, seconds: 10 + c.apart, session: "d", code: 31202, format: c.second},
		)
		if got := len(s.Sessions[0].Rejections); got != c.want {
			t.Errorf("%s %v s later: %d refusals, want %d", c.second, c.apart, got, c.want)
		}
	}
}

// TestUnseen: a fetch that no request answers brings a token that no line tells, not the one before.
func TestUnseen(t *testing.T) {
	s := story(
		line{kind: incident.KindIssued, seconds: 0, host: "h", session: "d", token: mintedAt(0, "aaaaaaaaaaaa")},
		line{kind: incident.KindTokenFetched, seconds: 0.2, session: "d"},
		line{kind: incident.KindUpdateToken, seconds: 0.3, session: "d"},
		line{kind: incident.KindTokenFetched, seconds: 2880, session: "d"},
		line{kind: incident.KindUpdateToken, seconds: 2880.1, session: "d"},
	)
	s.Resolve(&Known{})
	uses := s.Sessions[0].Uses
	if uses[0].Told().Unseen || !uses[1].Told().Unseen {
		t.Errorf("first unseen %v, second unseen %v", uses[0].Told().Unseen, uses[1].Told().Unseen)
	}
}

func TestDensest(t *testing.T) {
	s := incident.Second
	d, votes := densest([]incident.Span{100 * s, 5 * s, -20 * s, 101 * s, 102 * s, 6 * s}, 3*s)
	if d != 101*s || votes != 3 {
		t.Errorf("%v with %d votes", d, votes)
	}
	if d, votes = densest([]incident.Span{90 * s, -7 * s}, 3*s); d != -7*s || votes != 1 {
		t.Errorf("of two as full the one nearer to zero: %v with %d votes", d, votes)
	}
	if _, votes = densest(nil, s); votes != 0 {
		t.Error("votes out of nothing")
	}
}

// TestGaps: where clients refresh every 2880 s, gaps between two hosts tell how far their clocks stand apart.
func TestGaps(t *testing.T) {
	g := Gaps{}
	off := map[string]float64{"a": 0, "b": -900, "c": 0}
	hosts := []string{"a", "b", "c", "a", "a", "c", "c", "b", "b", "a", "c", "b"}
	for round := range 4 {
		var lines []line
		for i := range hosts {
			h := hosts[(i+round)%len(hosts)]
			at := float64(i)*2880 + off[h]
			lines = append(lines, line{kind: incident.KindIssued, seconds: at, host: h, session: "d", token: mintedAt(at, fmt.Sprintf("%06d-%06d", round, i))})
		}
		story(lines...).Gaps(g)
	}
	got := g.Offsets()
	if got["a"] != 0 || got["c"] != 0 || got["b"] != -900*incident.Second {
		t.Errorf("%v", got)
	}
}

// TestZones: a log whose stamps stand a whole number of quarter hours off its tokens' iat is shifted; one that is off by
// anything else is not.
func TestZones(t *testing.T) {
	for _, c := range []struct {
		off  float64
		want incident.Span
	}{{-7 * 3600, -7 * incident.Hour}, {900, 15 * incident.Minute}, {0, 0}, {400, 0}} {
		votes := map[string]map[incident.Span]int{}
		var lines []line
		for i := range 10 {
			at := float64(i) * 600
			lines = append(lines, line{kind: incident.KindIssued, seconds: at + c.off + 0.2, host: "h", token: mintedAt(at, fmt.Sprintf("token-%06d", i))})
		}
		story(lines...).ZoneVotes(votes)
		if got := Zones(votes)["h"]; got != c.want {
			t.Errorf("off by %v s: %v, want %v", c.off, got, c.want)
		}
	}
}
