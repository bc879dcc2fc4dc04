package world_test

import (
	"context"
	"fmt"
	"iter"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// facts hands timelines to the analysis as a store would.
type facts []incident.Timeline

func (f facts) Timelines(_ context.Context, from, to int, rejectedOnly bool) iter.Seq2[*incident.Timeline, error] {
	return func(yield func(*incident.Timeline, error) bool) {
		for i := range f {
			if b := incident.Bucket(f[i].Identity); b < from || b >= to || rejectedOnly && !rejected(f[i]) {
				continue
			}
			t := f[i]
			if !yield(&t, nil) {
				return
			}
		}
	}
}

func rejected(t incident.Timeline) bool {
	return t.Identity == "" || slices.ContainsFunc(t.Events, func(e incident.Event) bool { return e.Kind.Rejection() })
}

// judged is a world with what the analysis made of it.
type judged struct {
	world    *world.World
	result   *analyze.Result
	verdicts map[incident.ID]*incident.Verdict
}

func judge(t *testing.T, w *world.World, o analyze.Options) judged {
	t.Helper()
	return judgeTimelines(t, w, w.Timelines(), o)
}

func judgeTimelines(t *testing.T, w *world.World, timelines []incident.Timeline, o analyze.Options) judged {
	t.Helper()
	res, err := analyze.Run(context.Background(), facts(timelines), o)
	if err != nil {
		t.Fatalf("%s seed %d: %v", w.Kind, w.Seed, err)
	}
	j := judged{world: w, result: res, verdicts: map[incident.ID]*incident.Verdict{}}
	for i := range res.Verdicts {
		j.verdicts[res.Verdicts[i].Event] = &res.Verdicts[i]
	}
	return j
}

// rounds is how many random worlds a property is tried on: LAPSE_WORLD_ROUNDS, else a share of what takes a few seconds.
func rounds(otherwise int) uint64 { return uint64(number("LAPSE_WORLD_ROUNDS", otherwise)) }

// random is the small random world of a seed.
func random(seed uint64) *world.World {
	return world.New("random", world.RandomConfig(seed), seed, 2+int(seed%7))
}

// fault is one verdict that broke a property.
type fault struct {
	property string
	world    *world.World
	truth    world.Truth
	verdict  *incident.Verdict
	note     string
}

func (f fault) String() string {
	out := fmt.Sprintf("%s: %s seed %d", f.property, f.world.Kind, f.world.Seed)
	if f.truth.Pos.Line != 0 {
		out += fmt.Sprintf(", %s:%d (%s %s)", f.truth.Pos.File, f.truth.Pos.Line, f.truth.Identity, f.truth.Device)
	}
	if f.truth.Cause != "" {
		out += fmt.Sprintf(": truth %s/%s, margin %.1f s", f.truth.Cause, f.truth.Sub, f.truth.Margin)
	}
	if v := f.verdict; v != nil {
		out += fmt.Sprintf("; verdict %s/%s, %s by %s", v.Cause, v.Subcause, v.Certainty, v.MatchedBy)
	}
	if f.note != "" {
		out += "; " + f.note
	}
	return out
}

// gist is what faults of one session have in common.
func (f fault) gist() string {
	out := fmt.Sprint(f.property, f.world.Kind, f.world.Seed, f.truth.Device, f.truth.Cause, f.truth.Sub)
	if f.verdict != nil {
		out += fmt.Sprint(f.verdict.Cause, f.verdict.Subcause)
	}
	return out
}

// faults collects what broke, and fails the test with the first few of it.
type faults struct {
	t     *testing.T
	found []fault
}

func (f *faults) add(x fault) { f.found = append(f.found, x) }

func (f *faults) report(tried int) {
	f.t.Helper()
	f.t.Logf("%d tried", tried)
	for _, x := range f.found[:min(len(f.found), 8)] {
		f.t.Error(x)
	}
	if len(f.found) > 8 {
		f.t.Errorf("and %d more", len(f.found)-8)
	}
	f.save()
}

// atMost fails where more than one in so many broke the property.
func (f *faults) atMost(tried, oneIn int) {
	f.t.Helper()
	f.t.Logf("%d of %d missed", len(f.found), tried)
	if tried == 0 {
		f.t.Error("nothing was tried")
	}
	if len(f.found)*oneIn > tried {
		f.report(tried)
	}
}

// save appends everything to the file that LAPSE_WORLD_FINDINGS names, for whoever mends the analysis.
func (f *faults) save() {
	path := os.Getenv("LAPSE_WORLD_FINDINGS")
	if path == "" || len(f.found) == 0 {
		return
	}
	var out strings.Builder
	fmt.Fprintf(&out, "\n## %s: %d\n", f.t.Name(), len(f.found))
	slices.SortStableFunc(f.found, func(a, b fault) int { return strings.Compare(a.property, b.property) })
	byProperty := map[string]int{}
	for _, x := range f.found {
		byProperty[x.property]++
	}
	for _, p := range slices.Sorted(maps.Keys(byProperty)) {
		fmt.Fprintf(&out, "%s: %d\n\n", p, byProperty[p])
	}
	said := map[string]int{}
	for _, x := range f.found {
		if said[x.gist()]++; said[x.gist()] == 1 && len(said) <= 80 {
			fmt.Fprintf(&out, "* %s\n", x)
		}
	}
	file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		f.t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(out.String()); err != nil {
		f.t.Fatal(err)
	}
}
