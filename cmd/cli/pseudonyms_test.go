package cli_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lapse/analyze/report"
)

// TestNamesAreHidden reads logs of all formats, with marks in the names of people, devices, calls and files, under
// --pseudonymize, and searches everything that lapse writes for the marks.
func TestNamesAreHidden(t *testing.T) {
	s, logs, out := searcher{t: t}, t.TempDir(), t.TempDir()
	names := strings.NewReplacer("agent-7", markPrefix+"-jane", "dev-7", markPrefix+"-phone", "CA0123456789abcdef", "CA"+markPrefix)
	files, err := filepath.Glob("../../testdata/formats/*/*")
	if err != nil || len(files) < 60 {
		t.Fatalf("%d files (%v)", len(files), err)
	}
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Join(logs, markPrefix+strings.Repeat("x", i), filepath.Base(file))
		if i%2 == 0 {
			name = filepath.Join(logs, markPrefix+strings.Repeat("y", i)+filepath.Ext(file))
		}
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(names.Replace(string(text))+"\n{\"broken "+markPrefix+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	key, facts, raw := filepath.Join(out, "key"), filepath.Join(out, "facts.db"), filepath.Join(t.TempDir(), "raw.db")
	if err := os.WriteFile(key, []byte("sixteen bytes or more"), 0o600); err != nil {
		t.Fatal(err)
	}
	hide := func(args ...string) { s.run(append(args, "--pseudonymize", key)...) }
	hide("ingest", "--verbose", "--store", facts, logs)
	for _, f := range report.Names() {
		hide("analyze", "--verbose", "--store", facts, "--format", f)
	}
	hide("analyze", logs, "--format", "jsonl", "-o", filepath.Join(out, "v.csv"), "-o", filepath.Join(out, "v.json"), "-o", filepath.Join(out, "v.html"))
	hide("report", "--store", facts, "--schedule", "80%", "-o", filepath.Join(out, "r.html"), "-o", filepath.Join(out, "r.md"))
	hide("replay", "--store", facts, "--schedule", "never", "--format", "json")
	hide("export", "--store", facts, "--to", "trace")
	hide("ingest", "--explain", logs)
	hide("ingest", "--store", facts, "--rejects", filepath.Join(out, "rejects.txt"), logs)
	lapse("", "ingest", "--store", raw, logs)
	hide("analyze", "--store", raw)
	hide("ingest", "--store", raw, logs)
	s.folder(out)
	_, one, _ := lapse("", "analyze", "--store", facts, "--format", "jsonl")
	_, two, _ := lapse("", "analyze", logs, "--format", "jsonl", "--pseudonymize", key)
	if one == "" || one != two {
		t.Error("the same key gives other names in another command")
	}
	_, asked, _ := lapse("", "analyze", "--store", facts, "--format", "jsonl", "--pseudonymize", key, "--identity", markPrefix+"-jane")
	if strings.Count(asked, "\n") == 0 || strings.Count(asked, "\n") >= strings.Count(one, "\n") {
		t.Errorf("--identity finds %d of %d verdicts", strings.Count(asked, "\n"), strings.Count(one, "\n"))
	}
	t.Logf("%d names found in %d artefacts of %d bytes", s.found, s.artefacts, s.bytes)
}
