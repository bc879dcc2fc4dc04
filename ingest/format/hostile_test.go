package format

import (
	"strings"
	"testing"
)

// readOne gives one line to the decoder of a JSON log.
func readOne(line string) (entries []string, out Outcome) {
	d := newDecoder(&jsonLines, Options{})
	out = d.Line(2, []byte(line), func(e *Entry) { entries = append(entries, render(e)) })
	return entries, out
}

func TestDamagedLinesHaveAReason(t *testing.T) {
	for _, c := range []struct{ line, reason string }{
		{`{"timestamp": "2026-06-21T`, "JSON object cut off at byte 26"},
		{`{"a":1`, "JSON object cut off at byte 6"},
		{`{"a":1} {"a":2}`, "more text after the JSON value, which ends at byte 7"},
		{`{"a":01}`, "not valid JSON after byte 6"},
		{`{"a":tru}`, "not valid JSON after byte 4"},
		{"{\"a\":\"\x00\"}", "not valid JSON after byte 4"},
		{`null`, "JSON, but null instead of an object"},
		{`true`, "JSON, but true or false instead of an object"},
		{`[]`, "JSON, but an array of no objects instead of an object"},
		{`[1,2]`, "JSON, but an array of no objects instead of an object"},
		{`-3.5e9`, "JSON, but a number instead of an object"},
		{`"x"`, "JSON, but a string instead of an object"},
		{`not json at all`, "not JSON: it does not begin with {"},
		{strings.Repeat(`{"a":`, 10000) + "1" + strings.Repeat("}", 10000), "JSON nested deeper than 64 levels"},
		{strings.Repeat(`{"a":`, 65) + "1" + strings.Repeat("}", 65), "JSON nested deeper than 64 levels"},
		{strings.Repeat("[", 10000) + strings.Repeat("]", 10000), "JSON nested deeper than 64 levels"},
		{strings.Repeat("[", 1<<20), "JSON nested deeper than 64 levels"},
	} {
		entries, out := readOne(c.line)
		if len(entries) > 0 || out.Status != Broken || out.Reason != c.reason {
			t.Errorf("%.40q: %d entries, %+v; want %q", c.line, len(entries), out, c.reason)
		}
	}
}

func TestOddLinesThatAreWellFormed(t *testing.T) {
	for _, c := range []struct{ line, want string }{
		{`{}`, "json"},
		{"  {\"a\":1}\r", "json a:1"},
		{`{"a":1e999}`, "json a:1e999"},
		{`{"time":1e999,"ts":-1,"t":"soon"}`, "json time:1e999 ts:-1 t=soon"},
		{"{\"a\":\"\xff\"}", "json a=\uFFFD"},
		{`{"a":"\ud800"}`, "json a=\uFFFD"},
		{`{"a":1,"a":2}`, "json a:1 a:2"},
		{`{"a":{"b":[{"c":null},true]}}`, `json a.b.0.c:"" a.b.1:true`},
		{`{"":{"":1}}`, "json :1"},
		{`{"a":"{not json}"}`, `json a="{not json}"`},
		{`{"a":"{\"b\":\"{\\\"c\\\":1}\"}"}`, `json a="{\"b\":\"{\\\"c\\\":1}\"}" a.b="{\"c\":1}" a.b.c:1`},
		{strings.Repeat(`{"a":`, 64) + "1" + strings.Repeat("}", 64), "json " + strings.Repeat("a.", 63) + "a:1"},
	} {
		entries, out := readOne(c.line)
		if out.Status != Taken || strings.Join(entries, "\n") != c.want {
			t.Errorf("%.60q: %q, %+v; want %s", c.line, entries, out, c.want)
		}
	}
}

func TestLevels(t *testing.T) {
	for level, want := range map[string]string{
		"10": "trace", "20": "debug", "30": "info", "40": "warn", "50": "error", "60": "fatal", "3": "error", "7": "debug",
		`"WARN"`: "warn", `"Critical"`: "critical",
	} {
		entries, _ := readOne(`{"level":` + level + `}`)
		if len(entries) != 1 || !strings.HasPrefix(entries[0], "json level="+want+" ") {
			t.Errorf("%s: %q, want %s", level, entries, want)
		}
	}
}

// A long string that holds JSON is replaced by its fields; a short one is kept beside them.
func TestJSONInStringsIsKeptOnlyWhereShort(t *testing.T) {
	for _, c := range []struct {
		length int
		kept   bool
	}{{keptText, true}, {keptText + 1, false}} {
		inner := `{\"b\":\"` + strings.Repeat("x", c.length-len(`{"b":""}`)) + `\"}`
		entries, out := readOne(`{"a":"` + inner + `"}`)
		if out.Status != Taken || len(entries) != 1 {
			t.Fatalf("%+v", out)
		}
		if got := strings.Contains(entries[0], " a="); got != c.kept || !strings.Contains(entries[0], " a.b=") {
			t.Errorf("%d bytes: kept %v, want %v", c.length, got, c.kept)
		}
	}
}

func TestFieldsAreBounded(t *testing.T) {
	_, out := readOne(`{"a":[` + strings.Repeat("1,", 50000) + `1]}`)
	if out.Status != Taken {
		t.Fatalf("%+v", out)
	}
	d := newDecoder(&jsonLines, Options{})
	d.Line(1, []byte(`{"a":[`+strings.Repeat("1,", 50000)+`1]}`), func(e *Entry) {
		if len(e.Fields) != maxFields {
			t.Errorf("%d fields", len(e.Fields))
		}
	})
}

func TestWrappingsAreBounded(t *testing.T) {
	line := `{"msg":"ok"}`
	for range 12 {
		line = `{"log":` + quotedJSON(line) + `,"stream":"stdout","time":"2026-06-21T09:12:03Z"}`
	}
	d := newDecoder(&dockerLines, Options{})
	entries, outcomes := decodeAll(d, line)
	if len(entries) != 1 || outcomes[0].Status != Taken || strings.Count(entries[0], "docker/") > maxWraps {
		t.Errorf("%.200q %+v", entries, outcomes)
	}
}

func quotedJSON(s string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"`
}

func TestDamagedDocuments(t *testing.T) {
	for _, c := range []struct {
		format  string
		text    string
		entries int
		line    int64
		reason  string
	}{
		{"json-document", "[\n{\"a\":1},\n{\"a\":2},\n{\"a\":", 2, 4, "JSON document cut off; its whole records were read"},
		{"json-document", "[\n{\"a\":1},\n{\"a\":2}]]\n", 2, 3, "JSON document damaged here; what follows was not read"},
		{"json-document", "[\n{\"a\":1},\nx]\n", 1, 2, "JSON document damaged here; what follows was not read"},
		{"json-document", "{\"alerts\":\n[{\"a\":1},", 1, 2, "JSON document cut off; its whole records were read"},
		{"har", `{"log":{"version":"1.2","entries":[{"request":{}},`, 1, 1, "JSON document cut off; its whole records were read"},
		{"csv", "time,msg\n1782033123,ok\n1782033124\n", 1, 3, "row has not as many cells as the header"},
		{"csv", "time,msg\n1782033123,\"" + strings.Repeat("x", maxRow), 0, 2,
			"row longer than 1 MiB, perhaps a quote that is never closed; what follows was not read"},
	} {
		d := Detect([]byte(c.text), Options{})
		if d == nil || d.Name() != c.format {
			t.Errorf("%.40q: not taken for %s", c.text, c.format)
			continue
		}
		entries, outcomes := decodeAll(d, c.text)
		if len(entries) != c.entries || len(outcomes) != 1 || outcomes[0] != (Outcome{Line: c.line, Status: Broken, Reason: c.reason}) {
			t.Errorf("%.40q: %d entries, %+v; want %d, line %d: %s", c.text, len(entries), outcomes, c.entries, c.line, c.reason)
		}
	}
}

func TestWhatIsNoLog(t *testing.T) {
	for _, text := range []string{
		"", "\n\n", "null\n", "[]\n", "# Notes\n\nThis folder holds logs.\n", "\x7fELF\x02\x01\x01\x00", "a,b\n1,2\n",
		strings.Repeat("prose without any log line\n", 20) + `{"level":30}` + "\n",
		"2026-06-21 09:12:03abc runs into a word\n",
	} {
		if d := Detect([]byte(text), Options{}); d != nil {
			t.Errorf("%.40q: taken for %s", text, d.Name())
		}
	}
}
