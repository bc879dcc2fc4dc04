package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// crowd is a log of more events than the analysis keeps, so that workers see different ones: sessions as in shift, and
// rejections without an identity, on devices that one person, several or nobody has.
func crowd() []byte {
	b := bytes.NewBuffer(shift(24_000))
	for i := range 600 {
		device := fmt.Sprintf("tab-%d", i*40)
		if i%3 == 1 {
			device = fmt.Sprintf("kiosk-%d", i%12)
			fmt.Fprintf(b, `{"timestamp":%d000,"identity":"agent-%d","deviceId":"%s","event":"registered","tokenTtl":3599}`+"\n", 1782021000+i, i%40, device)
			fmt.Fprintf(b, `{"timestamp":%d500,"identity":"agent-%d","deviceId":"%s","event":"error","error":{"code":20104,"message":"AccessTokenExpired (20104): JWT token expired"}}`+"\n", 1782025000+i, i%40, device)
		}
		if i%3 == 2 {
			device = fmt.Sprintf("nobody-%d", i%20)
		}
		fmt.Fprintf(b, `{"timestamp":%d000,"deviceId":"%s","event":"error","error":{"code":20104,"message":"AccessTokenExpired (20104): JWT token expired"}}`+"\n", 1782025000+i, device)
	}
	return b.Bytes()
}

// TestMerge joins the outputs of workers, whatever their number, to the bytes of one run. The nameless are of bucket 805, and what the
// analysis does not keep begins behind that: one worker judges whom nobody claimed and does not read who may have.
func TestMerge(t *testing.T) {
	dir := t.TempDir()
	store, log := filepath.Join(dir, "facts.db"), filepath.Join(dir, "crowd.ndjson")
	if err := os.WriteFile(log, crowd(), 0o600); err != nil {
		t.Fatal(err)
	}
	status, whole, stderr := lapse("", "analyze", "--store", store, log, "--format", "jsonl")
	if status != 0 || !strings.Contains(whole, `"identity":null`) && !strings.Contains(whole, `"identity":""`) {
		t.Fatalf("status %d: %s", status, stderr)
	}
	if status, inParts, stderr := lapse("", "analyze", "--store", store, "--format", "jsonl", "--at-once", "200"); status != 0 || inParts != whole {
		t.Errorf("200 at once: status %d, %s%s", status, stderr, firstDifference("one run", "merged", whole, inParts))
	}
	for _, cuts := range [][]int{{0, 930, 1024}, {0, 1, 300, 301, 806, 960, 1023, 1024}} {
		var parts []string
		for i := range len(cuts) - 1 {
			part := filepath.Join(dir, fmt.Sprintf("part-%d.jsonl", i))
			status, out, stderr := lapse("", "analyze", "--store", store, "--format", "jsonl", "--buckets", fmt.Sprintf("%d..%d", cuts[i], cuts[i+1]-1))
			if status != 0 {
				t.Fatal(stderr)
			}
			if err := os.WriteFile(part, []byte(out), 0o600); err != nil {
				t.Fatal(err)
			}
			parts = append([]string{part}, parts...)
		}
		if status, joined, stderr := lapse("", append([]string{"merge"}, parts...)...); status != 0 || joined != whole {
			t.Errorf("%d parts: status %d, %s%s", len(parts), status, stderr, firstDifference("one run", "merged", whole, joined))
		}
	}
}

// TestMergeRefuses what no analysis wrote.
func TestMergeRefuses(t *testing.T) {
	const early, late = `{"schema":"lapse/verdict/v1","time":"2026-06-21T06:00:00.000Z","event":"02"}`, `{"schema":"lapse/verdict/v1","time":"2026-06-21T06:00:00.000Z","event":"03"}`
	for _, test := range []struct{ text, says string }{
		{early + "\n\n" + late, ""},
		{late + "\n" + early + "\n", "in.jsonl:2: not in the order of time"},
		{early + "\n{}\n", "in.jsonl:2: no verdict"},
		{"\n\x00", "in.jsonl:2: no verdict"},
		{"", ""},
	} {
		file := filepath.Join(t.TempDir(), "in.jsonl")
		if err := os.WriteFile(file, []byte(test.text), 0o600); err != nil {
			t.Fatal(err)
		}
		status, _, stderr := lapse("", "merge", file, file)
		if want := map[bool]int{true: 0, false: 3}[test.says == ""]; status != want || !strings.Contains(stderr, test.says) {
			t.Errorf("%q: status %d: %s", test.text, status, stderr)
		}
	}
}
