package ingest

import (
	"bytes"
	"compress/gzip"
	"io"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

func TestASecondRunChangesNothing(t *testing.T) {
	write(t, logs(2))
	m := newMemory()
	first := read(t, m, Options{}, "logs")
	before := m.where()
	second := read(t, m, Options{}, "logs")
	if m.where() != before || second.Added != 0 {
		t.Errorf("the second run added %d events", second.Added)
	}
	if a, b := first.Accounting, second.Accounting; b.Duplicate != a.Used || b.Used != 0 || b.Other != a.Other {
		t.Errorf("first %+v, second %+v: what was used is now duplicate", a, b)
	}
	if d := cmp.Diff(first.Sources, second.Sources); d != "" {
		t.Errorf("sources, -first +second:\n%s", d)
	}
}

// TestWorkersAndChunksDoNotMatter: chunks of one line each make every line meet another pass than the one before.
func TestWorkersAndChunksDoNotMatter(t *testing.T) {
	files := logs(3)
	for seed := range uint64(5) {
		files["logs/sdk.ndjson"] += logs(seed)["logs/sdk.ndjson"]
	}
	write(t, files)
	var want string
	var account incident.Accounting
	for _, chunk := range []int{1 << 20, 1000, 1} {
		for _, workers := range []int{1, 2, 7} {
			m := newMemory()
			o := Options{Workers: workers, Batch: 100, Limits: source.DefaultLimits()}
			o.Limits.Chunk = chunk
			r := read(t, m, o, "logs")
			if want == "" {
				want, account = m.where(), r.Accounting
			}
			if m.where() != want || r.Accounting != account {
				t.Errorf("%d workers and chunks of %d bytes give something else", workers, chunk)
			}
		}
	}
}

func TestOrderOfArgumentsDoesNotMatter(t *testing.T) {
	files := logs(4)
	files["logs/copy.ndjson"] = files["logs/sdk.ndjson"]
	write(t, files)
	names := slices.Sorted(maps.Keys(files))
	m := newMemory()
	want := read(t, m, Options{}, names...).Accounting
	slices.Reverse(names)
	n := newMemory()
	got := read(t, n, Options{Batch: 7}, names...).Accounting
	if m.where() != n.where() || got != want {
		t.Errorf("in order %+v, in reverse %+v", want, got)
	}
	if want.Duplicate == 0 {
		t.Error("a copied file has no duplicates")
	}
}

// TestCuttingAndJoiningFiles: which events exist does not depend on how lines are spread over files, in which order, or how
// often they were shipped.
func TestCuttingAndJoiningFiles(t *testing.T) {
	g := rand.New(rand.NewPCG(5, 5))
	for seed := range uint64(20) {
		whole := logs(seed)["logs/sdk.ndjson"] + logs(seed)["logs/issued.ndjson"]
		lines := strings.SplitAfter(whole, "\n")
		cut := g.IntN(len(lines))
		overlap := min(len(lines), cut+g.IntN(20))
		variants := map[string]map[string]string{
			"whole":   {"a": whole},
			"cut":     {"a": strings.Join(lines[:cut], ""), "b": strings.Join(lines[cut:], "")},
			"swapped": {"b": strings.Join(lines[:cut], ""), "a": strings.Join(lines[cut:], "")},
			"overlap": {"a": strings.Join(lines[:overlap], ""), "b": strings.Join(lines[cut:], "")},
			"twice":   {"a": whole + whole},
			"gz":      {"a.gz": zipped(t, whole)},
			"CRLF":    {"a": strings.ReplaceAll(whole, "\n", "\r\n")},
			"mark":    {"a": "\xef\xbb\xbf" + whole},
			"no end":  {"a": strings.TrimSuffix(whole, "\n")},
		}
		got := map[string]string{}
		for name, files := range variants {
			write(t, files)
			m := newMemory()
			read(t, m, Options{}, ".")
			got[name] = m.String()
		}
		for name := range variants {
			if got[name] != got["whole"] {
				t.Errorf("seed %d: %s gives other events than the whole", seed, name)
			}
		}
	}
}

func zipped(t *testing.T, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestEqualLines(t *testing.T) {
	const fine = `{"time":"2026-06-21T09:00:00.123Z","hostname":"t1","identity":"a","exp":1782035999,"msg":"access token issued"}` + "\n"
	const coarse = `10.0.0.8 - - [21/Jun/2026:09:00:00 +0000] "GET /token HTTP/1.1" 200 812 "-" "curl/8"` + "\n"
	const next = `10.0.0.8 - - [21/Jun/2026:09:00:01 +0000] "GET /token HTTP/1.1" 200 812 "-" "curl/8"` + "\n"
	cases := []struct {
		name, text string
		want       int
	}{
		{"a fine stamp: shipped twice", fine + fine, 1},
		{"whole seconds: two requests", coarse + coarse, 2},
		{"another second", coarse + next, 2},
		{"the log stands in its file twice", coarse + coarse + next + coarse + coarse + next, 3},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			write(t, map[string]string{"a": c.text})
			m := newMemory()
			r := read(t, m, Options{}, "a")
			if len(m.events) != c.want {
				t.Errorf("%d events, want %d: %+v", len(m.events), c.want, r.Accounting)
			}
		})
	}
}

func TestTwoDevicesThatPrintTheSameWords(t *testing.T) {
	at := time.Date(2026, 6, 21, 9, 0, 0, 0, time.UTC)
	write(t, map[string]string{"dev-1.log": console("x", at), "dev-2.log": console("x", at)})
	m := newMemory()
	one := read(t, m, Options{}, "dev-1.log").Added
	if two := read(t, m, Options{}, "dev-2.log").Added; one == 0 || two != one {
		t.Errorf("%d events of the first device, %d more of the second", one, two)
	}
}

// FuzzRun reads any text: the equation holds, and neither workers nor chunks change what is kept.
func FuzzRun(f *testing.F) {
	for _, text := range logs(10) {
		f.Add([]byte(text))
	}
	f.Add([]byte("[\n{\"sid\":\"NO1\",\"error_code\":\"31202\"},\n{\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		var want string
		for _, chunk := range []int{1 << 20, 16} {
			m := newMemory()
			o := Options{Stdin: bytes.NewReader(data), Workers: 3, Limits: source.DefaultLimits()}
			o.Limits.Chunk = chunk
			read(t, m, o, "-")
			if want == "" {
				want = m.where()
			}
			if m.where() != want {
				t.Errorf("chunks of %d bytes give\n%s\nwant\n%s", chunk, m.where(), want)
			}
		}
	})
}
