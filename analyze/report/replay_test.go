package report

import (
	"bytes"
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/analyze/replay"
)

func fixtureReplay() *replay.Result {
	return &replay.Result{
		Seed: 1, Sessions: 120, Identities: 90,
		Window:      incident.Interval{Lo: int64(at("06:00:00.000")), Hi: int64(at("12:00:00.000"))},
		Recorded:    replay.Recorded{Lapses: 74, SessionsAffected: 74, Requests: 689, PeakPerSecond: 4, Unprotected: 812_500_000, Sleeps: 3},
		Calibration: replay.Calibration{RecordedLapses: 74, ReproducedLapses: 74, Agreement: 1, Comparable: true},
		Mix:         []replay.Share{{Schedule: "80%", Sessions: 110, Share: 110.0 / 120}, {Sessions: 10, Share: 10.0 / 120}},
		Outages: []replay.Stretch{{
			From: incident.Interval{Lo: int64(at("09:05:58.000")), Hi: int64(at("09:06:12.000"))},
			To:   incident.Interval{Lo: int64(at("09:31:00.000")), Hi: int64(at("09:31:20.000"))},
		}},
		Hosts: []replay.HostClock{{Host: "token-1", Share: 1}},
		Outcomes: []replay.Outcome{
			{Schedule: "as-recorded", Lapses: 74, LapsesLow: 74, LapsesHigh: 74, SessionsAffected: 74, Requests: 689, PeakPerSecond: 4, Unprotected: 812_500_000},
			{Schedule: "80%,retry=3x10s", Lapses: 72, LapsesLow: 70, LapsesHigh: 73, LapsesSD: 0.5, LapsesCI: [2]int{66, 78}, SessionsAffected: 72,
				Requests: 943, RequestsSD: 2.5, PeakPerSecond: 4, Unprotected: 800_000_000, Averted: 2, Regret: 72},
			{Schedule: "80%,retry=5s..60s", Lapses: 2, LapsesLow: 0, LapsesHigh: 12, SessionsAffected: 2, Requests: 1020, PeakPerSecond: 9,
				Unprotected: 3_000_000, Averted: 72, Extrapolated: true, Why: "1.5 times the recorded requests"},
		},
		Outside: replay.Outside{Rejections: 5, Tokens: 3, Sessions: 3, ByCause: []replay.CauseCount{{Cause: incident.WrongIss, Subcause: incident.AccountAsIssuer, Rejections: 5}}},
		Sweep: &replay.Sweep{
			Points: []replay.Point{
				{Outcome: replay.Outcome{Schedule: "50%,retry=5s..60s", Lapses: 0, Requests: 1400, PeakPerSecond: 9}, Front: true},
				{Outcome: replay.Outcome{Schedule: "80%,retry=5s..60s", Lapses: 2, LapsesHigh: 12, Requests: 1020, PeakPerSecond: 9}, Front: true, Flat: true},
				{Outcome: replay.Outcome{Schedule: "90%", Lapses: 60, Requests: 1500, PeakPerSecond: 9}},
			},
			Oracle: replay.Outcome{Schedule: "oracle", Requests: 680}, Target: 0, Recommended: "50%,retry=5s..60s",
			Reason: "the cheapest without a lapse.", Flat: "Between 45 % and 60 % it makes no difference.",
		},
		Timeline: &replay.SessionTimeline{
			Identity: "agent-7", Session: "dev-1", From: at("08:11:00.000"), To: at("09:40:00.000"),
			Recorded: []replay.Mark{
				{At: at("08:11:00.700"), Kind: replay.MarkReceived, Expires: at("09:11:00.000")},
				{At: at("09:12:03.120"), Kind: replay.MarkLapsed, Expires: incident.NoTime},
			},
			Simulated: []replay.Simulated{{Schedule: "80%,retry=5s..60s", Marks: []replay.Mark{{At: at("08:59:00.000"), Kind: replay.MarkAsked, Text: "due", Expires: incident.NoTime}}}},
		},
		Assumptions: []string{"timers keep wall time"}, Notes: []string{"3 sleeps are inferred"},
	}
}

func TestWriteReplay(t *testing.T) {
	for _, f := range replayFormats {
		t.Run(f.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteReplay(&b, f.name, fixtureReplay(), Options{Width: 120}); err != nil {
				t.Fatal(err)
			}
			golden(t, "replay."+f.name, b.Bytes())
			if err := WriteReplay(&fullAfter{b.Len() - 1}, f.name, fixtureReplay(), Options{Width: 120}); err == nil {
				t.Error("a write error was swallowed")
			}
			if err := WriteReplay(&b, f.name, &replay.Result{}, Options{}); err != nil {
				t.Errorf("an empty result: %v", err)
			}
		})
	}
}

func TestReplayFitsItsSchema(t *testing.T) {
	for _, r := range []*replay.Result{fixtureReplay(), {}} {
		var b bytes.Buffer
		if err := WriteReplay(&b, "json", r, Options{}); err != nil {
			t.Fatal(err)
		}
		checkSchema(t, "replay-v1", b.Bytes())
	}
}

// A result that does not reproduce what happened says so where nobody can miss it.
func TestNotComparableIsSaid(t *testing.T) {
	r := fixtureReplay()
	r.Calibration = replay.Calibration{RecordedLapses: 74, ReproducedLapses: 60, Agreement: 0.81,
		Differ: []replay.Difference{{Identity: hostile, Session: "dev-9", Recorded: 1, Why: hostile}}}
	for _, format := range []string{"table", "md"} {
		var b bytes.Buffer
		if err := WriteReplay(&b, format, r, Options{}); err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(b.String(), "NOT COMPARABLE") {
			t.Errorf("%s does not say it:\n%s", format, b.String())
		}
		if strings.ContainsFunc(b.String(), func(r rune) bool { return hidden(r) && r != '\n' }) {
			t.Errorf("%s carries a hidden character", format)
		}
	}
}
