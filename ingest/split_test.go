package ingest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// longSignature stands at the end of a made-up token; no eight characters of it may be seen again.
const longSignature = "Q2xlYXJseU1hZGVVcFNpZ25hdHVyZU9mRm9ydHlUd28"

// longLine is what a token server logs on one line longer than the 16 KiB at which container runtimes split, so that the cut
// falls into the signature, skew bytes behind its first character.
func longLine(identity string, skew int) string {
	claims := fmt.Sprintf(`eyJpc3MiOiJTSzEiLCJzdWIiOiJBQzEiLCJpYXQiOjE3ODIwMzIzOTksImV4cCI6MTc4MjAzNTk5OSwiZ3JhbnRzIjp7ImlkZW50aXR5IjoiYWdlbnQtNyIsInZvaWNlIjp7fX19`)
	line := func(pad int) string {
		return fmt.Sprintf(`{"level":30,"time":1782032399123,"hostname":"t1","pad":%q,"identity":%q,"token":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.%s.%s","msg":"access token issued"}`,
			strings.Repeat("x", pad), identity, claims, longSignature)
	}
	return line(dockerBuffer - skew - strings.Index(line(0), longSignature))
}

const dockerBuffer = 16 << 10

// docker writes a stream's lines as docker's json-file driver does: in parts of 16 KiB.
func docker(stream string, lines ...string) (parts []string) {
	for _, line := range lines {
		for line += "\n"; line != ""; {
			n := min(len(line), dockerBuffer)
			text, _ := json.Marshal(line[:n])
			parts = append(parts, fmt.Sprintf(`{"log":%s,"stream":%q,"time":"2026-06-21T09:00:00.%09dZ"}`, text, stream, len(parts)))
			line = line[n:]
		}
	}
	return parts
}

// cri writes them as Kubernetes keeps them.
func cri(stream string, lines ...string) (parts []string) {
	for _, line := range lines {
		for {
			n, flag := min(len(line), dockerBuffer), "P"
			if n == len(line) {
				flag = "F"
			}
			parts = append(parts, fmt.Sprintf("2026-06-21T09:00:00.%09dZ %s %s %s", len(parts), stream, flag, line[:n]))
			if line = line[n:]; flag == "F" {
				break
			}
		}
	}
	return parts
}

// interleave takes a line of each in turn.
func interleave(a, b []string) (out []string) {
	for i := range max(len(a), len(b)) {
		if i < len(a) {
			out = append(out, a[i])
		}
		if i < len(b) {
			out = append(out, b[i])
		}
	}
	return out
}

// TestLinesThatARuntimeSplit: of a token server's lines on a token, split in the middle of its signature, each is one event
// with the whole token, at the position of the first part, whatever the other stream printed in between.
func TestLinesThatARuntimeSplit(t *testing.T) {
	whole := newMemory()
	read(t, whole, Options{Stdin: strings.NewReader(longLine("agent-7", 20))}, "-")
	for name, runtime := range map[string]func(string, ...string) []string{"docker": docker, "cri": cri} {
		lines := interleave(
			runtime("stdout", longLine("agent-7", 20), longLine("agent-8", 1)),
			runtime("stderr", longLine("agent-9", 43), "{\"level\":30,\"msg\":\"up\"}"))
		m := newMemory()
		var rejects bytes.Buffer
		r := read(t, m, Options{Stdin: strings.NewReader(strings.Join(lines, "\n")), Rejects: &rejects}, "-")
		if a := r.Accounting; a.Read != 7 || a.Used != 6 || a.Other != 1 || rejects.Len() > 0 {
			t.Errorf("%s: %+v, rejected: %.200s", name, a, rejects.String())
		}
		positions := map[string]int64{}
		for _, e := range m.events {
			positions[e.Identity] = e.Pos.Line
			for _, w := range whole.events {
				if e.Token != w.Token {
					t.Errorf("%s: the token of %s is %+v, not split %+v", name, e.Identity, e.Token, w.Token)
				}
			}
		}
		if positions["agent-7"] != 1 || positions["agent-9"] != 2 || positions["agent-8"] != 5 {
			t.Errorf("%s: events at %v", name, positions)
		}
	}
}

// TestPartsWithoutTheRest: a part whose line never ends, and one whose line never began, are refused with their position, and
// nothing shows the half of a signature.
func TestPartsWithoutTheRest(t *testing.T) {
	const good = `{"level":30,"time":1782032400123,"hostname":"t1","identity":"a","exp":1782035999,"msg":"access token issued"}`
	for name, runtime := range map[string]func(string, ...string) []string{"docker": docker, "cri": cri} {
		parts, next := runtime("stdout", longLine("agent-7", 20)), runtime("stdout", good)
		for _, c := range []struct {
			name   string
			lines  []string
			used   int64
			reject string
		}{
			{"the file ends", []string{next[0], parts[0]}, 1, "-:2: beginning of a line that the container runtime split; its end is not in this file: "},
			{"its rest is lost", []string{parts[0], next[0]}, 1, "-:1: beginning of a line that the container runtime split; its end is not in this file: "},
			{"its beginning is in the file before", []string{parts[1], next[0]}, 1, "-:1: end of a line that the container runtime split; its beginning is not in this file: [redacted]"},
			{"two parts, no end", []string{next[0], parts[0], parts[0]}, 1, "-:2: beginning of a line that the container runtime split; its end is not in this file: "},
		} {
			var rejects bytes.Buffer
			m := newMemory()
			r := read(t, m, Options{Stdin: strings.NewReader(strings.Join(c.lines, "\n")), Rejects: &rejects}, "-")
			if a := r.Accounting; a.Used != c.used || a.Used+a.Rejected != int64(len(c.lines)) {
				t.Errorf("%s, %s: %+v", name, c.name, a)
			}
			if !strings.HasPrefix(rejects.String(), c.reject) {
				t.Errorf("%s, %s: rejected %.200s", name, c.name, rejects.String())
			}
			for i := range len(longSignature) - 8 {
				if strings.Contains(rejects.String()+m.where(), longSignature[i:i+8]) {
					t.Errorf("%s, %s: a part of the signature is shown", name, c.name)
					break
				}
			}
			if r.Sources[0].Reasons[0].First != (incident.Pos{File: "-", Line: r.Sources[0].Reasons[0].First.Line}) {
				t.Errorf("%s, %s: reason without its position", name, c.name)
			}
		}
	}
}

// TestSplitLinesAreBounded: parts that go on for ever cost no memory, and those of many streams not much.
func TestSplitLinesAreBounded(t *testing.T) {
	part := strings.Repeat("x", dockerBuffer)
	var one, many strings.Builder
	for i := range 700 {
		fmt.Fprintf(&one, "2026-06-21T09:00:00.%09dZ stdout P %s\n", i, part)
		fmt.Fprintf(&many, `{"log":"%s","stream":"stdout","attrs":{"tag":"%d"},"time":"2026-06-21T09:00:00Z"}`+"\n", part, i)
	}
	for text, reason := range map[string]string{one.String(): "longer than 8 MiB", many.String(): "64 others began before its end came"} {
		r := read(t, newMemory(), Options{Stdin: strings.NewReader(text)}, "-")
		if got := r.Sources[0].Reasons[0]; r.Accounting.Rejected != 700 || !strings.HasSuffix(got.Text, reason) || got.First.Line != 1 {
			t.Errorf("%+v, %+v; want %s", r.Accounting, got, reason)
		}
	}
}
