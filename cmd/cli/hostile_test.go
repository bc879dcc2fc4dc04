package cli_test

import (
	"encoding/csv"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"lapse/analyze/report"
)

// nasty are texts that act on whoever shows them. Each may be an identity, a session, a message, a host or a file's name.
var nasty = []string{
	"\x1b[2J\x1b]0;owned\a", "\u009b31mC1", "a\u202egnp.exe", "\u2066left\u2069\u200bzero\ufeff", "bell\a\b\b\b", "line\r\nlapse: all is well",
	"<script>alert(1)</script>", `"><img src=x onerror=alert(1)>`, "</script><!--", "&lt;b&gt;", "javascript:alert(1)", "]]><x/>",
	"=cmd|' /C calc'!A0", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=2+2", ",;\"'`",
	"a|b|c", "# heading", "[x](javascript:alert(1))", "![x](http://h/p.png)", "`code`", "<!-- hidden -->", "| --- |", "*bold* _it_",
	"::error::owned", "%0A::warning::owned", "\n::error file=x::owned", "\x00nul", "\xff\xfe not UTF-8", "é́́́́́", strings.Repeat("long", 2000),
}

// hostileLogs writes logs in which every text is nasty, in JSON, logfmt and console lines, in files with nasty names.
func hostileLogs(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for i, n := range nasty {
		s, _ := json.Marshal(strings.ToValidUTF8(n, "\ufffd"))
		q := string(s)
		lines := `{"time":1782021600100,"hostname":` + q + `,"identity":` + q + `,"deviceId":` + q + `,"statusCode":200,"jti":` + q + `,"iss":` + q + `,"sub":` + q + `,"iat":1782021600,"exp":1782025200,"msg":"access token issued"}
{"timestamp":"2026-06-21T06:00:00.200Z","identity":` + q + `,"deviceId":` + q + `,"event":"tokenFetched","app":` + q + `}
{"timestamp":"2026-06-21T07:00:12.000Z","identity":` + q + `,"deviceId":` + q + `,"event":"error","callSid":` + q + `,"error":{"code":20104,"name":` + q + `,"message":` + q + `,"originalError":{"code":31205,"message":` + q + `}}}
{"timestamp":` + q + `,"half":` + q + `
2026-06-21T07:00:42.000Z error [TwilioVoice][Device] Received error:  ` + n + `AccessTokenExpired (20104): ` + n + `
time=2026-06-21T07:01:00.000Z level=error msg=` + q + ` identity=` + q + ` code=20104
` + n + "\n"
		name := strings.NewReplacer("/", "_", "\x00", "_").Replace(n)
		if len(name) > 100 {
			name = name[:100]
		}
		if err := os.WriteFile(filepath.Join(dir, name+".log"), []byte(lines), 0o600); err != nil {
			t.Fatalf("%d: %v", i, err)
		}
	}
	return dir
}

func TestHostileText(t *testing.T) {
	logs, out := hostileLogs(t), t.TempDir()
	rejects := filepath.Join(out, "rejects.txt")
	shown := map[string]string{}
	run := func(name string, args ...string) {
		status, stdout, stderr := lapse("", args...)
		if status != 0 {
			t.Errorf("%s: status %d: %s", name, status, stderr)
		}
		shown[name], shown[name+" (stderr)"] = stdout, stderr
	}
	run("ingest", "ingest", "--verbose", "--store", filepath.Join(out, "s.db"), "--rejects", rejects, logs)
	run("ingest --explain", "ingest", "--explain", logs)
	for _, f := range report.Names() {
		run(f, "analyze", logs, "--format", f, "--color", "never")
	}
	run("replay", "replay", logs, "--format", "table", "--schedule", "80%")
	run("replay md", "replay", logs, "--format", "md", "--schedule", "80%")
	for i, id := range eventID.FindAllStringSubmatch(shown["jsonl"], -1) {
		if i%9 == 0 {
			run("explain "+id[1], "explain", id[1], logs)
		}
	}
	data, err := os.ReadFile(rejects)
	if err != nil {
		t.Fatal(err)
	}
	shown["rejects"] = string(data)
	if strings.Count(shown["jsonl"], "\n") < len(nasty) {
		t.Errorf("only %d verdicts from %d files", strings.Count(shown["jsonl"], "\n"), len(nasty))
	}
	for name, text := range shown {
		checkQuiet(t, name, text)
	}
	checkMarkup(t, shown)
}

// checkQuiet finds characters that move a cursor, turn text or hide it.
func checkQuiet(t *testing.T, name, text string) {
	t.Helper()
	for i, r := range text {
		if r != '\n' && r != '\t' && unicode.In(r, unicode.Cc, unicode.Bidi_Control, unicode.Zl, unicode.Zp) || r == '\ufeff' || r == '\u200b' {
			t.Errorf("%s: %U in %q", name, r, text[max(0, i-40):min(len(text), i+40)])
			return
		}
	}
}

var (
	liveHTML     = regexp.MustCompile(`(?i)<script>alert|<img src=x|</script><!--|href="javascript:`)
	liveMarkdown = regexp.MustCompile(`(?m)(^|[^\\])(<script|<img|<!-- hidden|!?\[x\]\()|^# heading`)
	annotation   = regexp.MustCompile(`^::(error|warning|notice) (file=|title=)`)
)

// checkMarkup looks at each format as its readers would.
func checkMarkup(t *testing.T, shown map[string]string) {
	t.Helper()
	if m := liveHTML.FindString(shown["html"]); m != "" {
		t.Errorf("html: %q", m)
	}
	for _, f := range []string{"md", "replay md"} {
		if m := liveMarkdown.FindString(shown[f]); m != "" {
			t.Errorf("%s: %q", f, m)
		}
	}
	rows, err := csv.NewReader(strings.NewReader(shown["csv"])).ReadAll()
	if err != nil {
		t.Errorf("csv: %v", err)
	}
	for _, row := range rows {
		for _, cell := range row {
			if strings.HasPrefix(strings.TrimLeft(cell, " \t\r\n"), "=") || strings.HasPrefix(cell, "@") || strings.HasPrefix(cell, "+") || strings.HasPrefix(cell, "-1+") {
				t.Errorf("csv: a spreadsheet would calculate %q", cell)
			}
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(shown["jsonl"]), "\n") {
		if !json.Valid([]byte(line)) {
			t.Errorf("jsonl: %.80q", line)
		}
	}
	if !json.Valid([]byte(shown["json"])) {
		t.Error("json: not valid")
	}
	for d := xml.NewDecoder(strings.NewReader(shown["xml"])); ; {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			t.Errorf("xml: %v", err)
			break
		}
	}
	for _, line := range strings.Split(strings.TrimSpace(shown["github"]), "\n") {
		if !annotation.MatchString(line) {
			t.Errorf("github: a line of its own: %.80q", line)
		}
	}
}
