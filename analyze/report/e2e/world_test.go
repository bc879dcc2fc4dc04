package e2e

import (
	"fmt"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/replay"
	"lapse/analyze/report"
)

// start is when the made-up incident begins.
const start = incident.Time(1_782_021_600_000_000) // 2026-06-21T06:00:00Z

// hostile is text that a page must not take for anything but text.
const hostile = `<img src=x onerror="window.owned=1"><script>window.owned=1</script>"'>{{.}} ` + "\u202egnp.exe"

var kinds = []struct {
	cause incident.Cause
	sub   incident.Subcause
}{
	{incident.MissedRefresh, incident.EndpointFailed}, {incident.GenuineExpiry, incident.NoRefresh}, {incident.ClockSkew, incident.IssuerBehind},
	{incident.MissedRefresh, incident.Suspended}, {incident.WrongIss, incident.AccountAsIssuer}, {incident.BadSignature, ""},
	{incident.BadToken, incident.TTLTooLong}, {incident.Undetermined, incident.NoTokenFound},
}

// world is an incident of n sessions, made by arithmetic: every session gets a token, asks for a second one 48 minutes later,
// and four of five are refused at the end of the first.
func world(n int) report.Input {
	in := report.Input{Version: "test", Command: []string{"lapse", "report", "logs/"}, Args: []string{"logs/"},
		Sources:    []incident.Source{{Path: "logs/sdk.ndjson", Format: "json", Read: 10, Used: 10}},
		Accounting: incident.Accounting{Sources: 1, Read: 10, Used: 10},
		Result:     &analyze.Result{Sessions: n, Notes: []string{hostile}}}
	for i := range n {
		in.Timelines = append(in.Timelines, session(i))
		if i%5 != 4 {
			in.Result.Verdicts = append(in.Result.Verdicts, verdicts(i, &in.Timelines[i])...)
		}
	}
	in.Result.Clocks = []incident.ClockReport{{Clock: "issuer:token-1", Offset: incident.Interval{Lo: -2e6, Hi: 1e6}, Anchor: "validator stamps", Sources: 3}}
	in.Replay = &replay.Result{Calibration: replay.Calibration{Agreement: 1, Comparable: true}, Outcomes: []replay.Outcome{
		{Schedule: "as-recorded", Lapses: n, Requests: 2 * n}, {Schedule: "80%,retry=5s..60s", Lapses: 1, LapsesHigh: 3, Requests: 3 * n}}}
	return in
}

func session(i int) incident.Timeline {
	t := incident.Timeline{Identity: fmt.Sprintf("agent-%d", i)}
	if i == 0 {
		t.Identity = hostile
	}
	begin := start.Add(incident.Span(i%120) * incident.Minute)
	add := func(kind incident.Kind, after incident.Span, fill func(*incident.Event)) {
		e := incident.NewEvent(kind)
		e.ID = incident.ID{byte(i), byte(i >> 8), byte(len(t.Events)), byte(kind)}
		e.Identity, e.Session = t.Identity, fmt.Sprintf("dev-%d", i)
		e.Pos = incident.Pos{File: "logs/sdk.ndjson", Line: int64(i*100 + len(t.Events) + 1)}
		e.Time = incident.Stamp{Clock: incident.ClientClock(e.Session), Reading: begin.Add(after)}
		if fill != nil {
			fill(&e)
		}
		t.Events = append(t.Events, e)
	}
	exp := func(at incident.Span) func(*incident.Event) {
		return func(e *incident.Event) {
			e.Token.Exp, e.Host, e.Status, e.Latency = begin.Add(at), "token-1", 200, 80*incident.Millisecond
		}
	}
	add(incident.KindIssued, 0, exp(incident.Hour))
	add(incident.KindTokenFetched, incident.Second, exp(incident.Hour))
	add(incident.KindRegister, incident.Second, nil)
	add(incident.KindCallStarted, 10*incident.Minute, nil)
	add(incident.KindCallEnded, 14*incident.Minute, nil)
	add(incident.KindHidden, 20*incident.Minute, nil)
	add(incident.KindVisible, 40*incident.Minute, nil)
	add(incident.KindRefreshStarted, 48*incident.Minute, nil)
	if i%5 == 4 {
		add(incident.KindTokenFetched, 48*incident.Minute+incident.Second, exp(108*incident.Minute))
		add(incident.KindUpdateToken, 48*incident.Minute+incident.Second, nil)
	} else {
		add(incident.KindFetchFailed, 48*incident.Minute+incident.Second, func(e *incident.Event) { e.Status = 503 })
		add(incident.KindRejected, incident.Hour+5*incident.Second, func(e *incident.Event) { e.Code = 31202 })
		add(incident.KindRejected, incident.Hour+65*incident.Second, func(e *incident.Event) { e.Code = 31202 })
	}
	add(incident.KindUnregistered, 90*incident.Minute, nil)
	return t
}

func verdicts(i int, t *incident.Timeline) []incident.Verdict {
	var out []incident.Verdict
	k := kinds[i%len(kinds)]
	for _, e := range t.Events {
		if e.Kind != incident.KindRejected {
			continue
		}
		out = append(out, incident.Verdict{
			Event: e.ID, Source: e.Pos, Time: e.Time.Reading, Code: 31202, Identity: t.Identity, Session: e.Session, Host: "token-1",
			Cause: k.cause, Subcause: k.sub, Certainty: incident.Likely, Margin: 5 * incident.Second, Episode: fmt.Sprint(i), First: len(out) == 0,
			Evidence: []incident.Evidence{{Kind: incident.Recorded, Text: "the endpoint answered 503 to " + t.Identity, At: []incident.Pos{e.Pos}}},
			RuledOut: []incident.RuledOut{{Cause: incident.BadToken, Why: "it was accepted before"}},
		})
	}
	return out
}
