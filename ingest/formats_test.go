package ingest

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// silent are logs of a format that say nothing about tokens by themselves.
var silent = []string{"nginx-error/error.log"}

// TestFormats reads testdata/formats: a folder a format, a file for each tool that writes it. Each is known by what it holds,
// no line of it is refused, and what it says is in events.txt (UPDATE_STORIES=1 writes it anew).
func TestFormats(t *testing.T) {
	folder, err := filepath.Abs("../testdata/formats")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	files, err := filepath.Glob("*/*")
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(files)
	var got strings.Builder
	seen := map[string]bool{}
	for _, file := range files {
		m := newMemory()
		r := read(t, m, Options{Now: func() time.Time { return time.Date(2026, 12, 31, 0, 0, 0, 0, time.UTC) }}, file)
		s := r.Sources[0]
		seen[s.Format] = true
		if want := filepath.Dir(file); s.Format != want {
			t.Errorf("%s: taken for %s", file, s.Format)
		}
		if s.Rejected > 0 {
			t.Errorf("%s: %+v", file, s.Reasons)
		}
		if len(m.events) == 0 && !slices.Contains(silent, filepath.ToSlash(file)) {
			t.Errorf("%s: no event", file)
		}
		fmt.Fprintf(&got, "%s: %d used, %d other\n", filepath.ToSlash(file), s.Used, s.Other)
		got.WriteString(m.brief())
	}
	for _, f := range format.Table() {
		if !seen[f.Name] {
			t.Errorf("%s: no file of that format", f.Name)
		}
	}
	compareFile(t, "events.txt", got.String())
}

// brief lists events by their lines.
func (m *memory) brief() string {
	var lines []string
	for _, e := range m.events {
		line := fmt.Sprintf("%4d %s %s by=%s", e.Pos.Line, e.Kind, e.Time.Reading, e.Time.Clock)
		for _, x := range []struct {
			name  string
			value any
			zero  any
		}{
			{"identity", e.Identity, ""}, {"session", e.Session, ""}, {"call", e.CallSID, ""}, {"host", e.Host, ""}, {"status", e.Status, int32(0)},
			{"code", e.Code, int32(0)}, {"wire", e.WireCode, int32(0)}, {"says", e.WireMessage, ""}, {"exp", e.Token.Exp, incident.NoTime},
			{"ttl", e.TTL, incident.NoSpan}, {"latency", e.Latency, incident.NoSpan}, {"received", e.Received.Reading, incident.NoTime},
		} {
			if x.value != x.zero {
				line += fmt.Sprintf(" %s=%v", x.name, x.value)
			}
		}
		lines = append(lines, line+" in="+e.Format+"\n")
	}
	slices.Sort(lines)
	return strings.Join(lines, "")
}

func compareFile(t *testing.T, path, got string) {
	t.Helper()
	if os.Getenv("UPDATE_STORIES") == "1" {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestWrappingsNest reads an SDK line in a pino line in a docker line, in a gzip file in a tar in a zip.
func TestWrappingsNest(t *testing.T) {
	pino := `{"level":50,"time":1782036735402,"deviceId":"dev-7","msg":"[TwilioVoice][Device] Received error:  AccessTokenExpired (20104): expired"}`
	log := strings.Join(docker("stdout", pino), "\n") + "\n"
	var archive, bundle bytes.Buffer
	w := tar.NewWriter(&archive)
	gz := zipped(t, log)
	if err := w.WriteHeader(&tar.Header{Name: "logs/app.log.1.gz", Size: int64(len(gz)), Mode: 0o600}); err != nil {
		t.Fatal(err)
	}
	fmt.Fprint(w, gz)
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(&bundle)
	member, err := z.Create("support.tar")
	if err != nil {
		t.Fatal(err)
	}
	member.Write(archive.Bytes())
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	write(t, map[string]string{"bundle.zip": bundle.String()})
	m := newMemory()
	read(t, m, Options{}, "bundle.zip")
	for _, e := range m.events {
		want := incident.Pos{File: "bundle.zip/support.tar/logs/app.log.1.gz", Line: 1}
		if e.Pos != want || e.Code != 20104 || e.Session != "dev-7" || e.Format != "docker/json/console/voicejs" {
			t.Errorf("%+v", e)
		}
	}
	if len(m.events) != 1 {
		t.Errorf("%d events", len(m.events))
	}
}
