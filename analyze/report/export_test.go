package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"
)

// corrected is an input whose client clock is half a second fast.
func corrected(in Input) Input {
	in.Result.Offsets = fixedOffsets{"client:dev-1": {Lo: 400_000, Hi: 600_000}}
	return in
}

func export(t *testing.T, to string, in Input) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Export(&b, to, NewModel(corrected(in))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestExport(t *testing.T) {
	for _, to := range Exports() {
		t.Run(to, func(t *testing.T) {
			got := export(t, to, fixture())
			golden(t, "export."+to, got)
			if err := Export(&fullAfter{len(got) - 1}, to, NewModel(corrected(fixture()))); !errors.Is(err, errFull) {
				t.Errorf("error %v, want %v", err, errFull)
			}
			for _, r := range string(export(t, to, hostileFixture())) {
				if hidden(r) && r != '\n' {
					t.Fatalf("character %U", r)
				}
			}
		})
	}
	if err := Export(&bytes.Buffer{}, "splunk", NewModel(Input{})); err == nil {
		t.Error("an unknown format was taken")
	}
}

// Every beginning has its end, never before it, and no event lies before the first.
func TestTraceIsWellFormed(t *testing.T) {
	var doc struct {
		TraceEvents []struct {
			Ph string
			Ts int64
			ID int
		}
	}
	if err := json.Unmarshal(export(t, "trace", fixture()), &doc); err != nil {
		t.Fatal(err)
	}
	open := map[int]int64{}
	for _, e := range doc.TraceEvents {
		switch {
		case e.Ts < 0:
			t.Errorf("an event at %d µs", e.Ts)
		case e.Ph == "b":
			open[e.ID] = e.Ts
		case e.Ph == "e":
			if began, ok := open[e.ID]; !ok || e.Ts < began {
				t.Errorf("event %d ends at %d, began at %d", e.ID, e.Ts, began)
			}
			delete(open, e.ID)
		}
	}
	if len(open) > 0 || len(doc.TraceEvents) < 10 {
		t.Errorf("%d events, %d without an end", len(doc.TraceEvents), len(open))
	}
}
