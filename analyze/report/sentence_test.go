package report

import (
	"bytes"
	"testing"

	"lapse/analyze"
	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/replay"
)

func TestSentence(t *testing.T) {
	verdict := func(identity string, sub incident.Subcause, cause incident.Cause) incident.Verdict {
		return incident.Verdict{Identity: identity, Cause: cause, Subcause: sub, Time: at("09:06:00.000"), Host: "token-2", First: true}
	}
	endpoint := verdict("a", incident.EndpointFailed, incident.MissedRefresh)
	failed := incident.NewEvent(incident.KindFetchFailed)
	failed.Status, failed.Time = 503, incident.Stamp{Clock: "client:a", Reading: at("09:01:00.000")}
	old := failed
	old.Status, old.Time.Reading = 404, at("07:00:00.000")

	for _, c := range []struct {
		name string
		in   Input
		want string
	}{
		{"nothing", Input{}, "No token was refused in what was read."},
		{"one", Input{Result: &analyze.Result{Sessions: 1, Verdicts: []incident.Verdict{endpoint}}},
			"1 session had a token refused on 2026-06-21 at 09:06:00 UTC: 1 because the token endpoint gave no token."},
		{"status", Input{Result: &analyze.Result{Sessions: 3, Verdicts: []incident.Verdict{endpoint}}, Timelines: []incident.Timeline{{Events: []incident.Event{old, failed}}}},
			"1 of 3 sessions had a token refused on 2026-06-21 at 09:06:00 UTC: 1 because the token endpoint gave no token (it answered 503 from 09:01 to 09:01)."},
		{"skew", Input{Result: &analyze.Result{Verdicts: []incident.Verdict{verdict("a", incident.IssuerBehind, incident.ClockSkew)}, Clocks: fixtureClocks()}},
			"1 session had a token refused on 2026-06-21 at 09:06:00 UTC: 1 because the clock of token-2 runs behind by about 420 s."},
		{"replay", Input{Result: &analyze.Result{Sessions: 120, Verdicts: []incident.Verdict{endpoint}}, Replay: fixtureReplay()},
			"1 of 120 sessions had a token refused on 2026-06-21 at 09:06:00 UTC: 1 because the token endpoint gave no token. Of the schedules tried, 80%,retry=5s..60s would have done best: 2 lapses instead of 74."},
		{"no better", Input{Result: &analyze.Result{Verdicts: []incident.Verdict{endpoint}}, Replay: &replay.Result{
			Calibration: replay.Calibration{Comparable: true}, Recorded: replay.Recorded{Lapses: 1}, Outcomes: []replay.Outcome{{Schedule: "oracle"}, {Schedule: "80%", Lapses: 1}}}},
			"1 session had a token refused on 2026-06-21 at 09:06:00 UTC: 1 because the token endpoint gave no token. None of the schedules tried would have done better."},
	} {
		if got := NewModel(c.in).Sentence; got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.name, got, c.want)
		}
	}
}

func TestShell(t *testing.T) {
	for _, c := range []struct {
		words []string
		want  string
	}{
		{[]string{"lapse", "analyze", "logs/"}, "lapse analyze logs/"},
		{[]string{"lapse", "my logs", "it's", ""}, `lapse 'my logs' 'it'\''s' ''`},
		{[]string{"$(rm -rf)", "a;b", "80%,retry=3x10s", "a\nb"}, `'$(rm -rf)' 'a;b' 80%,retry=3x10s 'a\nb'`},
	} {
		if got := shell(c.words...); got != c.want {
			t.Errorf("%q: %s, want %s", c.words, got, c.want)
		}
	}
}

func TestWindow(t *testing.T) {
	day := incident.Day
	for _, c := range []struct {
		first, last incident.Time
		want        string
	}{
		{incident.NoTime, incident.NoTime, ""},
		{at("09:06:00.000"), at("09:06:00.900"), "on 2026-06-21 at 09:06:00 UTC"},
		{at("09:06:00.000"), at("09:31:00.000"), "on 2026-06-21 between 09:06:00 and 09:31:00 UTC"},
		{at("09:06:00.000"), at("09:06:00.000").Add(day), "between 2026-06-21 09:06:00 and 2026-06-22 09:06:00 UTC"},
	} {
		if got := window(c.first, c.last); got != c.want {
			t.Errorf("%s – %s: %q, want %q", c.first, c.last, got, c.want)
		}
	}
}

func TestLong(t *testing.T) {
	for want, d := range map[string]incident.Span{
		"": incident.NoSpan, "0 s": 0, "41.2 s": 41_200_000, "120 s": 2*incident.Minute - 1, "2 min": 2 * incident.Minute, "2 h": 2 * incident.Hour, "1,234 h": 1234 * incident.Hour,
	} {
		if got := long(d); got != want {
			t.Errorf("%d µs is %q, want %q", d, got, want)
		}
	}
}

func TestGroup(t *testing.T) {
	for n, want := range map[int64]string{0: "0", 999: "999", 1000: "1,000", 1234567: "1,234,567", -1000: "-1,000"} {
		if got := group(n); got != want {
			t.Errorf("%d is %q, want %q", n, got, want)
		}
	}
}

func TestNiceStepBounds(t *testing.T) {
	for _, total := range []incident.Span{0, incident.Second, incident.Hour, 400 * incident.Day, 10000 * 365 * incident.Day} {
		if step := niceStep(total, 80); step <= 0 || total/step > 80 {
			t.Errorf("%d µs in steps of %d", total, step)
		}
	}
}

func TestWriteClocks(t *testing.T) {
	var b bytes.Buffer
	if err := WriteClocks(&b, NewModel(fixture()), Options{Width: 120}); err != nil {
		t.Fatal(err)
	}
	golden(t, "clocks.txt", b.Bytes())
	if err := WriteClocks(&fullAfter{10}, NewModel(fixture()), Options{}); err == nil {
		t.Error("a write error was swallowed")
	}
}

// allRows has a row for every sub-cause in the table of causes.
func allRows() (rows []CauseRow) {
	for _, c := range cause.Table() {
		if len(c.Subcause) == 0 {
			rows = append(rows, CauseRow{Cause: c.Name})
		}
		for _, s := range c.Subcause {
			rows = append(rows, CauseRow{Cause: c.Name, Subcause: s.Name})
		}
	}
	return rows
}

// Every sub-cause of the contract ends the sentence in words of its own.
func TestEveryCauseHasItsWords(t *testing.T) {
	for _, a := range advice(allRows()) {
		if a.Subcause != "" && clauses[a.Subcause] == "" && a.Cause != incident.ClockSkew {
			t.Errorf("%s has no clause", name(a.Cause, a.Subcause))
		}
		if a.Meaning == "" || a.Fix == "" {
			t.Errorf("%s has no advice", name(a.Cause, a.Subcause))
		}
	}
}
