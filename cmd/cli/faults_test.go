package cli_test

import (
	"bytes"
	"database/sql"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// shift is a log of a day's sessions, large enough for several batches: each of them has its token issued, registers, and is
// refused after the token's end.
func shift(sessions int) []byte {
	var b bytes.Buffer
	for i := range sessions {
		start := 1782021600 + i
		who := fmt.Sprintf(`"identity":"agent-%d","deviceId":"tab-%d"`, i%97, i)
		fmt.Fprintf(&b, `{"time":%d100,"hostname":"token-%d",%s,"statusCode":200,"responseTime":50,"jti":"SK1-%d","iss":"SK1","sub":"AC1","iat":%d,"exp":%d,"msg":"access token issued"}`+"\n",
			start, i%3, who, start, start, start+3600)
		for j, event := range []string{`"event":"tokenFetched"`, `"event":"registered","tokenTtl":3599`} {
			fmt.Fprintf(&b, `{"timestamp":%d%d00,%s,%s}`+"\n", start, j+2, who, event)
		}
		if i%50 == 0 {
			fmt.Fprintf(&b, `{"timestamp":%d000,%s,"event":"error","error":{"code":20104,"message":"AccessTokenExpired (20104): JWT token expired"}}`+"\n", start+3612, who)
		}
	}
	return b.Bytes()
}

// bench is a folder with two overlapping logs, and what an undisturbed run makes of them.
type bench struct {
	t          *testing.T
	dir        string
	first, two []byte // two begins within first
	want       string
}

func newBench(t *testing.T) *bench {
	t.Helper()
	all := shift(2800)
	b := &bench{t: t, dir: t.TempDir(), first: all[:len(all)*2/3], two: all[len(all)/2:]}
	for name, data := range map[string][]byte{"first.ndjson": b.first, "two.ndjson": b.two} {
		if err := os.WriteFile(filepath.Join(b.dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	b.want = b.complete("undisturbed.db")
	if strings.Count(b.want, "\n") < 50 {
		t.Fatalf("an undisturbed run says only %q", b.want)
	}
	return b
}

func (b *bench) path(name string) string { return filepath.Join(b.dir, name) }

// ingest is a process that reads the first log from a file and the second from its standard input.
func (b *bench) ingest(name string) *exec.Cmd {
	return exec.Command("lapse", "ingest", "--store", b.path(name), b.path("first.ndjson"), "-")
}

// complete ingests everything in this process and returns the verdicts.
func (b *bench) complete(name string) string {
	b.t.Helper()
	status, _, stderr := lapse(string(b.two), "ingest", "--store", b.path(name), b.path("first.ndjson"), "-")
	if status != 0 || stderr != "" {
		b.t.Fatalf("ingest: status %d: %s", status, stderr)
	}
	return b.verdicts(name)
}

func (b *bench) verdicts(name string) string {
	b.t.Helper()
	status, out, stderr := lapse("", "analyze", "--store", b.path(name), "--format", "jsonl")
	if status != 0 || stderr != "" {
		b.t.Fatalf("analyze: status %d: %s", status, stderr)
	}
	return out
}

// sound asks SQLite whether a store is; one that the process had not yet made is.
func (b *bench) sound(name string) {
	b.t.Helper()
	if _, err := os.Stat(b.path(name)); os.IsNotExist(err) {
		return
	}
	db, err := sql.Open("sqlite3", b.path(name))
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	var verdict string
	if err := db.QueryRow("PRAGMA integrity_check").Scan(&verdict); err != nil || verdict != "ok" {
		b.t.Errorf("integrity_check: %s, %v", verdict, err)
	}
}

// start runs a process with a pipe for its standard input.
func start(t *testing.T, c *exec.Cmd) io.WriteCloser {
	t.Helper()
	in, err := c.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	return in
}

func TestTwoIngestsAtOnce(t *testing.T) {
	b := newBench(t)
	a, z := b.ingest("two.db"), exec.Command("lapse", "ingest", "--store", b.path("two.db"), "-", b.path("first.ndjson"))
	var out [2]bytes.Buffer
	for i, c := range []*exec.Cmd{a, z} {
		c.Stdin, c.Stdout, c.Stderr = bytes.NewReader(b.two), &out[i], &out[i]
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
	}
	for i, c := range []*exec.Cmd{a, z} {
		if err := c.Wait(); err != nil {
			t.Errorf("%v: %s", err, out[i].String())
		}
	}
	b.sound("two.db")
	if b.verdicts("two.db") != b.want {
		t.Error("the verdicts differ from an undisturbed run's")
	}
	if one, two := b.counts("undisturbed.db"), b.counts("two.db"); one != two {
		t.Errorf("the store holds %q, an undisturbed one %q", two, one)
	}
}

// counts is what ingest says of a store's content; reading the first log again changes nothing.
func (b *bench) counts(name string) string {
	_, out, _ := lapse("", "ingest", "--store", b.path(name), b.path("first.ndjson"))
	_, holds, _ := strings.Cut(out, " holds ")
	return holds
}

func TestClosedPipe(t *testing.T) {
	b := newBench(t)
	for _, args := range [][]string{
		{"analyze", "--format", "jsonl"}, {"analyze", "--format", "table"}, {"analyze", "--format", "html"}, {"report", "--format", "json"}, {"replay", "--schedule", "80%"},
	} {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		r.Close()
		var stderr bytes.Buffer
		c := exec.Command("lapse", append(args, "--store", b.path("undisturbed.db"))...)
		c.Stdout, c.Stderr = w, &stderr
		err = c.Run()
		w.Close()
		if err != nil || stderr.Len() > 0 {
			t.Errorf("%s: %v: %s", args, err, stderr.String())
		}
	}
}

// TestInterrupted stops an ingest that waits for more of its standard input. What it read is kept.
func TestInterrupted(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM} {
		b := newBench(t)
		var out, stderr bytes.Buffer
		c := b.ingest("stopped.db")
		c.Stdout, c.Stderr = &out, &stderr
		in := start(t, c)
		in.Write(b.two[:len(b.two)/2])
		if err := c.Process.Signal(signal); err != nil {
			t.Fatal(err)
		}
		c.Wait() // standard input is still open
		in.Close()
		if status := c.ProcessState.ExitCode(); status != 130 || out.Len() > 0 {
			t.Errorf("%v: status %d, output %q", signal, status, out.String())
		}
		if want := "lapse: interrupted; what was committed is kept, and the next run goes on from there\n"; stderr.String() != want {
			t.Errorf("%v: told %q", signal, stderr.String())
		}
		if kept := b.counts("stopped.db"); !strings.Contains(kept, "identities") {
			t.Errorf("%v: the store holds %q", signal, kept)
		}
		if b.complete("stopped.db") != b.want {
			t.Errorf("%v: the completed store differs from an undisturbed one", signal)
		}
	}
}
