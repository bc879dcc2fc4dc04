package replay_test

import (
	"context"
	"math"
	"testing"

	"lapse/analyze/incident"
	"lapse/analyze/replay"
	"lapse/analyze/world"
)

// exactly are the clocks of a made-up world as they were.
type exactly struct{ w *world.World }

func (e exactly) At(c incident.Clock, reading incident.Time) (incident.Interval, bool) {
	d, ok := e.w.OffsetShown(c, reading)
	return incident.Interval{Lo: int64(d), Hi: int64(d)}, ok
}

// judged is a made-up world as analysis would hand it over if it were always right.
func judged(w *world.World) replay.Input {
	in := replay.Input{Timelines: w.Timelines(), Offsets: exactly{w}}
	seen := map[incident.Fingerprint]bool{}
	for _, t := range w.Truth() {
		token := incident.NoToken()
		token.Fingerprint, token.JTI, token.Exp = t.Fingerprint, t.JTI, incident.Unix(t.Exp)
		in.Verdicts = append(in.Verdicts, incident.Verdict{Event: t.Event, Identity: t.Identity, Session: t.Device, Cause: t.Cause, Subcause: t.Sub,
			Token: &token, MatchedBy: incident.TierFingerprint, First: !seen[t.Fingerprint]})
		seen[t.Fingerprint] = true
	}
	return in
}

// In worlds of which it is known what would have happened, replay says so from the logs alone: lapses within a tenth of the
// sessions (or three spreads of luck), requests within a fourteenth.
func TestAgainstMadeUpWorlds(t *testing.T) {
	for _, kind := range []string{"no_refresh", "outage", "not_applied", "skew_behind", "mixed", "drift_step", "local_claims", "leeway",
		"slow_endpoint", "errors_only", "cached_at_load", "nominal_ttl", "client_hours"} {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			w := world.Generate(kind, 11, 60)
			truth, err := w.ReplayTruth([]string{"never", "80%", "80%,retry=3x10s"}, 6)
			if err != nil {
				t.Fatal(err)
			}
			o := replay.Options{Seed: 1}
			for _, row := range truth[1:] {
				s, err := replay.ParseSchedule(row.Schedule)
				if err != nil {
					t.Fatal(err)
				}
				o.Schedules = append(o.Schedules, s)
			}
			r, err := replay.Run(context.Background(), judged(w), o)
			if err != nil {
				t.Fatal(err)
			}
			if !r.Calibration.Comparable {
				t.Errorf("calibration %+v", r.Calibration)
			}
			for i, got := range r.Outcomes {
				want := truth[i+1]
				lapses := max(2, float64(want.Sessions)/10, 3*want.LapsesSD)
				if math.Abs(float64(got.Lapses)-want.Lapses) > lapses || math.Abs(float64(got.Requests)-want.Requests) > want.Requests/14 {
					t.Errorf("%s: %d lapses and %d requests, in truth %.1f ± %.1f and %.1f", got.Schedule, got.Lapses, got.Requests, want.Lapses, want.LapsesSD, want.Requests)
				}
			}
		})
	}
}
