package dialect

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// console makes entries of console lines, one a millisecond apart from where the test says otherwise.
type console struct {
	line int64
	at   incident.Time
}

func (c *console) entry(text string, after incident.Span) *format.Entry {
	c.line++
	c.at = c.at.Add(after)
	e := &format.Entry{Line: c.line, Lines: 1, Format: "console", Received: format.NoStamp()}
	e.Time = format.Stamp{Reading: c.at, Quantum: incident.Millisecond}
	e.Raw = fmt.Append(nil, c.line)
	logger, body, _ := strings.Cut(text, " ")
	if strings.HasPrefix(logger, "TwilioVoice/") {
		e.Logger, text = logger, body
	}
	e.Body = text
	return e
}

const (
	wireLine  = `TwilioVoice/WSTransport Received: {"type":"error","version":"1.6","payload":{"error":{"code":31202,"message":"JWT is invalid"}}}`
	toldLine  = `TwilioVoice/Device Received error:  ConnectionError: ConnectionError (53000): Raised whenever a signaling connection error occurs`
	otherTold = `TwilioVoice/Device Received error:  AccessTokenExpired: AccessTokenExpired (20104): The Access Token`
	appLine   = `Twilio.Device Error: ConnectionError (53000): Raised whenever a signaling connection error occurs`
)

// TestRefusalIsOneEvent joins the lines of one refusal, and only those.
func TestRefusalIsOneEvent(t *testing.T) {
	type step struct {
		text  string
		after incident.Span
	}
	for _, test := range []struct {
		name  string
		steps []step
		want  string // line:code/wire[related] of each event
	}{
		{"all lines", []step{{wireLine, 0}, {toldLine, 1000}, {appLine, 1000}}, "2:53000/31202[1 3]"},
		{"wire alone", []step{{wireLine, 0}}, "1:0/31202[]"},
		{"told alone", []step{{toldLine, 0}, {appLine, 1000}}, "1:53000/0[2]"},
		{"app alone", []step{{appLine, 0}}, "1:53000/0[]"},
		{"after one second", []step{{wireLine, 0}, {toldLine, incident.Second}}, "2:53000/31202[1]"},
		{"after more than one second", []step{{wireLine, 0}, {toldLine, incident.Second + 1}}, "1:0/31202[] 2:53000/0[]"},
		{"two in a second", []step{{wireLine, 0}, {toldLine, 1000}, {wireLine, 100_000}, {toldLine, 1000}}, "2:53000/31202[1] 4:53000/31202[3]"},
		{"told twice", []step{{toldLine, 0}, {toldLine, 1000}}, "1:53000/0[] 2:53000/0[]"},
		{"told something else by the app", []step{{otherTold, 0}, {appLine, 1000}}, "1:20104/0[] 2:53000/0[]"},
	} {
		r := NewReader(Context{Path: "dev-1.log"})
		var got []string
		emit := func(e *incident.Event) {
			var related []int64
			for _, p := range e.Related {
				related = append(related, p.Line)
			}
			got = append(got, fmt.Sprintf("%d:%d/%d%v", e.Pos.Line, e.Code, e.WireCode, related))
		}
		c := console{at: incident.Unix(1000)}
		for _, s := range test.steps {
			if !r.Read(c.entry(s.text, s.after), emit).Used {
				t.Errorf("%s: a line was not used", test.name)
			}
		}
		r.Close(emit)
		if strings.Join(got, " ") != test.want {
			t.Errorf("%s: %s, want %s", test.name, strings.Join(got, " "), test.want)
		}
	}
}

// TestRefusalWithoutStamps joins by lines where nothing is stamped.
func TestRefusalWithoutStamps(t *testing.T) {
	for gap, want := range map[int]int{refusalLines - 1: 1, refusalLines: 2} {
		r := NewReader(Context{Path: "dev-1.log"})
		n := 0
		emit := func(*incident.Event) { n++ }
		c := console{at: incident.Unix(1000)}
		read := func(text string) {
			e := c.entry(text, 0)
			e.Time = format.NoStamp()
			r.Read(e, emit)
		}
		read(wireLine)
		for range gap {
			read("TwilioVoice/AudioHelper #deviceChange []")
		}
		read(toldLine)
		r.Close(emit)
		if n != want {
			t.Errorf("%d lines between: %d events, want %d", gap, n, want)
		}
	}
}

// TestHeldForIdentity holds events back until the identity is known, but not without bound.
func TestHeldForIdentity(t *testing.T) {
	r := NewReader(Context{Path: "dev-1.log"})
	var events []incident.Event
	emit := func(e *incident.Event) { events = append(events, *e) }
	c := console{at: incident.Unix(1000)}
	for range maxHeld + 1 {
		r.Read(c.entry("TwilioVoice/Device .register", 1000), emit)
	}
	if len(events) != 1 || events[0].Identity != "" {
		t.Fatalf("%d events before the identity is known", len(events))
	}
	r.Read(c.entry(`TwilioVoice/WSTransport Received: {"type":"connected","version":"1.6","payload":{"token":{"identity":"agent-7","ttl":60}}}`, 1000), emit)
	if len(events) != maxHeld+2 {
		t.Fatalf("%d events when it is known", len(events))
	}
	for _, e := range events[1:] {
		if e.Identity != "agent-7" || e.Session != "dev-1" || e.Time.Clock != incident.ClientClock("dev-1") {
			t.Fatalf("%+v", e)
		}
	}
}

func TestStateful(t *testing.T) {
	r := NewReader(Context{Path: "sdk.ndjson"})
	emit := func(*incident.Event) {}
	posted := &format.Entry{Line: 1, Format: "json", Time: format.NoStamp(), Received: format.NoStamp(),
		Fields: fields("identity", "agent-7", "deviceId", "dev-1", "event", "error", "error.code", "20104")}
	if out := r.Read(posted, emit); !out.Used || r.Stateful() {
		t.Errorf("%+v, stateful %v", out, r.Stateful())
	}
	c := console{}
	r.Read(c.entry("TwilioVoice/Device .register", 0), emit)
	if !r.Stateful() {
		t.Error("a console line leaves no state")
	}
	r.Close(emit)
	if r.Stateful() {
		t.Error("state is left after Close")
	}
}

// TestIDs makes the ID of an entry's first event of its bytes and derives the others from it.
func TestIDs(t *testing.T) {
	r := NewReader(Context{Path: "a.har"})
	var ids []incident.ID
	e := &format.Entry{Line: 1, Format: "har", Time: format.NoStamp(), Received: format.NoStamp(),
		Fields: fields("request.path", "/token", "status", "200")}
	e.Raw = []byte("{}")
	emit := func(e *incident.Event) { ids = append(ids, e.ID) }
	for range 2 {
		r.Read(e, emit)
	}
	r.Close(emit)
	if len(ids) != 4 || hex.EncodeToString(ids[0][:]) != "44136fa355b3678a1146ad16f7e8649e" || ids[1] == ids[0] || ids[0] != ids[2] || ids[1] != ids[3] {
		t.Errorf("%v", ids)
	}
}

func TestSpan(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       incident.Span
	}{
		{"responseTime", "50.5", 50500}, {"request_time", "0.258", 258 * incident.Millisecond}, {"durationMs", "12", 12 * incident.Millisecond},
		{"duration_seconds", "1.5", 1500 * incident.Millisecond}, {"elapsed_ns", "2400", 2}, {"took", "12ms", 12 * incident.Millisecond},
		{"took", "1.5s", 1500 * incident.Millisecond}, {"took", "890µs", 890}, {"took", "1m2s", 62 * incident.Second}, {"took", "7 ms", 7 * incident.Millisecond},
		{"took", "-1", incident.NoSpan}, {"took", "soon", incident.NoSpan}, {"took", "1e300", incident.NoSpan}, {"took", "NaN", incident.NoSpan},
	} {
		if got := span(test.name, test.text, incident.Millisecond); got != test.want {
			t.Errorf("%s=%s: %d, want %d", test.name, test.text, got, test.want)
		}
	}
	for text, want := range map[string]incident.Span{"600000": 600 * incident.Second, "600001": 600, "1200600": 1201, "50000000": 50 * incident.Millisecond} {
		x := record{Entry: &format.Entry{Fields: fields("duration", text)}}
		x.at[latencyField] = 1
		if got := x.latency(); got != want {
			t.Errorf("duration=%s: %d, want %d", text, got, want)
		}
	}
}

func TestClaimTime(t *testing.T) {
	at := incident.Unix(1782025202)
	for text, want := range map[string]incident.Time{
		"1782025202": at, "1782025202.0": at, "1782025202000": at, "2026-06-21T07:00:02Z": at, "2026-06-21T07:00:02.000Z": at,
		"2026-06-21 09:00:02+02:00": at, "1.782025202e9": at, "soon": incident.NoTime, "": incident.NoTime, "9e99": incident.NoTime,
	} {
		if got := claimTime(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

// TestIDOfLineWithToken: a token is hashed once, and still every byte of the line makes another ID, however it is read.
func TestIDOfLineWithToken(t *testing.T) {
	line := `{"time":1782021745191,"identity":"agent-25","token":"` + whole + `","msg":"access token issued"}`
	seen := map[incident.ID]string{}
	for _, text := range []string{
		line,
		" " + line,
		strings.Replace(line, "agent-25", "agent-26", 1),
		strings.Replace(line, "issued", "Issued", 1),
		strings.Replace(line, whole, "Bearer "+whole, 1),
		strings.Replace(line, whole, whole[:len(whole)-1]+"-", 1),
		strings.Replace(line, `"agent-25"`, `"agent\u002d25"`, 1),
	} {
		var ids []incident.ID
		for range 2 { // the second time with what was learnt
			events, _ := read(Context{}, []byte(line+"\n"+text+"\n"+text+"\n"))
			for _, e := range events[1:] {
				ids = append(ids, e.ID)
			}
		}
		if len(ids) != 4 || ids[0] != ids[1] || ids[0] != ids[2] || ids[0] != ids[3] {
			t.Fatalf("%s: %v", text, ids)
		}
		if other, twice := seen[ids[0]]; twice {
			t.Errorf("one ID for\n%s\n%s", other, text)
		}
		seen[ids[0]] = text
	}
	sum := sha256.Sum256([]byte(whole))
	want := sha256.Sum256([]byte("\n" + strings.Replace(line, whole, "\n"+string(sum[:]), 1)))
	if _, ok := seen[incident.ID(want[:16])]; !ok {
		t.Error("the token was hashed twice")
	}
}
