package world_test

import (
	"math"
	"regexp"
	"strings"
	"testing"
	"time"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// driftingHost is a usual day on which one host of three falls behind by 150 s an hour from some hour on, to the end of the log.
// Clients refresh 300 s before the end.
func driftingHost(hour, size int) *world.World {
	return world.New("drifting", world.Config{
		TTL: incident.Hour, Joining: incident.Hour, Least: 5 * incident.Hour, Most: 8 * incident.Hour,
		Hosts:   []world.HostPlan{{}, {PPM: -150e6 / 3600, Drift: world.Window{From: incident.Span(hour) * incident.Hour, To: 24 * incident.Hour}}, {}},
		Clients: []world.ClientPlan{{Weight: 1, Schedule: "ttl-300s"}}, Early: 5 * incident.Second,
		Logs: world.Logs{Ref: world.RefHash, Whole: true, Balancer: true},
	}, 1, size)
}

var foretold = regexp.MustCompile(`^token-2 falls (\d+) s an hour behind; (at this rate )?tokens of 3600 s refreshed (\d+) s early (begin to fail at|fail from) (\d\d:\d\d) UTC( on)?$`)

// TestDriftIsForetold: the rate and the time that the warning names are those of the generated clock: 300 s are eaten two hours
// after it began to drift, and the token minted then is refused 55 minutes later. Where the log ends before, it is a forecast.
func TestDriftIsForetold(t *testing.T) {
	for _, c := range []struct {
		from     int // hours after 06:00
		forecast bool
		want     string
	}{{3, false, "11:55"}, {7, true, "15:55"}} {
		w := driftingHost(c.from, 120)
		report := clockReport(t, judge(t, w, analyze.Options{}).result, "issuer:token-2")
		if perHour := report.Drift * 3600; math.Abs(perHour+150) > 5 {
			t.Errorf("drift from hour %d on: told %.1f s an hour, it is -150 (%s)", c.from, perHour, report.Warning)
		}
		said := foretold.FindStringSubmatch(report.Warning)
		if said == nil || (said[2] != "") != c.forecast {
			t.Errorf("drift from hour %d on: %q", c.from, report.Warning)
			continue
		}
		got, err := time.Parse("15:04", said[5])
		if err != nil {
			t.Fatal(err)
		}
		want, _ := time.Parse("15:04", c.want)
		if off := got.Sub(want).Abs(); off > 10*time.Minute {
			t.Errorf("drift from hour %d on: said to fail at %s, it is %s", c.from, said[5], c.want)
		}
	}
	if r := clockReport(t, judge(t, driftingHost(3, 120), analyze.Options{}).result, "issuer:token-1"); r.Warning != "" || r.Drift != 0 {
		t.Errorf("a host that is right: drift %g, %q", r.Drift, r.Warning)
	}
}

// TestDriftSeenTooLittle: where hardly anybody asked the host after it began to drift, no rate is told, but how it stands.
func TestDriftSeenTooLittle(t *testing.T) {
	report := clockReport(t, judge(t, driftingHost(7, 40), analyze.Options{}).result, "issuer:token-2")
	if report.Drift != 0 || !strings.Contains(report.Warning, "behind in the end") {
		t.Errorf("drift %g, %q", report.Drift, report.Warning)
	}
}

// TestRightHostsAreNotWarnedOf: no warning names a host that is right, whatever else is wrong.
func TestRightHostsAreNotWarnedOf(t *testing.T) {
	for seed := range rounds(300) {
		for _, c := range judge(t, rightIssuers(seed), analyze.Options{}).result.Clocks {
			if strings.HasPrefix(string(c.Clock), "issuer:") && (c.Drift != 0 || c.Warning != "") {
				t.Errorf("seed %d: %s: drift %g, %q", seed, c.Clock, c.Drift, c.Warning)
			}
		}
	}
}

// TestOneDriftIsOneRegime: a host that drifts evenly until it is set has two regimes, whatever share of the log it drifts for.
func TestOneDriftIsOneRegime(t *testing.T) {
	for _, seed := range []uint64{0, 1, 2, 5, 26, 30} {
		w := world.Generate("drift_step", seed, 60+40*int(seed%3))
		r := clockReport(t, judge(t, w, analyze.Options{}).result, "issuer:token-2")
		if len(r.Regimes) != 2 {
			t.Errorf("seed %d: %d regimes: %+v", seed, len(r.Regimes), r.Regimes)
		}
	}
}

func clockReport(t *testing.T, r *analyze.Result, c incident.Clock) incident.ClockReport {
	for _, report := range r.Clocks {
		if report.Clock == c {
			return report
		}
	}
	t.Fatalf("no report on %s", c)
	return incident.ClockReport{}
}
