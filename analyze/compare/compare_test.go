package compare

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"lapse/analyze"
	"lapse/analyze/incident"
)

const (
	sdk  = "@twilio/voice-sdk@2.18.5"
	next = "@twilio/voice-sdk@2.19.0"
)

// part is how often a run has one finding.
type part struct {
	name      string // cause/sub-cause
	sdk, host string
	sessions  int
}

// run makes a baseline of n sessions with parts; each session that is hit has two events of one episode.
func run(n int, version string, parts ...part) *Baseline {
	r := &analyze.Result{}
	id := 0
	for _, p := range parts {
		cause, sub, _ := strings.Cut(p.name, "/")
		for range p.sessions {
			id++
			for i := range 2 {
				r.Verdicts = append(r.Verdicts, incident.Verdict{Identity: fmt.Sprint("agent-", id), Session: "dev", SDK: p.sdk, Host: p.host,
					Cause: incident.Cause(cause), Subcause: incident.Subcause(sub), First: i == 0})
			}
		}
	}
	return NewBaseline(r, Exposure{Sessions: n, SDK: map[string]int{version: n}, Host: map[string]int{"token-1": n / 2, "token-2": n / 2}}, "test")
}

// of finds how a whole cause changed.
func of(t *testing.T, c *Comparison, name string) Change {
	t.Helper()
	for _, ch := range c.Changes {
		if ch.Whole && ch.Name() == name {
			return ch
		}
	}
	t.Fatalf("no %s in %+v", name, c.Changes)
	return Change{}
}

func TestStatus(t *testing.T) {
	suspended, wrong := "missed_refresh/suspended", "wrong_iss/account_as_issuer"
	for _, c := range []struct {
		name              string
		base, now, of, on int // sessions hit, of all
		want              Status
	}{
		{suspended, 12, 19, 400, 420, Same},
		{suspended, 12, 40, 400, 400, Worse},
		{suspended, 40, 12, 400, 400, Better},
		{suspended, 40, 80, 400, 800, Same}, // twice the sessions
		{suspended, 0, 6, 400, 400, Same},   // chance could bring six
		{suspended, 0, 7, 400, 400, New},
		{wrong, 0, 2, 400, 400, Same},
		{wrong, 0, 3, 400, 400, New},
		{suspended, 6, 0, 400, 400, Same},
		{suspended, 7, 0, 400, 400, Gone},
		{suspended, 0, 7, 400, 40000, Same}, // too few sessions before to have seen any
	} {
		base := run(c.of, sdk, part{c.name, sdk, "token-1", c.base})
		now := run(c.on, sdk, part{c.name, sdk, "token-1", c.now})
		got := of(t, Compare(base, now, nil, 0), c.name)
		if got.Status != c.want {
			t.Errorf("%s: %d of %d, then %d of %d: %s (%.2g … %.2g, chance %.3g), want %s", c.name, c.base, c.of, c.now, c.on, got.Status, got.Lo, got.Hi, got.Chance, c.want)
		}
	}
}

// A finding is not new because the SDK is: it is compared with what the other versions had.
func TestNewVersionAlone(t *testing.T) {
	base := run(400, sdk, part{"missed_refresh/suspended", sdk, "token-1", 40})
	now := run(400, next, part{"missed_refresh/suspended", next, "token-1", 42})
	for _, ch := range Compare(base, now, nil, 0).Changes {
		if ch.Status == New || ch.Status == Worse {
			t.Errorf("%s is %s", ch.Name(), ch.Status)
		}
	}
}

// A known cause that spreads to another host is new there.
func TestNewOnAHost(t *testing.T) {
	base := run(400, sdk, part{"clock_skew/issuer_behind", sdk, "token-1", 30})
	now := run(400, sdk, part{"clock_skew/issuer_behind", sdk, "token-1", 30}, part{"clock_skew/issuer_behind", sdk, "token-2", 20})
	alarming := Compare(base, now, nil, 0).Alarming(true)
	if len(alarming) != 1 || alarming[0].Status != New || alarming[0].Host != "token-2" {
		t.Errorf("alarming: %+v", alarming)
	}
}

// draw makes one run of an incident: each session is hit by a cause with its chance, on one of two hosts.
func draw(r *rand.Rand, n int, chances map[string]float64) *Baseline {
	var parts []part
	for _, name := range []string{"missed_refresh/endpoint_failed", "missed_refresh/suspended", "genuine_expiry/no_refresh", "clock_skew/issuer_behind", "wrong_iss/unknown_issuer"} {
		hits := map[string]int{}
		for range n {
			if r.Float64() < chances[name] {
				hits[[]string{"token-1", "token-2"}[r.IntN(2)]]++
			}
		}
		for _, host := range []string{"token-1", "token-2"} {
			parts = append(parts, part{name, sdk, host, hits[host]})
		}
	}
	return run(n, sdk, parts...)
}

// Runs of the same mix raise no alarm; one more cause does.
func TestNoiseRaisesNoAlarm(t *testing.T) {
	mix := map[string]float64{"missed_refresh/endpoint_failed": 0.4, "missed_refresh/suspended": 0.02, "genuine_expiry/no_refresh": 0.1, "clock_skew/issuer_behind": 0.15}
	more := map[string]float64{"wrong_iss/unknown_issuer": 0.04}
	for k, v := range mix {
		more[k] = v
	}
	gate, err := ParseGate("worse", nil)
	if err != nil {
		t.Fatal(err)
	}
	alarms, found := 0, 0
	const times = 200
	for i := range uint64(times) {
		r := rand.New(rand.NewPCG(i, 7))
		base, same, worse := draw(r, 250, mix), draw(r, 300, mix), draw(r, 250, more)
		if why := gate.Broken(Compare(base, same, nil, 0)); why != "" {
			alarms++
			t.Logf("run %d: %s", i, why)
		}
		if gate.Broken(Compare(base, worse, nil, 0)) != "" {
			found++
		}
	}
	if alarms > 1 {
		t.Errorf("%d of %d runs of the same mix raised an alarm", alarms, times)
	}
	if found < times*98/100 {
		t.Errorf("%d of %d runs with one more cause raised an alarm", found, times)
	}
}

func TestAccepted(t *testing.T) {
	text := `
- cause: wrong_iss/account_as_issuer
  reason: rollout of 21 June, reverted
  until: 2026-06-30
- cause: bad_signature
  host: token-9
  reason: test key
  until: 2026-12-31
`
	accepted, err := ParseAccepted([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	base, now := run(400, sdk), run(400, sdk, part{"wrong_iss/account_as_issuer", sdk, "token-1", 20})
	gate, err := ParseGate("new", nil)
	if err != nil {
		t.Fatal(err)
	}
	last := incident.TimeOf(time.Date(2026, 6, 30, 23, 59, 59, 0, time.UTC))
	if c := Compare(base, now, accepted, last); gate.Broken(c) != "" || len(c.Unused) != 1 {
		t.Errorf("on the last day: broken %q, unused %v", gate.Broken(c), c.Unused)
	}
	if c := Compare(base, now, accepted, last.Add(incident.Second)); gate.Broken(c) == "" || len(c.Expired) != 1 {
		t.Errorf("a second later: broken %q, expired %v", gate.Broken(c), c.Expired)
	}
}

func TestParseAcceptedRefuses(t *testing.T) {
	for _, text := range []string{
		"[{cause: clock_skew, until: 2026-06-30}]", "[{cause: clock_skew, reason: x}]",
		"[{reason: x, until: 2026-06-30}]", "[{cause: clock_skew, reason: x, until: soon}]",
		"[{cause: clock_skew, reason: x, until: 2026-06-30, forever: true}]", "accept: []", "]",
	} {
		if _, err := ParseAccepted([]byte(text)); err == nil {
			t.Errorf("%s was taken", text)
		}
	}
	if a, err := ParseAccepted(nil); err != nil || a != nil {
		t.Errorf("an empty file: %v, %v", a, err)
	}
}

// known knows two causes and one sub-cause of the first.
func known(c incident.Cause, sub incident.Subcause) bool {
	return sub == "" && (c == incident.ClockSkew || c == incident.WrongIss) || c == incident.ClockSkew && sub == incident.IssuerAhead
}

func TestGates(t *testing.T) {
	base := run(400, sdk)
	now := run(400, sdk, part{"clock_skew/issuer_behind", sdk, "token-1", 3}) // six events
	for text, broken := range map[string]bool{
		"new": true, "worse": true, "clock_skew>5": true, "clock_skew>6": false, "clock_skew": true, "any>5": true,
		"clock_skew/issuer_ahead": false, "wrong_iss": false,
	} {
		g, err := ParseGate(text, known)
		if err != nil {
			t.Fatal(err)
		}
		if why := g.Broken(Compare(base, now, nil, 0)); (why != "") != broken {
			t.Errorf("%s: broken %q", text, why)
		}
	}
	for _, text := range []string{"clock_skw", "clock_skew/issuer_abead", "any/issuer_ahead", "clock_skew>x", "clock_skew>-1", "new>3", ""} {
		if _, err := ParseGate(text, known); err == nil {
			t.Errorf("%q was taken", text)
		}
	}
}

func TestNothingEvaluated(t *testing.T) {
	if Compare(run(0, sdk), run(10, sdk), nil, 0).Evaluated() || Compare(run(10, sdk), run(0, sdk), nil, 0).Evaluated() {
		t.Error("a run without sessions counts as evaluated")
	}
	if !Compare(run(10, sdk), run(10, sdk), nil, 0).Evaluated() {
		t.Error("a run without rejections does not count")
	}
}

func TestBaselineReadsBack(t *testing.T) {
	b := run(400, sdk, part{"clock_skew/issuer_behind", sdk, "token-1", 3}, part{"bad_signature", "", "", 2})
	text, err := b.JSON()
	if err != nil {
		t.Fatal(err)
	}
	again, err := ParseBaseline(text)
	if err != nil {
		t.Fatal(err)
	}
	second, err := again.JSON()
	if err != nil {
		t.Fatal(err)
	}
	if string(second) != string(text) {
		t.Errorf("reads back as\n%s\nnot\n%s", second, text)
	}
	for _, bad := range []string{"", "{}", "[]", `{"schema":"lapse/report/v1"}`, strings.Replace(string(text), `"exposed": 200`, `"exposed": 1`, 1), string(text) + "{}",
		strings.Replace(string(text), `"sessions"`, `"sesions"`, 1)} {
		if _, err := ParseBaseline([]byte(bad)); err == nil {
			t.Errorf("%.80s was taken", bad)
		}
	}
}

func TestExpose(t *testing.T) {
	event := func(kind incident.Kind, session, host, sdk string) incident.Event {
		e := incident.NewEvent(kind)
		e.Session, e.Host, e.SDK = session, host, sdk
		return e
	}
	e := Expose([]incident.Timeline{
		{Identity: "two tabs", Events: []incident.Event{
			event(incident.KindRegister, "tab-1", "", sdk), event(incident.KindRegister, "tab-2", "", next), event(incident.KindIssued, "", "token-1", "")}},
		{Identity: "server side only", Events: []incident.Event{event(incident.KindIssued, "", "token-2", "")}},
		{Identity: "no session named", Events: []incident.Event{event(incident.KindRejected, "", "", sdk)}},
		{Identity: "", Events: []incident.Event{event(incident.KindAccess, "", "token-1", "")}},
	})
	if e.Sessions != 4 || e.SDK[sdk] != 2 || e.SDK[next] != 1 || e.Host["token-1"] != 2 || e.Host["token-2"] != 1 {
		t.Errorf("%+v", e)
	}
}

func FuzzParseBaseline(f *testing.F) {
	text, _ := run(40, sdk, part{"clock_skew/issuer_behind", sdk, "token-1", 3}).JSON()
	f.Add(text)
	now := run(40, sdk, part{"clock_skew/issuer_behind", sdk, "token-1", 3})
	f.Fuzz(func(t *testing.T, text []byte) {
		if b, err := ParseBaseline(text); err == nil {
			Compare(b, now, nil, 0)
		}
	})
}
