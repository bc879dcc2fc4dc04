package report

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"lapse/analyze/incident"
)

// Whatever a log holds, no format carries a character that acts on a terminal, a viewer or a CI system.
func TestHostileTextIsHarmless(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			got := render(t, f.Name, hostileFixture(), Options{})
			if !utf8.Valid(got) {
				t.Error("not UTF-8")
			}
			for _, r := range string(got) {
				if hidden(r) && r != '\n' {
					t.Fatalf("character %U stands in the report", r)
				}
			}
		})
	}
}

func TestHostileMarkdownIsText(t *testing.T) {
	for line := range strings.Lines(string(render(t, "md", hostileFixture(), Options{}))) {
		if strings.HasPrefix(line, "- ``lapse") {
			continue // a code span, with a fence longer than any inside
		}
		for _, bad := range []string{"<script", "<img", "x](", " `code", "\n::"} {
			if strings.Contains(line, bad) {
				t.Errorf("%q stands in the Markdown: %.200s", bad, line)
			}
		}
	}
}

func TestHostileGitHubCommandsAreNotForged(t *testing.T) {
	got := string(render(t, "github", hostileFixture(), Options{}))
	for line := range strings.Lines(got) {
		if !strings.HasPrefix(line, "::error file=") && !strings.HasPrefix(line, "::warning file=") && !strings.HasPrefix(line, "::notice title=") {
			t.Errorf("a line that lapse did not mean: %q", line)
		}
		if strings.HasPrefix(line, "::error::") {
			t.Errorf("a forged command: %q", line)
		}
	}
}

func TestHostileCSVHasNoFormula(t *testing.T) {
	rows, err := csv.NewReader(bytes.NewReader(render(t, "csv", hostileFixture(), Options{}))).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != len(fixtureVerdicts())+1 {
		t.Fatalf("%d rows", len(rows))
	}
	for _, row := range rows {
		for j, c := range row {
			if c != "" && strings.ContainsRune("=+-@", rune(c[0])) {
				t.Errorf("column %s begins like a formula: %q", rows[0][j], c)
			}
		}
	}
}

func TestHostileXMLParses(t *testing.T) {
	d := xml.NewDecoder(bytes.NewReader(render(t, "xml", hostileFixture(), Options{})))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

// JSON keeps the text itself: what is escaped reads back as it was, but for bytes that were no text.
func TestHostileJSONReadsBack(t *testing.T) {
	want := strings.ToValidUTF8(strings.ReplaceAll(hostile, "\xff\xfe", "\ufffd\ufffd"), "")
	dec := json.NewDecoder(bytes.NewReader(render(t, "jsonl", hostileFixture(), Options{})))
	for dec.More() {
		var v struct{ Identity string }
		if err := dec.Decode(&v); err != nil {
			t.Fatal(err)
		}
		if v.Identity != want {
			t.Fatalf("identity reads back as %q, want %q", v.Identity, want)
		}
	}
}

func TestHostileExplain(t *testing.T) {
	m := NewModel(hostileFixture())
	tl := fixtureTimeline()
	for i := range tl.Events {
		tl.Events[i].Message, tl.Events[i].Pos.File, tl.Events[i].Host, tl.Events[i].Session = hostile, hostile, hostile, hostile
	}
	var b bytes.Buffer
	if err := Explain(&b, m, tl, &m.Result.Verdicts[0], Options{}); err != nil {
		t.Fatal(err)
	}
	for _, r := range b.String() {
		if hidden(r) && r != '\n' {
			t.Fatalf("character %U stands in the story", r)
		}
	}
}

// Colours are the only control characters, and only around cells.
func TestColor(t *testing.T) {
	plain := render(t, "table", fixture(), Options{})
	coloured := string(render(t, "table", fixture(), Options{Color: true}))
	if !strings.Contains(coloured, "\x1b[31mmissed_refresh/endpoint_failed\x1b[0m") {
		t.Error("the cause is not coloured")
	}
	for _, sgr := range []string{"0", "1", "2", "31", "33", "35", "36"} {
		coloured = strings.ReplaceAll(coloured, "\x1b["+sgr+"m", "")
	}
	if coloured != string(plain) {
		t.Error("without its colours the table differs from the plain one")
	}
}

func TestClean(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"agent-7", "agent-7"}, {"日本 ü €", "日本 ü €"}, {"", ""},
		{"a\x1b[2Jb", `a\x1b[2Jb`}, {"a\nb\tc\r", `a\nb\tc\x0d`}, {"\x00\x7f", `\x00\x7f`}, {"\u0085", `\x85`},
		{"\u202eabc\u2066", `\u202eabc\u2066`}, {"\ufeffx\u2028", `\ufeffx\u2028`}, {"\U000e0041", `\U000e0041`},
		{"a\xffb", "a\ufffdb"}, {"👩\u200d💻", "👩\u200d💻"},
	} {
		if got := Clean(c.in); got != c.want {
			t.Errorf("Clean(%q) = %q, want %q", c.in, got, c.want)
		}
	}
}

func FuzzClean(f *testing.F) {
	f.Add(hostile)
	f.Fuzz(func(t *testing.T, s string) {
		got := Clean(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, hidden) {
			t.Errorf("Clean(%q) = %q", s, got)
		}
		if again := Clean(got); again != got {
			t.Errorf("Clean(Clean(%q)) = %q, not %q", s, again, got)
		}
	})
}

// A report that is too long is cut below 1 MiB and says where the whole is.
func TestMarkdownIsCut(t *testing.T) {
	in := fixture()
	v := in.Result.Verdicts[0]
	v.Evidence = []incident.Evidence{{Kind: incident.Recorded, Text: strings.Repeat("long ", 100)}}
	for i := range 4000 {
		v.Episode = fmt.Sprint(i)
		in.Result.Verdicts = append(in.Result.Verdicts, v)
	}
	got := render(t, "md", in, Options{Full: "full_report.jsonl"})
	if len(got) >= 1<<20 || len(got) < 1<<20-2000 {
		t.Errorf("%d bytes", len(got))
	}
	if !bytes.Contains(got[len(got)-200:], []byte("more did not fit: see `full_report.jsonl`")) {
		t.Errorf("no pointer at the end: %q", got[len(got)-200:])
	}
}

func TestGitHubShowsAtMostTen(t *testing.T) {
	in := fixture()
	v := in.Result.Verdicts[2]
	for sub := range clauses {
		v.Subcause = sub
		in.Result.Verdicts = append(in.Result.Verdicts, v)
	}
	if n := bytes.Count(render(t, "github", in, Options{}), []byte("\n")); n != maxAnnotations {
		t.Errorf("%d annotations, want %d", n, maxAnnotations)
	}
}
