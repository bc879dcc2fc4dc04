package world_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// The properties here compare what the analysis makes of a world with what it makes of the same world changed a little.

// moved copies timelines with every event passed through change.
func moved(timelines []incident.Timeline, change func(*incident.Event)) []incident.Timeline {
	out := make([]incident.Timeline, 0, len(timelines))
	for _, t := range timelines {
		events := slices.Clone(t.Events)
		for i := range events {
			change(&events[i])
		}
		slices.SortFunc(events, func(a, b incident.Event) int { return a.Compare(&b) })
		out = append(out, incident.Timeline{Identity: t.Identity, Events: events})
	}
	return out
}

// compare calls differ for every verdict of a that b has too.
func compare(a, b judged, differ func(row world.Truth, before, after *incident.Verdict)) int {
	n := 0
	for _, row := range a.world.Truth() {
		before, after := a.verdicts[row.Event], b.verdicts[row.Event]
		if before != nil && after != nil {
			n++
			differ(row, before, after)
		}
	}
	return n
}

func was(v *incident.Verdict) string {
	return fmt.Sprintf("was %s/%s, %s", v.Cause, v.Subcause, v.Certainty)
}

// TestAddingAConstant: the same days later, claims and all, means the same verdicts.
func TestAddingAConstant(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	const later = 37*incident.Day + 5*incident.Hour
	for seed := range rounds(80) {
		w := random(seed)
		timelines := w.Timelines()
		shifted := moved(timelines, func(e *incident.Event) {
			e.Time.Reading, e.Received.Reading = e.Time.Reading.Add(later), e.Received.Reading.Add(later)
			e.Token.Iat, e.Token.Nbf, e.Token.Exp = e.Token.Iat.Add(later), e.Token.Nbf.Add(later), e.Token.Exp.Add(later)
		})
		a, b := judgeTimelines(t, w, timelines, analyze.Options{}), judgeTimelines(t, w, shifted, analyze.Options{})
		tried += compare(a, b, func(row world.Truth, before, after *incident.Verdict) {
			if !sameVerdict(before, after) {
				wrong.add(fault{property: "a constant changes it", world: w, truth: row, verdict: after, note: was(before)})
			}
		})
	}
	wrong.report(tried)
}

func sameVerdict(a, b *incident.Verdict) bool {
	return a.Cause == b.Cause && a.Subcause == b.Subcause && a.Certainty == b.Certainty && a.Margin == b.Margin &&
		a.MatchedBy == b.MatchedBy && a.Candidates == b.Candidates && a.First == b.First
}

// TestSameResultTwice: one run or another, one worker or four, the result is the same to the last word of evidence.
func TestSameResultTwice(t *testing.T) {
	for seed := range rounds(60) {
		w := random(seed)
		a := judge(t, w, analyze.Options{Workers: 1})
		b := judge(t, w, analyze.Options{Workers: 4})
		if !reflect.DeepEqual(a.result.Verdicts, b.result.Verdicts) {
			t.Fatalf("seed %d: verdicts differ", seed)
		}
		if !reflect.DeepEqual(a.result.Clocks, b.result.Clocks) || !reflect.DeepEqual(a.result.Notes, b.result.Notes) {
			t.Fatalf("seed %d: clocks or notes differ", seed)
		}
	}
}

// TestSightingsChangeNothing: a line that was shipped again counts once.
func TestSightingsChangeNothing(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(60) {
		w := random(seed)
		timelines := w.Timelines()
		again := moved(timelines, func(e *incident.Event) {
			e.Sightings = append(slices.Clone(e.Sightings), incident.Pos{File: "zz/copy.ndjson", Line: e.Pos.Line})
		})
		a, b := judgeTimelines(t, w, timelines, analyze.Options{}), judgeTimelines(t, w, again, analyze.Options{})
		tried += compare(a, b, func(row world.Truth, before, after *incident.Verdict) {
			if !sameVerdict(before, after) {
				wrong.add(fault{property: "a copy changes it", world: w, truth: row, verdict: after, note: was(before)})
			}
		})
	}
	wrong.report(tried)
}

// TestUnrelatedIdentities: more people in the same logs change no proved verdict.
func TestUnrelatedIdentities(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(100) {
		c := world.RandomConfig(seed)
		c.Tabs, c.Cache, c.Logs.Noise = 1, nil, 0
		small, large := world.New("people", c, seed, 3), world.New("people", c, seed, 9)
		b := judge(t, large, analyze.Options{})
		keep := map[string]bool{}
		var some []incident.Timeline
		for _, tl := range small.Timelines() {
			keep[tl.Identity] = true
		}
		for _, tl := range large.Timelines() {
			if keep[tl.Identity] {
				some = append(some, tl)
			}
		}
		a := judgeTimelines(t, large, some, analyze.Options{})
		tried += compare(a, b, func(row world.Truth, before, after *incident.Verdict) {
			if before.Certainty == incident.Proved && after.Cause != before.Cause {
				wrong.add(fault{property: "others change a proved verdict", world: large, truth: row, verdict: after, note: was(before)})
			}
		})
	}
	wrong.report(tried)
}

// TestOneClientClockShifted: a device that counts its hours differently keeps its proved verdicts.
func TestOneClientClockShifted(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(150) {
		w := random(seed)
		timelines := w.Timelines()
		clients := slices.DeleteFunc(w.Clocks(), func(c incident.Clock) bool { return !strings.HasPrefix(string(c), "client:") })
		shift := clients[int(seed)%len(clients)]
		changed := moved(timelines, func(e *incident.Event) {
			if e.Time.Clock == shift {
				e.Time.Reading = e.Time.Reading.Add(7 * incident.Minute)
			}
		})
		a, b := judgeTimelines(t, w, timelines, analyze.Options{}), judgeTimelines(t, w, changed, analyze.Options{})
		tried += compare(a, b, func(row world.Truth, before, after *incident.Verdict) {
			if before.Certainty == incident.Proved && after.Certainty == incident.Proved && before.Cause != after.Cause {
				wrong.add(fault{property: "a client's clock changes a proof", world: w, truth: row, verdict: after, note: was(before) + ", shifted " + string(shift)})
			}
		})
	}
	wrong.report(tried)
}

// TestALineLess: without one line no verdict becomes surer. A client's own line may change what its session seems to have
// done (a token never handed over); a line of somebody else may not turn one proof into another.
func TestALineLess(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(150) {
		w := random(seed)
		timelines := w.Timelines()
		if len(timelines) == 0 {
			continue // everything that there was to log was lost
		}
		a := judgeTimelines(t, w, timelines, analyze.Options{})
		gone, less := without(timelines, seed)
		b := judgeTimelines(t, w, less, analyze.Options{})
		tried += compare(a, b, func(row world.Truth, before, after *incident.Verdict) {
			own := !gone.Kind.Server() && gone.Identity == row.Identity
			if after.Certainty == incident.Proved && (before.Certainty != incident.Proved || before.Cause != after.Cause && !own) {
				note := fmt.Sprintf("%s; gone: %s at %s:%d", was(before), gone.Kind, gone.Pos.File, gone.Pos.Line)
				wrong.add(fault{property: "surer with a line less", world: w, truth: row, verdict: after, note: note})
			}
		})
	}
	wrong.report(tried)
}

// without drops one event, which one depends on the seed.
func without(timelines []incident.Timeline, seed uint64) (gone incident.Event, less []incident.Timeline) {
	less = slices.Clone(timelines)
	t := &less[int(seed)%len(less)]
	i := int(seed*7919) % len(t.Events)
	gone = t.Events[i]
	t.Events = slices.Delete(slices.Clone(t.Events), i, i+1)
	return gone, less
}

// TestWiderLeeway: a validator that may forgive more leaves more causes possible: what is proved then was proved before.
func TestWiderLeeway(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(120) {
		w := random(seed)
		narrow := analyze.Options{Leeway: incident.Interval{Lo: 0, Hi: int64(60 * incident.Second)}}
		wide := analyze.Options{Leeway: incident.Interval{Lo: 0, Hi: int64(300 * incident.Second)}}
		a, b := judge(t, w, narrow), judge(t, w, wide)
		tried += compare(a, b, func(row world.Truth, before, after *incident.Verdict) {
			if after.Certainty == incident.Proved && (before.Certainty != incident.Proved || before.Cause != after.Cause) {
				wrong.add(fault{property: "surer with a wider leeway", world: w, truth: row, verdict: after, note: was(before)})
			}
		})
	}
	wrong.report(tried)
}

// TestSleepOverTheDueTime: where a session that asks on time is put to sleep over it instead, the same token's end is
// called suspended and not a refresh that nobody attempted.
func TestSleepOverTheDueTime(t *testing.T) {
	wrong := faults{t: t}
	tried := 0
	for seed := range rounds(60) {
		c := world.Generate("clocks_right", seed, 1).Config
		c.Outages, c.Sleepers, c.Hidden = nil, 1, 0
		c.Clients = []world.ClientPlan{{Weight: 1, Schedule: "80%"}}
		w := world.New("asleep", c, seed, 4)
		j := judge(t, w, analyze.Options{})
		for _, row := range w.Truth() {
			v := j.verdicts[row.Event]
			if v == nil || row.Sub != incident.Suspended || row.Margin < boundary {
				continue
			}
			tried++
			if v.Cause != row.Cause || v.Subcause != row.Sub {
				wrong.add(fault{property: "not called suspended", world: w, truth: row, verdict: v})
			}
		}
	}
	wrong.report(tried)
}
