package world_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// few sessions keep the tests over all kinds fast.
const few = 24

func TestSameSeedSameBytes(t *testing.T) {
	for _, k := range world.Kinds() {
		a, b := world.Generate(k.Name, 3, few), world.Generate(k.Name, 3, few)
		if !reflect.DeepEqual(a.Files(), b.Files()) || !reflect.DeepEqual(a.Truth(), b.Truth()) {
			t.Errorf("%s: two runs of one seed differ", k.Name)
		}
		if c := world.Generate(k.Name, 4, few); reflect.DeepEqual(a.Files(), c.Files()) {
			t.Errorf("%s: another seed gives the same logs", k.Name)
		}
	}
}

// TestKindsShowTheirStory holds each kind to the cause it is there for.
func TestKindsShowTheirStory(t *testing.T) {
	stories := map[string]string{
		"no_refresh": "genuine_expiry/no_refresh", "outage": "missed_refresh/endpoint_failed", "sleep": "missed_refresh/suspended",
		"not_applied": "missed_refresh/not_applied", "skew_behind": "clock_skew/issuer_behind", "wrong_iss": "wrong_iss/account_as_issuer",
		"mixed": "missed_refresh/endpoint_failed", "mixed_noref": "wrong_iss/unknown_issuer", "errors_only": "clock_skew/issuer_behind",
		"drift_step": "clock_skew/issuer_behind", "local_time": "clock_skew/", "local_claims": "clock_skew/issuer_behind",
		"client_hours": "missed_refresh/endpoint_failed", "alerts": "clock_skew/issuer_behind", "cached_tokens": "missed_refresh/not_attempted",
		"tabs": "missed_refresh/endpoint_failed", "nominal_ttl": "clock_skew/issuer_behind", "stale_cache": "missed_refresh/stale_token",
		"lost_log": "clock_skew/issuer_behind", "clocks_right": "missed_refresh/endpoint_failed", "client_clocks": "missed_refresh/endpoint_failed",
		"skew_ahead": "clock_skew/issuer_ahead", "bad_signature": "bad_signature/", "ttl_too_long": "bad_token/ttl_too_long",
		"cached_at_load": "genuine_expiry/cached", "unknown_iss": "wrong_iss/unknown_issuer", "missing_iss": "wrong_iss/missing_issuer",
		"wrong_subject": "wrong_iss/wrong_subject", "missing_grant": "bad_token/missing_grant", "born_expired": "genuine_expiry/born_expired",
		"late_nbf": "bad_token/not_before_in_future", "frozen_tabs": "missed_refresh/suspended", "slow_endpoint": "missed_refresh/too_late",
		"masked": "missed_refresh/endpoint_failed", "wire_codes": "clock_skew/issuer_behind", "log_zone": "missed_refresh/endpoint_failed",
		"late_posts": "clock_skew/issuer_behind", "on_error": "missed_refresh/endpoint_failed", "leeway": "clock_skew/issuer_behind",
		"valid_race": "undetermined/valid_when_presented",
	}
	for _, k := range world.Kinds() {
		story, ok := stories[k.Name]
		if !ok {
			t.Errorf("%s has no story here", k.Name)
		}
		n := 0
		for _, row := range world.Generate(k.Name, 1, 3*few).Truth() {
			if strings.HasPrefix(string(row.Cause)+"/"+string(row.Sub), story) {
				n++
			}
		}
		if n == 0 {
			t.Errorf("%s: no rejection is %s", k.Name, story)
		}
	}
}

// TestTimelinesMatchLines: every event stands in a line that exists, and every truth has its event.
func TestTimelinesMatchLines(t *testing.T) {
	for _, k := range world.Kinds() {
		w := world.Generate(k.Name, 2, few)
		lines := map[string][][]byte{}
		for _, f := range w.Files() {
			lines[f.Name] = bytes.Split(bytes.TrimSuffix(f.Data, []byte("\n")), []byte("\n"))
		}
		events := map[incident.ID]incident.Event{}
		for _, tl := range w.Timelines() {
			for i, e := range tl.Events {
				if e.Pos.Line < 1 || int(e.Pos.Line) > len(lines[e.Pos.File]) {
					t.Fatalf("%s: no line %v", k.Name, e.Pos)
				}
				if i > 0 && tl.Events[i-1].Compare(&tl.Events[i]) >= 0 {
					t.Fatalf("%s: %v out of order", k.Name, e.Pos)
				}
				events[e.ID] = e
			}
		}
		for _, row := range w.Truth() {
			if e, ok := events[row.Event]; !ok || !e.Kind.Rejection() || e.Pos != row.Pos {
				t.Fatalf("%s: the truth of %v has no event", k.Name, row.Pos)
			}
		}
	}
}

// TestClocksTellTheTruth: a stamp differs from the truth by the clock's offset, and by less than its quantum.
func TestClocksTellTheTruth(t *testing.T) {
	w := world.Generate("skew_behind", 5, few)
	if got := w.Offset("issuer:token-2", w.Start); got > -419*incident.Second || got < -421*incident.Second {
		t.Errorf("token-2 is off by %v, planned were -420s", got)
	}
	drift := world.Generate("drift_step", 5, few)
	before := drift.Offset("issuer:token-2", drift.Start.Add(5*incident.Hour))
	after := drift.Offset("issuer:token-2", drift.Start.Add(7*incident.Hour))
	if before > -200*incident.Second || after < -incident.Second {
		t.Errorf("before the step %v, after it %v", before, after)
	}
	if got := w.Offset("issuer:nobody", w.Start); got.Known() {
		t.Errorf("nobody's clock is off by %v", got)
	}
}

// TestRightClocksMakeNoSkew: the counterfactual never blames a clock where none is wrong.
func TestRightClocksMakeNoSkew(t *testing.T) {
	for _, kind := range []string{"no_refresh", "outage", "sleep", "clocks_right", "client_clocks", "client_hours", "stale_cache"} {
		for seed := range uint64(5) {
			for _, row := range world.Generate(kind, seed, few).Truth() {
				if row.Cause == incident.ClockSkew {
					t.Errorf("%s seed %d: %v is %s/%s", kind, seed, row.Pos, row.Cause, row.Sub)
				}
			}
		}
	}
}

func TestReplayTruth(t *testing.T) {
	w := world.Generate("outage", 1, 60)
	rows, err := w.ReplayTruth([]string{"never", "80%", "50%", "80%,retry=5s..60s"}, 4)
	if err != nil {
		t.Fatal(err)
	}
	recorded, never, some, early, retry := rows[0], rows[1], rows[2], rows[3], rows[4]
	if never.Lapses != 60 || never.Requests != 60 || never.LapsesSD != 0 {
		t.Errorf("never: %+v, want one request and one lapse a session", never)
	}
	if early.Requests <= some.Requests {
		t.Errorf("50%% asks %v times, 80%% %v times", early.Requests, some.Requests)
	}
	if retry.Lapses >= some.Lapses {
		t.Errorf("with retries %v lapses, without %v", retry.Lapses, some.Lapses)
	}
	if recorded.Schedule != "recorded" || recorded.Lapses < some.Lapses {
		t.Errorf("recorded %+v, though some clients never refresh; 80%%: %+v", recorded, some)
	}
	if _, err := w.ReplayTruth([]string{"8 o'clock"}, 1); err == nil {
		t.Error("8 o'clock is no schedule")
	}
}

func TestNoFaultsNoLapses(t *testing.T) {
	c := world.Generate("clocks_right", 1, 1).Config
	c.Outages, c.Sleepers = nil, 0
	c.Clients = []world.ClientPlan{{Weight: 1, Schedule: "80%"}}
	if got := world.New("calm", c, 1, 40).Truth(); len(got) != 0 {
		t.Errorf("a calm day has %d rejections, the first is %+v", len(got), got[0])
	}
}

// TestLongerOutage: with the same luck, an outage that lasts longer never spares anybody.
func TestLongerOutage(t *testing.T) {
	base := world.Generate("clocks_right", 1, 1).Config
	before := 0.0
	for _, minutes := range []incident.Span{0, 5, 15, 40, 70} {
		c := base
		c.Outages = []world.Outage{{Window: world.Window{From: 3 * incident.Hour, To: 3*incident.Hour + minutes*incident.Minute}, Status: 503}}
		rows, err := world.New("outages", c, 1, 40).ReplayTruth([]string{"80%"}, 2)
		if err != nil {
			t.Fatal(err)
		}
		if rows[1].Lapses < before {
			t.Errorf("%d minutes of outage: %v lapses, a shorter one had %v", minutes, rows[1].Lapses, before)
		}
		before = rows[1].Lapses
	}
	if before == 0 {
		t.Error("70 minutes of outage harm nobody")
	}
}
