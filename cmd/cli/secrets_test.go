package cli_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lapse/analyze/report"
	"lapse/cmd/cli"
	"lapse/ingest/format"
	"lapse/store"
	"lapse/store/sqlite"
)

// lapse runs one command line in this process and returns its status and both streams.
func lapse(stdin string, args ...string) (status int, stdout, stderr string) {
	return lapseReading(strings.NewReader(stdin), args...)
}

func lapseReading(stdin io.Reader, args ...string) (status int, stdout, stderr string) {
	var out, err bytes.Buffer
	status = cli.Main(context.Background(), cli.Env{
		Stdin: stdin, Stdout: &out, Stderr: &err,
		Now:    func() time.Time { return time.Date(2026, 6, 21, 6, 30, 0, 0, time.UTC) },
		Getenv: func(string) string { return "" },
	}, args)
	return status, out.String(), err.String()
}

// TestSecretsStay plants secrets into every format and searches everything that lapse writes for them.
func TestSecretsStay(t *testing.T) {
	var g garden
	s := searcher{t: t}
	for _, f := range format.Table() {
		t.Run(f.Name, func(t *testing.T) { s.sow(t, f.Name, g.carriers(f)) })
	}
	t.Run("conversations", func(t *testing.T) { s.sow(t, "talk", []string{g.talk(), g.archive()}) })
	t.Logf("%d secrets planted, %d found, in %d artefacts of %d bytes", g.planted, s.found, s.artefacts, s.bytes)
	if g.planted < 10_000 || s.artefacts < 500 {
		t.Errorf("only %d secrets in %d artefacts: the test no longer tests much", g.planted, s.artefacts)
	}
}

// sow reads carriers with every command and searches what comes out. The store is held open by a second connection, so
// that its WAL is still there to be searched.
func (s *searcher) sow(t *testing.T, name string, carriers []string) {
	s.t = t
	logs, out := t.TempDir(), t.TempDir()
	for i, text := range carriers {
		if err := os.WriteFile(filepath.Join(logs, fmt.Sprintf("%s-%d.log", name, i)), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	facts, rejects := filepath.Join(out, "facts.db"), filepath.Join(out, "rejects.txt")
	hold(t, facts)
	s.run("ingest", "--verbose", "--store", facts, "--rejects", rejects, logs)
	s.folder(out)
	s.run("ingest", "--explain", logs)
	for _, f := range report.Names() {
		s.run("analyze", "--verbose", "--store", facts, "--format", f)
	}
	s.run("report", "--store", facts, "--schedule", "80%", "-o", filepath.Join(out, "r.html"), "-o", filepath.Join(out, "r.md"), "-o", filepath.Join(out, "r.json"))
	replayed := filepath.Join(out, "replay")
	s.run("replay", "--store", facts, "--schedule", "never", "--format", "table", "-o", replayed+".json", "-o", replayed+".csv", "-o", replayed+".md")
	_, events, _ := lapse("", "analyze", "--store", facts, "--format", "jsonl")
	for i, id := range eventID.FindAllStringSubmatch(events, 8) {
		if i%2 == 0 {
			s.run("explain", id[1], "--store", facts)
		}
	}
	baseline := filepath.Join(out, "baseline.json")
	s.run("compare", "--save-baseline", baseline, "--store", facts)
	for _, f := range []string{"table", "json", "md"} {
		s.run("compare", baseline, "--store", facts, "--format", f)
	}
	for _, to := range []string{"trace", "timesketch"} {
		s.run("export", "--store", facts, "--to", to)
	}
	s.run("store", "check", facts)
	s.folder(out)
}

var eventID = regexp.MustCompile(`"event":"([0-9a-f]+)"`)

// hold opens a store and reads from it, so that it stays open until the test ends.
func hold(t *testing.T, path string) {
	t.Helper()
	st, err := sqlite.Open(t.Context(), path, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { st.Close() })
	for _, err := range st.Timelines(t.Context(), store.All(), store.Everyone) {
		if err != nil {
			t.Fatal(err)
		}
	}
}

// TestSecretsInMistakes gives secrets to the command line, the configuration and the key file, where they do not belong.
func TestSecretsInMistakes(t *testing.T) {
	var g garden
	s, dir := searcher{t: t}, t.TempDir()
	t.Chdir(dir)
	file := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	log := file("ok.ndjson", `{"timestamp":"2026-06-21T09:12:03.120Z","identity":"agent-7","event":"error","error":{"code":20104,"message":"x"}}`)
	for n := range texts {
		for _, args := range [][]string{
			{"analyze", g.text(n)}, {"analyze", log, "--store", g.text(n)}, {"analyze", log, "--since", g.text(n)}, {g.text(n)},
			{"ingest", "--store", "https://lapse:" + g.mark() + "@db/x", log}, {"analyze", log, "--leeway", g.text(n)},
			{"analyze", log, "--fail-on", g.text(n)}, {"analyze", log, "--format", g.text(n)}, {"analyze", log, "-o", g.text(n)},
			{"explain", g.text(n), log}, {"list", g.text(n)}, {"replay", log, "--schedule", g.text(n)}, {"token", "--at", g.text(n), "x"},
			{"analyze", log, "--keys", file("keys.txt", g.text(n))}, {"analyze", log, "--zone", g.text(n)}, {"analyze", log, "--pattern", "(" + g.text(n)},
			{"analyze", log, "--config", file("lapse.yaml", g.text(n)+": 1\n")}, {"analyze", log, "--config", file("lapse.yaml", "issuer: ["+g.text(n))},
			{"token", g.text(n)}, {"token", "--format", "json", g.text(n)}, {"analyze", log, "--" + g.text(n)}, {"analyze", log, "--pseudonymize", file("key", g.text(n)[:1])},
		} {
			s.run(args...)
		}
	}
	status, out, errs := lapse(head+"."+body+"."+g.mark(), "token", "--keys", file("keys.txt", "SK00000000000000000000000000000001="+g.mark()))
	s.search("token", []byte(out+errs))
	if status != 0 {
		t.Errorf("token: status %d: %s", status, errs)
	}
	t.Logf("%d secrets given, %d found", g.planted, s.found)
}

// TestSearcherFinds proves that the search would see a secret in every dress.
func TestSearcherFinds(t *testing.T) {
	var g garden
	m := []byte("x " + g.mark() + " y")
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	z.Write(m)
	z.Close()
	for name, artefact := range map[string][]byte{
		"plain": m, "base64": []byte("<p>" + base64.StdEncoding.EncodeToString(m) + "</p>"), "url base64": []byte(base64.RawURLEncoding.EncodeToString(m[1:])),
		"gzip": packed.Bytes(), "gzip in base64": []byte(`"` + base64.StdEncoding.EncodeToString(packed.Bytes()) + `"`),
		"hex": []byte(fmt.Sprintf("%x", m)), "upper": bytes.ToUpper(m),
	} {
		if leak(artefact) == "" {
			t.Errorf("%s: not found", name)
		}
	}
	if got := leak([]byte("nothing " + base64.StdEncoding.EncodeToString([]byte("is here")))); got != "" {
		t.Errorf("found %q", got)
	}
}

// searcher looks for planted secrets and counts.
type searcher struct {
	t                       *testing.T
	found, artefacts, bytes int
}

// run runs a command and searches both of its streams.
func (s *searcher) run(args ...string) {
	_, out, err := lapse("", args...)
	name := strings.Join(args[:1], " ")
	s.search(name+" (stdout)", []byte(out))
	s.search(name+" (stderr)", []byte(err))
}

// folder searches every file below a folder.
func (s *searcher) folder(dir string) {
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		s.search(d.Name(), data)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// maxTold is how many leaks a test names.
const maxTold = 40

func (s *searcher) search(name string, artefact []byte) {
	s.artefacts++
	s.bytes += len(artefact)
	for at := leak(artefact); at != ""; at = "" {
		if s.found++; s.found < maxTold {
			s.t.Errorf("%s: a planted secret in %q", name, at)
		}
	}
}

// leak is what stands around the first secret of an artefact, "" if there is none. It looks into base64, hex and gzip.
func leak(artefact []byte) string {
	for _, mark := range []string{markPrefix, strings.ToLower(markPrefix), strings.ToUpper(markPrefix), fmt.Sprintf("%x", markPrefix)} {
		if i := bytes.Index(artefact, []byte(mark)); i >= 0 {
			return string(artefact[max(0, i-80):min(len(artefact), i+60)])
		}
	}
	if z, err := gzip.NewReader(bytes.NewReader(artefact)); err == nil {
		if data, _ := io.ReadAll(z); data != nil {
			return leak(data)
		}
	}
	for from := 0; from < len(artefact); {
		end := from
		for end < len(artefact) && base64Letter[artefact[end]] {
			end++
		}
		if at := leakInBase64(artefact[from:end]); at != "" {
			return at
		}
		from = end + 1
	}
	return ""
}

// shortestBase64 holds a mark's beginning in each of the four places where a group of base64 may begin.
const shortestBase64 = 16

// base64Letter tells which bytes belong to base64, in both of its alphabets.
var base64Letter = func() (is [256]bool) {
	for _, b := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/-_") {
		is[b] = true
	}
	return is
}()

// leakInBase64 decodes a run of base64 from each of the four places where a group of it may begin.
func leakInBase64(run []byte) string {
	if len(run) < shortestBase64 {
		return ""
	}
	letters := strings.NewReplacer("-", "+", "_", "/").Replace(string(run))
	for from := range 4 {
		data, _ := base64.RawStdEncoding.DecodeString(letters[from : from+(len(letters)-from)/4*4])
		if bytes.Contains(data, []byte(markPrefix)) {
			return string(run)
		}
		if bytes.HasPrefix(data, []byte("\x1f\x8b")) {
			tail, _ := base64.RawStdEncoding.DecodeString(letters[from:])
			if at := leak(tail); at != "" {
				return at
			}
		}
	}
	return ""
}
