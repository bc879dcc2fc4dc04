package report

import (
	"time"

	"lapse/analyze"
	"lapse/analyze/incident"
)

// at is a time on the fixture's day.
func at(clock string) incident.Time {
	t, err := time.Parse("2006-01-02 15:04:05.000", "2026-06-21 "+clock)
	if err != nil {
		panic(err)
	}
	return incident.TimeOf(t)
}

// fixture is one small run with every kind of thing that a report shows.
func fixture() Input {
	return Input{
		Version: "1.0.0", Command: []string{"lapse", "analyze", "logs/"}, Args: []string{"logs/"},
		Sources: []incident.Source{
			{Path: "logs/sdk.ndjson", SHA256: [32]byte{0xab, 1}, Bytes: 204800, Format: "json/voicejs", Read: 1200, Used: 1100, Other: 98, Rejected: 2, Events: 1100,
				Reasons: []incident.Reason{{Text: "half a JSON object", Count: 2, First: incident.Pos{File: "logs/sdk.ndjson", Line: 77}}}},
			{Path: "logs/token-server.ndjson.gz", SHA256: [32]byte{0xcd, 2}, Bytes: 65536, Format: "json/pino", Read: 800, Used: 800, Events: 800,
				Truncated: "unexpected end of gzip data"},
		},
		Accounting: incident.Accounting{Sources: 2, Read: 2000, Used: 1890, Other: 98, Duplicate: 10, Rejected: 2},
		Troubles:   []Trouble{{Path: "logs/secret.log", Text: "permission denied"}},
		Result: &analyze.Result{
			Verdicts: fixtureVerdicts(), Clocks: fixtureClocks(),
			Leeway:  incident.Interval{Lo: 0, Hi: 2_500_000},
			Issuers: []string{"SK8bc8"}, Accounts: []string{"AC8bc8"}, Inferred: true,
			Window:     incident.Interval{Lo: int64(at("06:00:00.000")), Hi: int64(at("12:00:00.000"))},
			Identities: 3, Sessions: 5, Events: 1900,
			Assumptions: []string{"the expected issuers are those of accepted tokens: SK8bc8"},
			Notes:       []string{"the zone of lb-access.log was not given; UTC was assumed"},
		},
		Timelines: []incident.Timeline{*fixtureTimeline()},
		Replay:    fixtureReplay(),
	}
}

func fixtureVerdicts() []incident.Verdict {
	endpoint := incident.Verdict{
		Event: incident.ID{0xe3, 0xf0}, Source: incident.Pos{File: "logs/sdk.ndjson", Line: 12}, Time: at("09:12:03.120"),
		Code: 31202, Identity: "agent-7", Session: "dev-1", SDK: "@twilio/voice-sdk@2.18.5", App: "desk/2.9", Host: "token-1",
		Cause: incident.MissedRefresh, Subcause: incident.EndpointFailed, Certainty: incident.Proved,
		Margin: 41_200_000, Flip: "a token received 41.2 s earlier",
		Token: &incident.Token{Fingerprint: incident.Fingerprint(make([]byte, 32)), JTI: "SK8bc8-1782021631", Iss: "SK8bc8", Sub: "AC8bc8",
			Identity: "agent-7", Iat: at("08:11:00.000"), Nbf: incident.NoTime, Exp: at("09:11:00.000"), Claims: true},
		MatchedBy: incident.TierFingerprint, Candidates: 1, Episode: "e3f00000000000000000000000000000", First: true,
		TrueTime: incident.Interval{Lo: int64(at("09:12:03.000")), Hi: int64(at("09:12:03.400"))},
		Evidence: []incident.Evidence{
			{Kind: incident.Recorded, Text: "the token endpoint answered 503", At: []incident.Pos{{File: "logs/token-server.ndjson.gz", Line: 88}}},
			{Kind: incident.Derived, Text: "the token had expired 63 s before", At: []incident.Pos{{File: "logs/sdk.ndjson", Line: 12}, {File: "logs/token-server.ndjson.gz", Line: 40}}},
			{Kind: incident.Missing, Text: "a request id in the SDK log would tell which answer belongs to which request"},
		},
		RuledOut: []incident.RuledOut{{Cause: incident.ClockSkew, Why: "the host's clock is right to within 0.4 s"}},
	}
	repeat := endpoint
	repeat.Event, repeat.Source.Line, repeat.Time, repeat.First = incident.ID{0xe3, 0xf1}, 13, at("09:12:33.120"), false

	skew := incident.Verdict{
		Event: incident.ID{0xa1}, Source: incident.Pos{File: "logs/sdk.ndjson", Line: 30}, Time: at("10:02:00.000"),
		Code: 20104, Identity: "agent-8", Session: "dev-2", Host: "token-2", CallSID: "CA0f",
		Cause: incident.ClockSkew, Subcause: incident.IssuerBehind, Certainty: incident.Likely, Margin: 367_000_000,
		Token:     &incident.Token{JTI: "SK8bc8-1782030000", Iat: incident.NoTime, Nbf: incident.NoTime, Exp: at("10:00:00.500")},
		MatchedBy: incident.TierClaims, Candidates: 1, Episode: "a1", First: true, Contributing: []incident.Cause{incident.GenuineExpiry},
		Evidence: []incident.Evidence{{Kind: incident.Assumed, Text: "most client clocks are right"}},
	}
	unknown := incident.Verdict{
		Event: incident.ID{0xb2}, Source: incident.Pos{File: "logs/sdk.ndjson", Line: 31}, Time: at("10:40:10.000"), Code: 53000, Session: "dev-3",
		Cause: incident.Undetermined, Subcause: incident.NoTokenFound, Certainty: incident.Possible, Margin: incident.NoSpan, Episode: "b2", First: true,
	}
	signature := unknown
	signature.Event, signature.Source.Line, signature.Time, signature.Code = incident.ID{0xb3}, 32, at("10:41:10.000"), 31202
	signature.Cause, signature.Subcause, signature.Certainty, signature.Identity = incident.BadSignature, "", incident.Likely, "agent-9"
	return []incident.Verdict{endpoint, repeat, skew, unknown, signature}
}

func fixtureClocks() []incident.ClockReport {
	return []incident.ClockReport{
		{Clock: "client:dev-1", Offset: incident.Interval{Lo: -1_000_000, Hi: 2_000_000}, Anchor: "validator stamps", Sources: 1, Readings: 12},
		{Clock: "issuer:token-1", Offset: incident.Interval{Lo: -200_000, Hi: 200_000}, Anchor: "validator stamps", Sources: 40, Readings: 80},
		{Clock: "issuer:token-2", Offset: incident.Interval{Lo: -421_000_000, Hi: -419_500_000}, Drift: 12e-6, Anchor: "majority of client clocks", Sources: 33, Readings: 71,
			Regimes: []incident.Regime{
				{From: at("06:00:00.000"), To: at("08:00:00.000"), Offset: incident.Interval{Lo: -300_000, Hi: 300_000}, StepLo: incident.NoTime, StepHi: incident.NoTime},
				{From: at("08:01:00.000"), To: at("12:00:00.000"), Offset: incident.Interval{Lo: -421_000_000, Hi: -419_500_000}, StepLo: at("08:00:00.000"), StepHi: at("08:01:00.000")},
			},
			Binding: [2]incident.Evidence{
				{Kind: incident.Derived, Text: "asked before it was minted", At: []incident.Pos{{File: "logs/sdk.ndjson", Line: 5}}},
				{Kind: incident.Derived, Text: "received after it was minted", At: []incident.Pos{{File: "logs/sdk.ndjson", Line: 6}}},
			},
			Warning: "token-2 is 420 s behind: the tokens that it mints end that much early"},
	}
}

// hostile is text that tries to act on whatever shows it: a terminal, a page, a spreadsheet, a CI log, an XML parser.
const hostile = "=cmd|' /C calc'!A0 \x1b]0;owned\x07\x1b[31m \u202egnp.exe\u202c <script>alert(1)</script><img src=x onerror=alert(1)> " +
	"]]> --> | `code` [x](javascript:alert(1)) \x00 \u009b31m \xff\xfe \r\n::error::forged\nnext % \u2028 \ufeff ${x} </style>"

// hostileFixture is the fixture with hostile text wherever text comes from a log.
func hostileFixture() Input {
	in := fixture()
	for i := range in.Sources {
		in.Sources[i].Path, in.Sources[i].Format = hostile, hostile
		in.Sources[i].Reasons = []incident.Reason{{Text: hostile, Count: 1, First: incident.Pos{File: hostile, Line: 1}}}
	}
	in.Args, in.Command = []string{hostile}, []string{"lapse", hostile}
	in.Troubles = []Trouble{{Path: hostile, Text: hostile}}
	r := in.Result
	r.Assumptions, r.Notes, r.Issuers, r.Accounts = []string{hostile}, []string{hostile}, []string{hostile}, []string{hostile}
	for i := range r.Verdicts {
		v := &r.Verdicts[i]
		v.Source.File, v.Identity, v.Session, v.CallSID = hostile, hostile, hostile, hostile
		v.SDK, v.App, v.Host, v.Flip = hostile, hostile, hostile, hostile
		v.Evidence = []incident.Evidence{{Kind: incident.Recorded, Text: hostile, At: []incident.Pos{{File: hostile, Line: 3}}}}
		v.RuledOut = []incident.RuledOut{{Cause: incident.ClockSkew, Why: hostile}}
		if v.Token != nil {
			t := *v.Token
			t.JTI, t.Iss, t.Sub, t.Identity = hostile, hostile, hostile, hostile
			v.Token = &t
		}
	}
	for i := range r.Clocks {
		c := &r.Clocks[i]
		c.Clock, c.Anchor, c.Warning = incident.Clock("issuer:"+hostile), hostile, hostile
		c.Binding[0] = incident.Evidence{Kind: incident.Derived, Text: hostile, At: []incident.Pos{{File: hostile, Line: 4}}}
	}
	return in
}
