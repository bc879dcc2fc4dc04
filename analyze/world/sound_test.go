package world_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// boundary is the margin in seconds below which nobody is asked to tell a case.
const boundary = 2

// TestSound: whatever is wrong in a world, no proved verdict names another cause than the truth, and a token told by its
// fingerprint or claims is the one that was presented.
func TestSound(t *testing.T) {
	wrong := faults{t: t}
	wrong.report(judgeWorlds(&wrong, unsound))
}

// TestSoundInDetail: nor is the sub-cause of a proved verdict another one, nor the truth ruled out. In these worlds everything
// may be wrong at once, also what no log would show, so one in ten thousand is allowed.
func TestSoundInDetail(t *testing.T) {
	wrong := faults{t: t}
	wrong.atMost(judgeWorlds(&wrong, unsoundInDetail), 10_000)
}

// judgeWorlds holds the verdicts of random worlds against the truth and says how many it compared.
func judgeWorlds(wrong *faults, property func(row world.Truth, v *incident.Verdict) string) (tried int) {
	for seed := range rounds(1500) {
		j := judge(wrong.t, random(seed), analyze.Options{})
		for _, row := range j.world.Truth() {
			v := j.verdicts[row.Event]
			if v == nil || row.Margin < boundary {
				continue
			}
			tried++
			if broken := property(row, v); broken != "" {
				wrong.add(fault{property: broken, world: j.world, truth: row, verdict: v})
			}
		}
	}
	return tried
}

func unsound(row world.Truth, v *incident.Verdict) string {
	switch {
	case v.Certainty == incident.Proved && v.Cause != row.Cause:
		return "proved and wrong"
	case exact(v) && !samePresented(v, row):
		return "another token than the one presented"
	}
	return ""
}

func unsoundInDetail(row world.Truth, v *incident.Verdict) string {
	switch {
	case v.Certainty == incident.Proved && v.Cause == row.Cause && v.Subcause != row.Sub:
		return "proved, and the sub-cause wrong"
	case slices.ContainsFunc(v.RuledOut, func(r incident.RuledOut) bool { return r.Cause == row.Cause }):
		return "truth ruled out"
	}
	return ""
}

func exact(v *incident.Verdict) bool {
	return v.Token != nil && (v.MatchedBy == incident.TierFingerprint || v.MatchedBy == incident.TierClaims)
}

func samePresented(v *incident.Verdict, row world.Truth) bool {
	return v.Token.Fingerprint != "" && v.Token.Fingerprint == row.Fingerprint ||
		v.Token.JTI == row.JTI && v.Token.Exp == incident.Unix(row.Exp)
}

// TestJudgesEveryRejection: each rejection gets one verdict, and an error that is none gets none.
func TestJudgesEveryRejection(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(150) {
		w := random(seed)
		j := judge(t, w, analyze.Options{})
		known := map[incident.ID]bool{}
		for _, row := range w.Truth() {
			tried++
			known[row.Event] = true
			if j.verdicts[row.Event] == nil && w.Config.Logs.Codes != world.Masked {
				wrong.add(fault{property: "no verdict", world: w, truth: row})
			}
		}
		if len(j.verdicts) != len(j.result.Verdicts) {
			wrong.add(fault{property: "two verdicts for one event", world: w})
		}
		for _, v := range j.result.Verdicts {
			if !known[v.Event] {
				wrong.add(fault{property: "a verdict on what was no rejection", world: w, truth: world.Truth{Pos: v.Source}, verdict: &v})
			}
		}
	}
	wrong.report(tried)
}

// TestOffsetsCover: the true offset of every clock that is tied to the validator lies within what the analysis says, for
// 99.9 % of the readings. (Where only a majority of clocks is the anchor, a world in which most are wrong refutes it.)
func TestOffsetsCover(t *testing.T) {
	missed := faults{t: t}
	tried := 0
	for seed := range rounds(250) {
		j := judge(t, random(seed), analyze.Options{})
		tried += cover(&missed, j, func(c incident.ClockReport) bool { return strings.Contains(c.Anchor, "validator") })
	}
	missed.atMost(tried, 1000)
}

// TestOffsetsCoverInKinds: in believable incidents, where most clocks are right, every clock is covered.
func TestOffsetsCoverInKinds(t *testing.T) {
	missed := faults{t: t}
	tried := 0
	for _, k := range world.Kinds() {
		j := judge(t, world.Generate(k.Name, 1, few), analyze.Options{})
		tried += cover(&missed, j, func(incident.ClockReport) bool { return true })
	}
	missed.atMost(tried, 1000)
}

// cover compares offsets with the truth and says how many it compared.
func cover(missed *faults, j judged, wanted func(incident.ClockReport) bool) int {
	anchored := map[incident.Clock]bool{}
	for _, c := range j.result.Clocks {
		anchored[c.Clock] = wanted(c)
	}
	tried := 0
	for _, s := range someStamps(j.world) {
		truth, ok := j.world.OffsetShown(s.Clock, s.Reading)
		if !ok || !anchored[s.Clock] {
			continue
		}
		got, known := j.result.Offsets.At(s.Clock, s.Reading)
		if !known {
			continue
		}
		tried++
		if int64(truth) < got.Lo || int64(truth) > got.Hi {
			missed.add(fault{property: "offset not covered", world: j.world,
				note: fmt.Sprintf("%s at %s is off by %v, said [%v, %v]", s.Clock, s.Reading, truth, incident.Span(got.Lo), incident.Span(got.Hi))})
		}
	}
	return tried
}

// someStamps are a few readings of every clock, spread over the recording.
func someStamps(w *world.World) []incident.Stamp {
	byClock := map[incident.Clock][]incident.Stamp{}
	for _, tl := range w.Timelines() {
		for _, e := range tl.Events {
			byClock[e.Time.Clock] = append(byClock[e.Time.Clock], e.Time)
		}
	}
	var out []incident.Stamp
	for _, c := range w.Clocks() {
		all := byClock[c]
		for i := 0; i < len(all); i += 1 + len(all)/8 {
			out = append(out, all[i])
		}
	}
	return out
}

// TestRightIssuersAreNeverBlamed: with every clock right, or only client clocks wrong, no verdict is clock_skew.
func TestRightIssuersAreNeverBlamed(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(300) {
		w := rightIssuers(seed)
		j := judge(t, w, analyze.Options{})
		for _, row := range w.Truth() {
			v := j.verdicts[row.Event]
			tried++
			if v != nil && v.Cause == incident.ClockSkew {
				wrong.add(fault{property: "a right clock blamed", world: w, truth: row, verdict: v})
			}
		}
	}
	wrong.report(tried)
}

// rightIssuers is a random world in which every clock is right (even seeds), or only client clocks are wrong.
func rightIssuers(seed uint64) *world.World {
	c := world.RandomConfig(seed)
	c.Hosts = make([]world.HostPlan, len(c.Hosts))
	if seed%2 == 0 {
		c.Scatter, c.Wrong = 0, 0
	} else {
		c.Wrong, c.WrongBy = 0.8, 5*incident.Hour
	}
	return world.New("right issuers", c, seed, 2+int(seed%7))
}
