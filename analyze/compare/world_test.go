package compare_test

import (
	"context"
	"iter"
	"testing"

	"lapse/analyze"
	"lapse/analyze/compare"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// facts are the timelines of worlds as analysis reads them.
type facts []incident.Timeline

func (f facts) Timelines(_ context.Context, from, to int, _ bool) iter.Seq2[*incident.Timeline, error] {
	return func(yield func(*incident.Timeline, error) bool) {
		for i := range f {
			if b := incident.Bucket(f[i].Identity); b >= from && b < to && !yield(&f[i], nil) {
				return
			}
		}
	}
}

// baseline judges worlds one by one, as incidents of different systems, and counts them as one run.
func baseline(t *testing.T, worlds ...*world.World) *compare.Baseline {
	t.Helper()
	var all facts
	total := &analyze.Result{}
	for _, w := range worlds {
		timelines := w.Timelines()
		r, err := analyze.Run(context.Background(), facts(timelines), analyze.Options{})
		if err != nil {
			t.Fatal(err)
		}
		total.Verdicts = append(total.Verdicts, r.Verdicts...)
		all = append(all, timelines...)
	}
	return compare.NewBaseline(total, compare.Expose(all), "test")
}

// Twenty kinds of incidents, from logs to gate: another day of the same incident raises no alarm, and a day with a rollout of
// a wrong secret among two in seven of the sessions does.
func TestGateOnIncidents(t *testing.T) {
	if testing.Short() {
		t.Skip("simulates sixty incidents")
	}
	gate, err := compare.ParseGate("worse", nil)
	if err != nil {
		t.Fatal(err)
	}
	kinds := world.Kinds()[:21]
	for _, k := range kinds {
		if k.Name == "bad_signature" {
			continue
		}
		base := baseline(t, world.Generate(k.Name, 100, 120))
		if why := gate.Broken(compare.Compare(base, baseline(t, world.Generate(k.Name, 200, 150)), nil, 0)); why != "" {
			t.Errorf("%s, another day: %s", k.Name, why)
		}
		more := baseline(t, world.Generate(k.Name, 200, 100), world.Generate("bad_signature", 300, 40))
		if gate.Broken(compare.Compare(base, more, nil, 0)) == "" {
			t.Errorf("%s with bad signatures besides: no alarm", k.Name)
		}
	}
}
