package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"lapse/store/clickhouse/chtest"
)

// twins are two stores that were given the same logs: whatever lapse says of one it must say of the other.
type twins struct {
	t           *testing.T
	sqlite, url string
	dir         string
}

func newTwins(t *testing.T, c *chtest.Cluster) *twins {
	t.Helper()
	dir := t.TempDir()
	w := &twins{t: t, sqlite: filepath.Join(dir, "facts.db"), url: c.URL(), dir: dir}
	w.same("init", "store", "init", "STORE")
	for _, url := range []string{w.sqlite, w.url} {
		if status, out, stderr := lapse("", "store", "check", url); status != 0 || strings.Contains(out, "WRONG") {
			t.Fatalf("store check %s: status %d\n%s%s", url, status, out, stderr)
		}
	}
	return w
}

// same runs a command on both stores, STORE being the store's name, and returns its standard output, in which the name is STORE
// again. SAVED names a file that the command writes or reads.
func (w *twins) same(name string, args ...string) (out string) {
	w.t.Helper()
	var said [2]string
	for i, store := range []string{w.sqlite, w.url} {
		saved := filepath.Join(w.dir, fmt.Sprintf("saved-%d", i))
		mask := strings.NewReplacer("'"+store+"'", "STORE", store, "STORE", saved, "SAVED")
		fill := strings.NewReplacer("STORE", store, "SAVED", saved)
		var filled []string
		for _, a := range args {
			filled = append(filled, fill.Replace(a))
		}
		status, stdout, stderr := lapse("", filled...)
		said[i] = fmt.Sprintf("status %d\n%s\n%s", status, mask.Replace(stderr), mask.Replace(stdout))
		out = mask.Replace(stdout)
	}
	if said[0] != said[1] {
		w.t.Errorf("%s: %s", name, firstDifference("sqlite", "clickhouse", said[0], said[1]))
	}
	if len(out) == 0 {
		w.t.Logf("%s: no output: %s", name, said[0])
	}
	return out
}

// firstDifference shows the first line in which two texts differ, each by the name of where it comes from.
func firstDifference(one, other, a, b string) string {
	x, y := strings.Split(a, "\n"), strings.Split(b, "\n")
	for i := range min(len(x), len(y)) {
		if x[i] != y[i] {
			return fmt.Sprintf("line %d\n  %-10s %.900s\n  %-10s %.900s", i+1, one, x[i], other, y[i])
		}
	}
	return fmt.Sprintf("%d lines of %s, %d of %s", len(x), one, len(y), other)
}

// TestClickHouse runs every command that reads facts on a cluster of two shards and on an SQLite file: the bytes must be equal.
func TestClickHouse(t *testing.T) {
	c := chtest.Start(t, 2)
	for _, test := range []struct{ name, logs string }{
		{"demo", "../../testdata/demo/logs"},
		{"captures", "../../testdata/captures"},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newTwins(t, c)
			w.analyses(test.logs)
			w.same("replay", "replay", "--store", "STORE", "--format", "json")
			for _, format := range []string{"md", "json"} {
				w.same("report "+format, "report", "--store", "STORE", "--format", format)
			}
			w.same("baseline", "compare", "--store", "STORE", "--save-baseline", "SAVED")
			w.same("compare", "compare", "SAVED", "--store", "STORE", "--format", "json")
			w.workers()
		})
	}
	t.Run("writers", func(t *testing.T) { testWriters(t, c) })
	t.Run("password", func(t *testing.T) { testPassword(t, c) })
}

// TestClickHouseOnSamples analyses every log that comes with the project, on three shards.
func TestClickHouseOnSamples(t *testing.T) {
	c := chtest.Start(t, 3)
	for _, test := range []struct{ name, logs string }{
		{"formats", "../../testdata/formats"},
		{"incidents", unpacked(t, "incidents")},
		{"replay", unpacked(t, "replay")},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newTwins(t, c)
			w.analyses(test.logs)
			w.workers()
		})
	}
}

// analyses reads logs into both stores and analyses them.
func (w *twins) analyses(logs string) {
	w.t.Helper()
	w.same("ingest", "ingest", "--quiet", "--store", "STORE", logs)
	for _, format := range []string{"jsonl", "json", "csv", "md"} {
		w.same("analyze "+format, "analyze", "--store", "STORE", "--format", format)
	}
}

// unpacked is a folder with the logs of all stories of a kind, those of each in a folder of its own.
func unpacked(t *testing.T, kind string) string {
	t.Helper()
	stories, err := filepath.Glob("../../testdata/" + kind + "/*.txtar")
	if err != nil || len(stories) == 0 {
		t.Fatal(kind, err)
	}
	dir := t.TempDir()
	for _, story := range stories {
		archive, err := txtar.ParseFile(story)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range archive.Files {
			path := filepath.Join(dir, strings.TrimSuffix(filepath.Base(story), ".txtar"), f.Name)
			if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// workers joins the outputs of two analyses of a part each.
func (w *twins) workers() {
	w.t.Helper()
	whole := w.same("whole", "analyze", "--store", "STORE", "--format", "jsonl")
	var parts []string
	for i, buckets := range []string{"512..1023", "0..511"} {
		part := filepath.Join(w.dir, fmt.Sprintf("part-%d.jsonl", i))
		text := w.same("buckets "+buckets, "analyze", "--store", "STORE", "--buckets", buckets, "--format", "jsonl")
		if err := os.WriteFile(part, []byte(text), 0o600); err != nil {
			w.t.Fatal(err)
		}
		parts = append(parts, part)
	}
	if status, joined, stderr := lapse("", "merge", parts[0], parts[1]); status != 0 || joined != whole || whole == "" {
		w.t.Errorf("merge: status %d, %s%s", status, stderr, firstDifference("one run", "merged", whole, joined))
	}
}

// testWriters lets two processes fill one cluster at once, with logs that overlap.
func testWriters(t *testing.T, c *chtest.Cluster) {
	b, url := newBench(t), c.URL()
	if status, _, stderr := lapse("", "store", "init", url); status != 0 {
		t.Fatal(stderr)
	}
	var both [2]*exec.Cmd
	var said [2]bytes.Buffer
	for i, name := range []string{"first.ndjson", "two.ndjson"} {
		both[i] = exec.Command("lapse", "ingest", "--quiet", "--store", url, b.path(name))
		both[i].Stdout, both[i].Stderr = &said[i], &said[i]
		if err := both[i].Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, c := range both {
		if err := c.Wait(); err != nil {
			t.Errorf("%v: %v: %s", c.Args, err, said[i].String())
		}
	}
	if status, _, stderr := lapse("", "ingest", "--quiet", "--store", b.path("both.db"), b.path("first.ndjson"), b.path("two.ndjson")); status != 0 {
		t.Fatal(stderr)
	}
	want := b.verdicts("both.db")
	if _, got, stderr := lapse("", "analyze", "--store", url, "--format", "jsonl"); got != want {
		t.Errorf("%s%s", stderr, firstDifference("sqlite", "clickhouse", want, got))
	}
}

// testPassword gives right and wrong passwords in every way there is, and searches all that lapse says for them.
func testPassword(t *testing.T, c *chtest.Cluster) {
	if os.Getenv("LAPSE_CLICKHOUSE") != "" {
		t.Skip("a cluster of one's own has no user " + chtest.User)
	}
	const wrong = "c0rrect-horse-battery"
	t.Setenv("LAPSE_TEST_RIGHT", chtest.Password)
	t.Setenv("LAPSE_TEST_WRONG", wrong)
	file := filepath.Join(t.TempDir(), "password")
	if err := os.WriteFile(file, []byte(chtest.Password+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	as := func(user string) string { return strings.Replace(c.URL(), "://", "://"+user+"@", 1) }
	for _, test := range []struct {
		name, url string
		status    int
	}{
		{"in the environment", as(chtest.User) + "&password_env=LAPSE_TEST_RIGHT", 0},
		{"in a file", as(chtest.User) + "&password_file=" + file, 0},
		{"wrong", as(chtest.User) + "&password_env=LAPSE_TEST_WRONG", 5},
		{"none", as(chtest.User), 5},
		{"before the host", as(chtest.User + ":" + chtest.Password), 5},
		{"among the parameters", as(chtest.User) + "&password=" + chtest.Password, 5},
	} {
		for _, args := range [][]string{
			{"store", "init", test.url}, {"store", "check", test.url},
			{"ingest", "--verbose", "--store", test.url, "../../testdata/demo/logs"},
			{"analyze", "--verbose", "--store", test.url}, {"report", "--store", test.url, "--format", "json"},
		} {
			status, out, stderr := lapse("", args...)
			if status != test.status || strings.Contains(out+stderr, chtest.Password) || strings.Contains(out+stderr, wrong) {
				t.Errorf("%s, %s: status %d, want %d and no password\n%.300s\n%s", test.name, args[0], status, test.status, out, stderr)
			}
		}
	}
}
