package dialect

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

var update = flag.Bool("update", false, "write the events that were read into the stories")

// TestStories reads every testdata/*.txtar: sources, each followed by a file "want" with one event a line and, at its end,
// how many lines were used, how many are about something else, and how many nobody knows.
func TestStories(t *testing.T) {
	paths, err := filepath.Glob("testdata/*.txtar")
	if err != nil || len(paths) < 8 {
		t.Fatalf("%d stories (%v)", len(paths), err)
	}
	for _, path := range paths {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			text, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			story := parseStory(string(text))
			for i := 0; i+1 < len(story.files); i += 2 {
				source, want := story.files[i], &story.files[i+1]
				if want.name != "want" {
					t.Fatalf("%s is not followed by want", source.name)
				}
				got := tell(source.name, []byte(source.text))
				if *update {
					want.text = got
				} else if diff := cmp.Diff(strings.Split(want.text, "\n"), strings.Split(got, "\n")); diff != "" {
					t.Errorf("%s:\n%s", source.name, diff)
				}
			}
			if *update {
				if err := os.WriteFile(path, []byte(story.String()), 0o666); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}

// story is a text archive: a comment, then files, each under a line "-- name --".
type story struct {
	comment string
	files   []storyFile
}

type storyFile struct{ name, text string }

func parseStory(text string) story {
	var s story
	for line := range strings.Lines(text) {
		name, ok := strings.CutPrefix(strings.TrimSuffix(line, " --\n"), "-- ")
		switch last := len(s.files) - 1; {
		case ok && strings.HasSuffix(line, " --\n"):
			s.files = append(s.files, storyFile{name: name})
		case last < 0:
			s.comment += line
		default:
			s.files[last].text += line
		}
	}
	return s
}

func (s story) String() string {
	var b strings.Builder
	b.WriteString(s.comment)
	for _, f := range s.files {
		fmt.Fprintf(&b, "-- %s --\n%s", f.name, f.text)
	}
	return b.String()
}

// tell reads a source and prints its events.
func tell(path string, data []byte) string {
	events, count := read(Context{Path: path}, data)
	var b strings.Builder
	for i := range events {
		fmt.Fprintln(&b, show(&events[i]))
	}
	fmt.Fprintln(&b, count)
	return b.String()
}

// read reads a source as package ingest does, and returns its events in the order of its lines.
func read(c Context, data []byte) ([]incident.Event, string) {
	decoder := format.Detect(data, format.Options{Year: 2026})
	if decoder == nil {
		return nil, "not recognised"
	}
	reader := NewReader(c)
	var events []incident.Event
	used, other, unknown := 0, 0, 0
	emit := func(e *incident.Event) { events = append(events, *e) }
	entry := func(e *format.Entry) {
		if reader.Read(e, emit).Used {
			used++
		} else {
			other++
		}
	}
	if decoder.Document() {
		unknown = len(decoder.ReadDocument(bytes.NewReader(data), entry))
	} else {
		for i, line := range bytes.SplitAfter(data, []byte("\n")) {
			if out := decoder.Line(int64(i+1), line, entry); out.Status == format.Foreign || out.Status == format.Broken {
				unknown++
			}
		}
		decoder.Close(entry)
	}
	reader.Close(emit)
	slices.SortStableFunc(events, func(a, b incident.Event) int { return a.Pos.Compare(b.Pos) })
	return events, fmt.Sprintf("used %d other %d unknown %d", used, other, unknown)
}

// show prints what is known of an event.
func show(e *incident.Event) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d %s", e.Pos.Line, e.Kind)
	add := func(name string, value any, known bool) {
		if known {
			fmt.Fprintf(&b, " %s=%v", name, value)
		}
	}
	add("at", e.Time.Reading, e.Time.Known())
	add("q", e.Time.Quantum, e.Time.Quantum > incident.Millisecond)
	add("by", e.Time.Clock, e.Time.Known())
	add("received", e.Received.Reading, e.Received.Known())
	add("identity", e.Identity, e.Identity != "")
	add("session", e.Session, e.Session != "")
	add("call", e.CallSID, e.CallSID != "")
	add("host", e.Host, e.Host != "")
	add("code", e.Code, e.Code != 0)
	add("wire", e.WireCode, e.WireCode != 0)
	add("said", fmt.Sprintf("%q", e.WireMessage), e.WireMessage != "")
	add("ttl", e.TTL, e.TTL.Known())
	add("status", e.Status, e.Status != 0)
	add("took", e.Latency, e.Latency.Known())
	add("end", e.End, e.End)
	showToken(add, &e.Token)
	add("sdk", e.SDK, e.SDK != "")
	add("app", e.App, e.App != "")
	lines := make([]int64, len(e.Related))
	for i := range e.Related {
		lines[i] = e.Related[i].Line
	}
	add("related", lines, len(lines) > 0)
	add("in", e.Format, true)
	return b.String()
}

func showToken(add func(string, any, bool), t *incident.Token) {
	add("token", t.Fingerprint.Hex()[:min(12, 2*len(t.Fingerprint))], t.Fingerprint != "")
	add("jti", t.JTI, t.JTI != "")
	add("iss", t.Iss, t.Iss != "")
	add("iat", t.Iat, t.Iat.Known())
	add("nbf", t.Nbf, t.Nbf.Known())
	add("exp", t.Exp, t.Exp.Known())
	add("claims", t.Claims, t.Claims)
	add("defects", fmt.Sprintf("%b", t.Defects), t.Defects != 0)
}
