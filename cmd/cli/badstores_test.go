package cli_test

import (
	"bytes"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// TestBadStores gives lapse stores that it cannot use: one line on standard error, status 5, and the file as it was.
func TestBadStores(t *testing.T) {
	b := newBench(t)
	for name, test := range map[string]struct {
		make func(path string)
		told string
	}{
		"foreign": {func(path string) { b.sql(path, "CREATE TABLE note (text)") }, "is not a lapse store (an SQLite file of something else)"},
		"newer":   {func(path string) { b.copyStore(path); b.sql(path, "PRAGMA user_version = 99") }, "was written by a newer version of lapse"},
		"text":    {func(path string) { b.write(path, "# notes\n") }, "is not a lapse store (not an SQLite file)"},
		"folder":  {func(path string) { os.Mkdir(path, 0o700) }, "cannot"},
		"nowhere": {func(path string) { os.RemoveAll(filepath.Dir(path)) }, "does not exist"},
		"torn":    {func(path string) { b.copyStore(path); b.tear(path) }, "damaged"},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "of", "facts.db")
			if err := os.Mkdir(filepath.Dir(path), 0o700); err != nil {
				t.Fatal(err)
			}
			test.make(path)
			before, _ := os.ReadFile(path)
			for _, args := range [][]string{{"ingest", "--store", path, b.path("first.ndjson")}, {"analyze", "--store", path, "--format", "jsonl"}} {
				status, out, stderr := lapse("", args...)
				t.Logf("%s: status %d: %s", args[0], status, stderr)
				if status != 5 || out != "" || strings.Count(stderr, "\n") != 1 || !strings.Contains(stderr, test.told) || !strings.Contains(stderr, path) {
					t.Errorf("%s: status %d, output %q, told %q; want status 5 and one line with %q", args[0], status, out, stderr, test.told)
				}
			}
			if after, _ := os.ReadFile(path); !bytes.Equal(before, after) {
				t.Error("the file was changed")
			}
			if left, _ := os.ReadDir(filepath.Dir(path)); len(left) > 1 {
				t.Errorf("left beside it: %v", left)
			}
		})
	}
}

func (b *bench) sql(path, statement string) {
	b.t.Helper()
	db, err := sql.Open("sqlite3", path)
	if err != nil {
		b.t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(statement); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) write(path, text string) {
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

func (b *bench) copyStore(path string) {
	data, err := os.ReadFile(b.path("undisturbed.db"))
	if err != nil {
		b.t.Fatal(err)
	}
	b.write(path, string(data))
}

// tear overwrites the second half of a file.
func (b *bench) tear(path string) {
	data, err := os.ReadFile(path)
	if err != nil {
		b.t.Fatal(err)
	}
	for i := len(data) / 4; i < len(data); i++ {
		data[i] = 0xA5
	}
	b.write(path, string(data))
}

// TestReadOnlyStore runs lapse as nobody, since root may write everywhere: reading works, writing is refused.
func TestReadOnlyStore(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root can become nobody")
	}
	b := newBench(t)
	path := filepath.Join(t.TempDir(), "facts.db")
	b.copyStore(path)
	logs := filepath.Join(filepath.Dir(path), "first.ndjson")
	b.write(logs, string(b.first))
	for p, mode := range map[string]os.FileMode{path: 0o444, logs: 0o444, filepath.Dir(path): 0o555, filepath.Dir(filepath.Dir(path)): 0o755} {
		if err := os.Chmod(p, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() { os.Chmod(filepath.Dir(path), 0o755) })
	out, err := exec.Command("lapse-nobody", "analyze", "--store", path, "--format", "jsonl").Output()
	if err != nil || string(out) != b.want {
		t.Errorf("analyze: %v; %d bytes, want %d", err, len(out), len(b.want))
	}
	refused(t, exec.Command("lapse-nobody", "ingest", "--store", path, logs), path, "read-only")
	fresh := filepath.Join(filepath.Dir(path), "new.db")
	refused(t, exec.Command("lapse-nobody", "ingest", "--store", fresh, logs), fresh, "permission denied")
}

// TestDiskFull lets no file grow beyond 256 KiB.
func TestDiskFull(t *testing.T) {
	b := newBench(t)
	path := b.path("full.db")
	refused(t, exec.Command("sh", "-c", `ulimit -f 512; exec lapse ingest --store "$1" "$2"`, "sh", path, b.path("first.ndjson")), path, "cannot grow")
	b.sound("full.db")
	if b.complete("full.db") != b.want {
		t.Error("the completed store differs from an undisturbed one")
	}
	report := b.path("report.html")
	b.write(report, "the report of yesterday")
	refused(t, exec.Command("sh", "-c", `ulimit -f 80; exec lapse report --store "$1" -o "$2"`, "sh", b.path("undisturbed.db"), report), "report", "file too large")
	if data, _ := os.ReadFile(report); string(data) != "the report of yesterday" {
		t.Errorf("half a report of %d bytes took the place of the last", len(data))
	}
	if left, _ := filepath.Glob(b.path(".lapse-*")); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
}

// refused runs a command that must end with status 5 and one line that names what, and why.
func refused(t *testing.T, c *exec.Cmd, what, why string) {
	t.Helper()
	var out, stderr bytes.Buffer
	c.Stdout, c.Stderr = &out, &stderr
	c.Run()
	t.Logf("status %d: %s", c.ProcessState.ExitCode(), stderr.String())
	if c.ProcessState.ExitCode() != 5 || out.Len() > 0 || strings.Count(stderr.String(), "\n") != 1 ||
		!strings.Contains(stderr.String(), what) || !strings.Contains(stderr.String(), why) {
		t.Errorf("status %d, output %q, told %q; want status 5 and one line with %q and %q", c.ProcessState.ExitCode(), out.String(), stderr.String(), what, why)
	}
}
