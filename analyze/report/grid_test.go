package report

import (
	"strings"
	"testing"

	"github.com/olekukonko/tablewriter/pkg/twwidth"

	"lapse/analyze/incident"
)

// names that logs may hold: longer than any column, wider than their letters are many, without a place to break.
var wideNames = []string{
	"token-server-7d9f8b6c4-x2x9z.calls.eu-central-1.svc.cluster.local",
	"受付担当者受付担当者受付担当者受付担当者受付担当者受付担当者",
	"🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀🧑‍🚀",
	strings.Repeat("x", 150),
}

// wide is a run in which every name that a log may hold is longer than a column.
func wide() *Model {
	in := fixture()
	for i := range in.Result.Verdicts {
		in.Result.Verdicts[i].Host = wideNames[i%len(wideNames)]
	}
	for i, n := range wideNames {
		in.Result.Clocks = append(in.Result.Clocks, incident.ClockReport{
			Clock: incident.IssuerClock(n), Offset: incident.Interval{Lo: -647_300_000, Hi: 1_500_000}, Drift: -0.039, Anchor: "the validator's ttl", Sources: 111,
			Binding: [2]incident.Evidence{
				{Text: n + " read 06:06:24.548", At: []incident.Pos{{File: n + ".ndjson", Line: 4628}}},
				{Text: n + " read 11:30:29.313", At: []incident.Pos{{File: "logs/sdk.ndjson", Line: int64(1000 + i)}}},
			},
			Regimes: []incident.Regime{{From: at("06:00:00.000"), To: at("11:00:00.000"), Offset: incident.Interval{Lo: -647_300_000, Hi: -1_500_000}}},
		})
		in.Sources = append(in.Sources, incident.Source{Path: "logs/" + n + ".ndjson", Format: "json", Read: 1_234_567, Used: 1_234_567})
	}
	return NewModel(in)
}

// TestNothingIsCut: at any width, every name and every line that binds a clock is there whole once the line breaks are taken
// out, and no line of a table leaves the terminal.
func TestNothingIsCut(t *testing.T) {
	m := wide()
	for _, width := range []int{0, 80, 100, 200} {
		var b strings.Builder
		if err := writeTable(&b, m, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		if err := WriteClocks(&b, m, Options{Width: width}); err != nil {
			t.Fatal(err)
		}
		for line := range strings.Lines(b.String()) {
			if n := twwidth.Width(strings.TrimRight(line, "\n")); n > (Options{Width: width}).width() && strings.Contains(line, "  ") && !pathOrCommand(line) {
				t.Errorf("at %d columns a line has %d: %s", width, n, line)
			}
		}
		letters := strings.NewReplacer("\n", "", " ", "").Replace(b.String())
		for _, c := range m.Result.Clocks {
			for _, e := range c.Binding {
				for _, p := range m.inFolder(e.At) {
					if !strings.Contains(letters, strings.ReplaceAll(place(p), " ", "")) {
						t.Errorf("at %d columns %s is not named", width, place(p))
					}
				}
			}
		}
		if strings.Contains(b.String(), "…\n") {
			t.Errorf("at %d columns something is cut off:\n%s", width, b.String())
		}
	}
}

// pathOrCommand tells whether a line holds a word that is left whole so that it can be copied.
func pathOrCommand(line string) bool {
	return len(strings.Fields(line)) == 1 || strings.HasPrefix(line, "  lapse ")
}

func TestFoldCell(t *testing.T) {
	for _, c := range []struct {
		text string
		n    int
		want string
	}{
		{"short", 8, "short"},
		{"two words", 8, "two|words"},
		{"clock_skew/issuer_behind", 18, "clock_skew/|issuer_behind"},
		{"token-server.ndjson", 13, "token-server.|ndjson"},
		{"xxxxxxxxxxxxxxxxxxxx", 8, "xxxxxxxx|xxxxxxxx|xxxx"},
		{"a xxxxxxxxxx b c", 8, "a|xxxxxxxx|xx b c"},
		{"受付担当者", 4, "受付|担当|者"},
		{"受付", 1, "受|付"}, // no column is as narrow as half a character
		{"08:01–12:30", 8, "08:01–|12:30"},
	} {
		if got := strings.Join(foldCell(c.text, c.n), "|"); got != c.want {
			t.Errorf("foldCell(%q, %d) = %q, want %q", c.text, c.n, got, c.want)
		}
	}
}

// TestNotesStandBelowTheirRow whatever the height of rows and heads.
func TestNotesStandBelowTheirRow(t *testing.T) {
	g := newGrid("Clock", ">genuine_expiry", "Offset")
	for _, name := range wideNames[:2] {
		g.add(name, 1, "-647.3 … 1.5 s")
		g.note("note of " + string([]rune(name)[:2]))
	}
	var b strings.Builder
	if err := g.print(&b, Options{Width: 40}); err != nil {
		t.Fatal(err)
	}
	if want := "genuine_"; !strings.Contains(b.String(), want) || strings.Contains(b.String(), want+"expiry") {
		t.Errorf("the head is not folded:\n%s", b.String())
	}
	first, second := strings.Index(b.String(), "note of to"), strings.Index(b.String(), "受付")
	if first < strings.Index(b.String(), "local") || first > second {
		t.Errorf("the first note does not stand between the rows:\n%s", b.String())
	}
}
