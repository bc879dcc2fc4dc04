package report

import (
	"bytes"
	"errors"
	"testing"

	"lapse/analyze"
	"lapse/analyze/compare"
	"lapse/analyze/incident"
)

func fixtureComparison(host string) *compare.Comparison {
	run := func(causes map[incident.Subcause]int) *compare.Baseline {
		r := &analyze.Result{}
		for _, sub := range []incident.Subcause{incident.EndpointFailed, incident.Suspended, incident.NotApplied, incident.TooLate} {
			for i := range causes[sub] {
				r.Verdicts = append(r.Verdicts, incident.Verdict{Identity: string(sub), Session: string(rune('a' + i)), Cause: incident.MissedRefresh, Subcause: sub,
					SDK: "2.18.5", Host: host, First: true})
			}
		}
		return compare.NewBaseline(r, compare.Exposure{Sessions: 400, SDK: map[string]int{"2.18.5": 400}, Host: map[string]int{host: 200}}, "test")
	}
	accepted := []compare.Accepted{
		{Cause: incident.MissedRefresh, Subcause: incident.NotApplied, Reason: host, Until: at("10:00:00.000")},
		{Cause: incident.BadSignature, Reason: "test key", Until: at("10:00:00.000")},
		{Cause: incident.ClockSkew, Reason: "was reverted", Until: at("09:00:00.000")},
	}
	return compare.Compare(
		run(map[incident.Subcause]int{incident.EndpointFailed: 10, incident.Suspended: 20, incident.TooLate: 30}),
		run(map[incident.Subcause]int{incident.EndpointFailed: 40, incident.Suspended: 21, incident.NotApplied: 12}), accepted, at("09:30:00.000"))
}

func TestWriteComparison(t *testing.T) {
	for _, f := range compareFormats {
		t.Run(f.name, func(t *testing.T) {
			var b bytes.Buffer
			if err := WriteComparison(&b, f.name, fixtureComparison("token-1"), Options{Width: 130}); err != nil {
				t.Fatal(err)
			}
			golden(t, "compare."+f.name, b.Bytes())
			if err := WriteComparison(&fullAfter{b.Len() - 1}, f.name, fixtureComparison("token-1"), Options{Width: 130}); !errors.Is(err, errFull) {
				t.Errorf("error %v, want %v", err, errFull)
			}
			b.Reset()
			if err := WriteComparison(&b, f.name, fixtureComparison(hostile), Options{}); err != nil {
				t.Fatal(err)
			}
			for _, r := range b.String() {
				if hidden(r) && r != '\n' {
					t.Fatalf("character %U", r)
				}
			}
		})
	}
}

func TestComparisonFitsItsSchema(t *testing.T) {
	for _, c := range []*compare.Comparison{fixtureComparison("token-1"), compare.Compare(&compare.Baseline{}, &compare.Baseline{}, nil, 0)} {
		var b bytes.Buffer
		if err := WriteComparison(&b, "json", c, Options{}); err != nil {
			t.Fatal(err)
		}
		checkSchema(t, "compare-v1", b.Bytes())
	}
	text, err := fixtureComparison("token-1").Now.JSON()
	if err != nil {
		t.Fatal(err)
	}
	checkSchema(t, "baseline-v1", text)
}
