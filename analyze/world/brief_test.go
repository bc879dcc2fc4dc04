package world_test

import (
	"bytes"
	"testing"

	"lapse/analyze"
	"lapse/analyze/report"
	"lapse/analyze/world"
)

// TestBriefCountsTheSame: an analysis that writes no evidence down gives the terminal the same bytes as one that does, for every
// kind of incident.
func TestBriefCountsTheSame(t *testing.T) {
	for _, k := range world.Kinds() {
		w := world.Generate(k.Name, 5, few)
		full, brief := judge(t, w, analyze.Options{}).result, judge(t, w, analyze.Options{Brief: true}).result
		want, got := table(t, full), table(t, brief)
		if !bytes.Equal(want, got) {
			t.Errorf("%s: the table of the brief analysis differs:\n%s\nwhole:\n%s", k.Name, got, want)
		}
		for i := range brief.Verdicts {
			if v := &brief.Verdicts[i]; len(v.Evidence) > 0 {
				t.Fatalf("%s: a brief verdict has evidence", k.Name)
			}
		}
	}
}

func table(t *testing.T, r *analyze.Result) []byte {
	var b bytes.Buffer
	if err := report.Write(&b, "table", report.NewModel(report.Input{Result: r}), report.Options{}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}
