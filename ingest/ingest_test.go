package ingest

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"lapse/analyze/incident"
)

func TestEveryLineIsCountedOnce(t *testing.T) {
	files := logs(1)
	write(t, files)
	m := newMemory()
	r := read(t, m, Options{}, "logs")
	total := int64(0)
	for _, data := range files {
		total += int64(strings.Count(data, "\n"))
	}
	if a := r.Accounting; a.Read != total || a.Rejected == 0 || a.Other == 0 || a.Duplicate != 0 || a.Sources != len(files) {
		t.Errorf("%d lines in %d files, got %+v", total, len(files), a)
	}
	if r.Added != int64(len(m.events)) || r.Added == 0 {
		t.Errorf("Added %d, kept %d", r.Added, len(m.events))
	}
}

func TestRejectsAreRedacted(t *testing.T) {
	const token = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJTSzEiLCJleHAiOjE3ODIwMjUyMDJ9.Zm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyZm9vYmFyMDA"
	text := `{"time":"2026-06-21T09:00:00.123Z","identity":"a","msg":"access token issued"}` + "\n" + `{"token":"` + token + "\x1b[2J\n"
	var rejects bytes.Buffer
	read(t, newMemory(), Options{Stdin: strings.NewReader(text), Rejects: &rejects}, "-")
	got := rejects.String()
	if !strings.HasPrefix(got, "-:2: ") || strings.Count(got, "\n") != 1 {
		t.Errorf("want one line that names -:2, got %q", got)
	}
	if strings.Contains(got, "Zm9vYmFy") || strings.Contains(got, "\x1b") {
		t.Errorf("a signature or a control character in %q", got)
	}
}

func TestLiveTokensAreAnnounced(t *testing.T) {
	line := func(exp int64) string {
		return fmt.Sprintf(`{"time":"2026-06-21T09:00:00.123Z","hostname":"t1","identity":"a","iss":"SK1","exp":%d,"tokenSha256":"%064x","msg":"access token issued"}`+"\n", exp, exp)
	}
	now := time.Unix(1782035999, 0)
	text := line(now.Unix()) + line(now.Unix()+1) + line(now.Unix()+2) + line(now.Unix()+2)
	r := read(t, newMemory(), Options{Stdin: strings.NewReader(text), Now: func() time.Time { return now }}, "-")
	if r.Live.Tokens != 2 || r.Live.Until != incident.Unix(now.Unix()+2) {
		t.Errorf("live %+v, want 2 tokens until a second after the next", r.Live)
	}
	if r.Stats.Total != 0 {
		t.Error("a clock that stands still measures nothing")
	}
}

func TestStampsWithoutAYearTakeItFromOtherLogs(t *testing.T) {
	write(t, map[string]string{
		"a.log": "Jun 21 09:00:00 token-1 app[1]: access token issued identity=a exp=1782035999\n",
		"b.log": `{"time":"2026-06-21T09:00:00.123Z","identity":"a","msg":"access token issued"}` + "\n",
	})
	m := newMemory()
	read(t, m, Options{}, ".")
	for _, e := range m.events {
		if e.Time.Known() && e.Time.Reading.Std().Year() != 2026 {
			t.Errorf("%s is read as %s", e.Pos.File, e.Time.Reading)
		}
	}
}

// Where no stamp names its year, the tokens do; the turn of the year is between two lines.
func TestStampsWithoutAYearTakeItFromTokens(t *testing.T) {
	text := "Dec 31 23:59:58 token-1 app[1]: access token issued identity=a iat=1798761598 exp=1798765198\n" +
		"Jan  1 00:00:03 token-1 app[1]: token mint failed identity=a status=503\n"
	m := newMemory()
	read(t, m, Options{Stdin: strings.NewReader(text)}, "-")
	years := map[int64]int{}
	for _, e := range m.events {
		years[e.Pos.Line] = e.Time.Reading.Std().Year()
	}
	if years[1] != 2026 || years[2] != 2027 {
		t.Errorf("years %v", years)
	}
}

// Where nothing else tells the year, a log is taken to be of the year before now; a day ahead may be another zone's.
func TestStampsWithoutAnyYearAreOfTheLastMonths(t *testing.T) {
	text := "06-21 09:00:00.000  1  1 E VoiceActivity: Registration Error: 51007, Registration failed\n"
	for now, want := range map[string]int{"2026-06-21": 2026, "2026-06-20": 2026, "2026-06-19": 2025, "2027-01-01": 2026} {
		at, err := time.Parse(time.DateOnly, now)
		if err != nil {
			t.Fatal(err)
		}
		m := newMemory()
		read(t, m, Options{Stdin: strings.NewReader(text), Now: func() time.Time { return at }}, "-")
		for _, e := range m.events {
			if got := e.Time.Reading.Std().Year(); got != want {
				t.Errorf("at %s: %d, want %d", now, got, want)
			}
		}
		if len(m.events) != 1 {
			t.Errorf("%d events", len(m.events))
		}
	}
}

func TestProgressTellsBytesAndLines(t *testing.T) {
	write(t, logs(9))
	var last Progress
	r := read(t, newMemory(), Options{Progress: func(p Progress) { last = p }}, "logs")
	if last.Bytes != last.Total || last.Lines != r.Accounting.Read || last.Total == 0 {
		t.Errorf("last progress %+v, %d lines", last, r.Accounting.Read)
	}
}
