package ingest

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
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

func TestEveryLineIsCountedOnce(t *testing.T) {
	files := logs(1)
	write(t, files)
	m := newMemory()
	r := read(t, m, Options{}, "logs")
	total := int64(0)
	for _, data := range files {
		total += int64(strings.Count(data, "\n"))
	}
	if a := r.Accounting; a.Read != total || a.Rejected == 0 || a.Other == 0 || a.Duplicate != 0 || a.Sources != len(files) {
		t.Errorf("%d lines in %d files, got %+v", total, len(files), a)
	}
	if r.Added != int64(len(m.events)) || r.Added == 0 {
		t.Errorf("Added %d, kept %d", r.Added, len(m.events))
	}
}

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

func TestBadInput(t *testing.T) {
	const good = `{"time":"2026-06-21T09:00:00.123Z","hostname":"t1","identity":"a","exp":1782035999,"msg":"access token issued"}`
	const rest = "\n" + `{"time":"2026-06-21T09:00:00.124Z","hostname":"t1","identity":"a","exp":1782035999,"msg":"access token issued"}`
	limits := source.DefaultLimits()
	limits.Line = 1000
	cases := []struct {
		name, text           string
		read, used, rejected int64
	}{
		{"empty", "", 0, 0, 0},
		{"one line feed", "\n", 1, 0, 0},
		{"no line feed at the end", good + rest, 2, 2, 0},
		{"NUL bytes in front, as a log has that was cut by copying", strings.Repeat("\x00", 300) + good + rest, 2, 2, 0},
		{"NUL bytes in front of a later line", good + "\n\x00\x00" + rest[1:], 2, 2, 0},
		{"NUL bytes inside", good + "\n{\"a\x00\":1}" + rest, 3, 2, 1},
		{"not UTF-8", good + "\n\xff\xfe\xfd" + rest, 3, 2, 1},
		{"half a document", good + "\n{\"a\":" + rest, 3, 2, 1},
		{"deep", good + "\n" + strings.Repeat("[", 900) + rest, 3, 2, 1},
		{"a long line", good + "\n" + strings.Repeat("x", 1001) + rest, 3, 2, 1},
		{"no log at all", strings.Repeat("\x01\x02\x03\n", 5), 5, 0, 5},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			r := read(t, newMemory(), Options{Stdin: strings.NewReader(c.text), Limits: limits}, "-")
			if a := r.Accounting; a.Read != c.read || a.Used != c.used || a.Rejected != c.rejected {
				t.Errorf("got %+v, want %d read, %d used, %d rejected", a, c.read, c.used, c.rejected)
			}
			if r.Accounting.Sources != 1 {
				t.Error("the source has no row")
			}
		})
	}
}

func TestTroubleDoesNotStopTheRest(t *testing.T) {
	files := logs(6)
	cut := zipped(t, strings.Repeat(files["logs/sdk.ndjson"], 3))
	write(t, map[string]string{"cut.gz": cut[:len(cut)-40], "good.ndjson": files["logs/issued.ndjson"]})
	r := read(t, newMemory(), Options{}, "cut.gz", "gone.log", "good.ndjson")
	if len(r.Sources) != 2 || r.Sources[0].Truncated == "" || r.Sources[0].Used == 0 || r.Sources[1].Used == 0 {
		t.Errorf("sources %+v", r.Sources)
	}
	if len(r.Troubles) != 1 || r.Troubles[0].Path != "gone.log" {
		t.Errorf("troubles %+v, want gone.log", r.Troubles)
	}
}

// TestARunThatFailsIsCompletedByTheNext lets the sink fail at every batch in turn.
func TestARunThatFailsIsCompletedByTheNext(t *testing.T) {
	write(t, logs(7))
	whole := newMemory()
	read(t, whole, Options{Batch: 20}, "logs")
	for at := 1; ; at++ {
		m := newMemory()
		m.failAt = at
		r, err := Run(context.Background(), []string{"logs"}, Options{Batch: 20}, m)
		if err == nil {
			if at < 5 {
				t.Errorf("only %d batches", at)
			}
			return
		}
		if !errors.Is(err, errFull) {
			t.Fatalf("batch %d: %v", at, err)
		}
		checkAccounting(t, r)
		if r.Added != int64(len(m.events)) {
			t.Errorf("batch %d: the report says %d kept, there are %d", at, r.Added, len(m.events))
		}
		for path, s := range m.sources {
			if s.Events != whole.sources[path].Events {
				t.Errorf("batch %d: a row for %s, which was not read to its end", at, path)
			}
		}
		read(t, m, Options{Batch: 20}, "logs")
		if m.where() != whole.where() || !cmp.Equal(m.sources, whole.sources) {
			t.Errorf("batch %d: the next run does not complete the store", at)
		}
	}
}

// stopping ends a context at the n-th Put.
type stopping struct {
	*memory
	n    int
	stop func()
}

func (s *stopping) Put(ctx context.Context, batch []incident.Event) (int, error) {
	if s.n--; s.n == 0 {
		s.stop()
	}
	if ctx.Err() != nil {
		return 0, ctx.Err()
	}
	return s.memory.Put(ctx, batch)
}

func TestAnInterruptKeepsWhatWasRead(t *testing.T) {
	write(t, logs(8))
	whole := newMemory()
	read(t, whole, Options{}, "logs")
	for n := 1; n < 6; n++ {
		ctx, stop := context.WithCancel(context.Background())
		m := newMemory()
		r, err := Run(ctx, []string{"logs"}, Options{Batch: 20, Workers: 1}, &stopping{m, n, stop})
		if !errors.Is(err, context.Canceled) {
			t.Errorf("put %d: error %v", n, err)
		}
		checkAccounting(t, r)
		if r.Added != int64(len(m.events)) || r.Added == 0 {
			t.Errorf("put %d: the report says %d kept, there are %d", n, r.Added, len(m.events))
		}
		read(t, m, Options{}, "logs")
		if m.where() != whole.where() {
			t.Errorf("put %d: the next run does not complete the store", n)
		}
	}
}

func TestRejectsAreRedacted(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJTSzEiLCJleHAiOjE3ODIwMjUyMDJ9.Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyMDA"
	text := `{"time":"2026-06-21T09:00:00.123Z","identity":"a","msg":"access token issued"}` + "\n" + `{"token":"` + token + "\x1b[2J\n"
	var rejects bytes.Buffer
	read(t, newMemory(), Options{Stdin: strings.NewReader(text), Rejects: &rejects}, "-")
	got := rejects.String()
	if !strings.HasPrefix(got, "-:2: ") || strings.Count(got, "\n") != 1 {
		t.Errorf("want one line that names -:2, got %q", got)
	}
	if strings.Contains(got, "Zm9vYmFy") || strings.Contains(got, "\x1b") {
		t.Errorf("a signature or a control character in %q", got)
	}
}

func TestLiveTokensAreAnnounced(t *testing.T) {
	line := func(exp int64) string {
		return fmt.Sprintf(`{"time":"2026-06-21T09:00:00.123Z","hostname":"t1","identity":"a","iss":"SK1","exp":%d,"tokenSha256":"%064x","msg":"access token issued"}`+"\n", exp, exp)
	}
	now := time.Unix(1782035999, 0)
	text := line(now.Unix()) + line(now.Unix()+1) + line(now.Unix()+2) + line(now.Unix()+2)
	r := read(t, newMemory(), Options{Stdin: strings.NewReader(text), Now: func() time.Time { return now }}, "-")
	if r.Live.Tokens != 2 || r.Live.Until != incident.Unix(now.Unix()+2) {
		t.Errorf("live %+v, want 2 tokens until a second after the next", r.Live)
	}
	if r.Stats.Total != 0 {
		t.Error("a clock that stands still measures nothing")
	}
}

func TestStampsWithoutAYearTakeItFromOtherLogs(t *testing.T) {
	write(t, map[string]string{
		"a.log": "Jun 21 09:00:00 token-1 app[1]: access token issued identity=a exp=1782035999\n",
		"b.log": `{"time":"2026-06-21T09:00:00.123Z","identity":"a","msg":"access token issued"}` + "\n",
	})
	m := newMemory()
	read(t, m, Options{}, ".")
	for _, e := range m.events {
		if e.Time.Known() && e.Time.Reading.Std().Year() != 2026 {
			t.Errorf("%s is read as %s", e.Pos.File, e.Time.Reading)
		}
	}
}

func TestProgressTellsBytesAndLines(t *testing.T) {
	write(t, logs(9))
	var last Progress
	r := read(t, newMemory(), Options{Progress: func(p Progress) { last = p }}, "logs")
	if last.Bytes != last.Total || last.Lines != r.Accounting.Read || last.Total == 0 {
		t.Errorf("last progress %+v, %d lines", last, r.Accounting.Read)
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
