package report

import (
	"bytes"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// fixedOffsets is every clock's offset, the same at all times.
type fixedOffsets map[incident.Clock]incident.Interval

func (f fixedOffsets) At(c incident.Clock, _ incident.Time) (incident.Interval, bool) {
	i, ok := f[c]
	return i, ok
}

// fixtureTimeline is what the log says about agent-7, the identity of the fixture's first verdict.
func fixtureTimeline() *incident.Timeline {
	t := &incident.Timeline{Identity: "agent-7"}
	add := func(id byte, kind incident.Kind, clock incident.Clock, time string, line int64, fill func(*incident.Event)) {
		e := incident.NewEvent(kind)
		e.ID, e.Identity, e.Session = incident.ID{id}, "agent-7", "dev-1"
		e.Time = incident.Stamp{Clock: clock, Reading: at(time), Quantum: incident.Millisecond}
		e.Pos = incident.Pos{File: "logs/sdk.ndjson", Line: line}
		if kind.Server() {
			e.Session, e.Host, e.Pos.File = "", "token-1", "logs/token-server.ndjson.gz"
		}
		if fill != nil {
			fill(&e)
		}
		t.Events = append(t.Events, e)
	}
	const client = incident.Clock("client:dev-1")
	host := incident.IssuerClock("token-1")
	add(1, incident.KindIssued, host, "08:11:00.020", 40, func(e *incident.Event) {
		e.Latency, e.Token.Iat, e.Token.Exp = 120*incident.Millisecond, at("08:11:00.000"), at("09:11:00.000")
	})
	add(2, incident.KindTokenFetched, client, "08:11:00.700", 5, nil)
	add(3, incident.KindRegistered, client, "08:11:01.000", 6, func(e *incident.Event) { e.TTL = 3599 * incident.Second })
	add(4, incident.KindRefreshStarted, client, "08:59:01.000", 7, nil)
	add(5, incident.KindIssueFailed, host, "08:59:01.000", 88, func(e *incident.Event) { e.Status = 503 })
	add(6, incident.KindFetchFailed, client, "08:59:02.000", 8, func(e *incident.Event) { e.Status = 503 })
	add(0xe3, incident.KindRejected, client, "09:12:03.120", 12, func(e *incident.Event) {
		e.ID, e.Code, e.WireCode, e.WireMessage = incident.ID{0xe3, 0xf0}, 53000, 31202, "Access Token expired"
	})
	other := incident.NewEvent(incident.KindRegistered)
	other.ID, other.Session, other.Time = incident.ID{9}, "dev-99", incident.Stamp{Clock: "client:dev-99", Reading: at("08:30:00.000")}
	t.Events = append(t.Events, other)
	return t
}

func explainModel() *Model {
	in := fixture()
	in.Result.Offsets = fixedOffsets{
		"client:dev-1":   {Lo: 400_000, Hi: 600_000},
		"issuer:token-1": {Lo: -200_000, Hi: 200_000},
	}
	return NewModel(in)
}

func TestExplain(t *testing.T) {
	m := explainModel()
	var b bytes.Buffer
	if err := Explain(&b, m, fixtureTimeline(), &m.Result.Verdicts[0], Options{Width: 120}); err != nil {
		t.Fatal(err)
	}
	golden(t, "explain.txt", b.Bytes())
	if strings.Contains(b.String(), "dev-99") {
		t.Error("another session's event stands in the story")
	}
}

// A session of hundreds of steps is told by what the evidence names and by what was near; the rest is counted.
func TestExplainLeavesOut(t *testing.T) {
	m := explainModel()
	tl := fixtureTimeline()
	for i := range 200 {
		e := incident.NewEvent(incident.KindRegistered)
		e.ID, e.Session = incident.ID{0x77, byte(i)}, "dev-1"
		e.Time = incident.Stamp{Clock: "client:dev-1", Reading: at("09:00:00.000").Add(incident.Span(i) * incident.Second)}
		tl.Events = append(tl.Events, e)
	}
	var b bytes.Buffer
	if err := Explain(&b, m, tl, &m.Result.Verdicts[0], Options{}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"steps left out", "status 503", "token-server.ndjson.gz:40"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in:\n%s", want, b.String())
		}
	}
	if n := strings.Count(b.String(), "\n"); n > 80 {
		t.Errorf("%d lines do not fit a screen", n)
	}
}

func TestExplainWithoutToken(t *testing.T) {
	m := explainModel()
	var b bytes.Buffer
	if err := Explain(&b, m, nil, &m.Result.Verdicts[3], Options{}); err != nil {
		t.Fatal(err)
	}
	golden(t, "explain-no-token.txt", b.Bytes())
}
