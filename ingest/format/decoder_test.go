package format

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// decodeText recognises a text and reads it; refused lines are shown as "line N: reason".
func decodeText(t *testing.T, text string, o Options) []string {
	t.Helper()
	d := Detect([]byte(text), o)
	if d == nil {
		t.Fatalf("not recognised: %.80q", text)
	}
	entries, outcomes := decodeAll(d, text)
	for _, out := range outcomes {
		if out.Status == Foreign || out.Status == Broken {
			entries = append(entries, "refused: "+out.Reason)
		}
	}
	return entries
}

func TestLinesOfOtherFormatsAreOfferedToThem(t *testing.T) {
	got := decodeText(t, strings.Join([]string{
		`{"time":1782033123120,"msg":"up"}`,
		`2026-06-21T09:12:04.000Z error [TwilioVoice][Device] #error`,
		`    at Device.emit (twilio.js:1:2)`,
		`level=info msg="token issued" identity=agent-7`,
		``,
		`no log line`,
		`{"time":1782033125120,"msg":"still`,
		`{"time":1782033125120,"msg":"down"}`,
	}, "\n"), Options{})
	want := []string{
		`json 2026-06-21T09:12:03.120Z body=up time:1782033123120 msg=up`,
		`console 2026-06-21T09:12:04.000Z level=error logger=TwilioVoice/Device body=#error`,
		`json body="at Device.emit (twilio.js:1:2)"`,
		`logfmt level=info body="token issued" level=info msg="token issued" identity=agent-7`,
		`json 2026-06-21T09:12:05.120Z body=down time:1782033125120 msg=down`,
		`refused: not JSON: it does not begin with {`,
		`refused: JSON object cut off at byte 34`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestJSONLineInConsoleText(t *testing.T) {
	got := decodeText(t, strings.Join([]string{
		`2026-06-21T09:12:03.000Z log [TwilioVoice][Device] .register`,
		`2026-06-21T09:12:03.100Z error [app] refresh failed Error: HTTP 503`,
		`    at refresh (app.js:1:2)`,
		`and a line without a stamp`,
		`{"timestamp":"2026-06-21T09:12:03.200Z","event":"offline"}`,
		`2026-06-21T09:12:03.300Z log [TwilioVoice][Device] #unregistered`,
	}, "\n"), Options{})
	want := []string{
		`console 2026-06-21T09:12:03.000Z level=log logger=TwilioVoice/Device body=.register`,
		`console 2026-06-21T09:12:03.100Z level=error logger=app body="refresh failed Error: HTTP 503" cont=2`,
		`json 2026-06-21T09:12:03.200Z timestamp=2026-06-21T09:12:03.200Z event=offline`,
		`console 2026-06-21T09:12:03.300Z level=log logger=TwilioVoice/Device body=#unregistered`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// The SDK prints no stamps: then every line that is not set in is an entry of its own.
func TestConsoleTextWithoutStamps(t *testing.T) {
	got := decodeText(t, strings.Join([]string{
		`[TwilioVoice][Device] Received error:  AccessTokenExpired (20104): expired`,
		`    at new AccessTokenExpired (twilio.js:4775:32)`,
		`my own line`,
		`[TwilioVoice][Device] #tokenWillExpire`,
	}, "\n"), Options{})
	want := []string{
		`console logger=TwilioVoice/Device body="Received error:  AccessTokenExpired (20104): expired" cont=1`,
		`console body="my own line"`,
		`console logger=TwilioVoice/Device body=#tokenWillExpire`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestEntryKnowsItsLinesAndBytes(t *testing.T) {
	text := "\xEF\xBB\xBF2026-06-21T09:12:03Z log [TwilioVoice][Device] #error\r\n    at a\r\n\r\n    at b\r\n2026-06-21T09:12:04Z log [TwilioVoice][Device] .register\r\n"
	d := Detect([]byte(text), Options{})
	type place struct {
		line, lines int64
		raw         string
	}
	var got []place
	emit := func(e *Entry) { got = append(got, place{e.Line, e.Lines, string(e.Raw)}) }
	for i, line := range strings.Split(strings.TrimSuffix(text, "\n"), "\n") {
		d.Line(int64(i+1), []byte(line), emit)
	}
	d.Close(emit)
	want := []place{
		{1, 3, "2026-06-21T09:12:03Z log [TwilioVoice][Device] #error\n    at a\n    at b"},
		{5, 1, "2026-06-21T09:12:04Z log [TwilioVoice][Device] .register"},
	}
	if !slices.Equal(got, want) {
		t.Errorf("got %+v\nwant %+v", got, want)
	}
}

// What a stateless decoder makes of a line may not depend on the lines before it: clones share a source.
func TestStatelessDecodersAgreeWhateverTheyReadBefore(t *testing.T) {
	lines := []string{
		`{"time":1782033123120,"msg":"up"}`,
		`Jan  1 00:00:01 token-1 app[17]: late`,
		`Dec 31 23:59:59 token-1 app[17]: early`,
		`{"log":"    at x\n","stream":"stdout","time":"2026-06-21T09:12:03Z"}`,
		`    at y (z.js:1:1)`,
		`{"time":"Dec 31 23:59:59","receivedAt":"Jan  1 00:00:02"}`,
		`[TwilioVoice][Device] #registered`,
		`2026-06-21T09:12:03Z my own line`,
		`{"a":1,"time":1782033123120}`,
	}
	d := Detect([]byte(lines[0]), Options{Year: 2026})
	if !d.Stateless() {
		t.Fatal("a JSON log is read line by line")
	}
	read := func(d *Decoder, line string) string {
		out := ""
		o := d.Line(7, []byte(line), func(e *Entry) { out += render(e) })
		d.Close(func(*Entry) { t.Errorf("%s: an entry was held back", line) })
		return out + o.Reason
	}
	used := d.Clone()
	for _, line := range slices.Backward(lines) {
		read(used, line)
	}
	for _, line := range lines {
		if a, b := read(d.Clone(), line), read(used, line); a != b {
			t.Errorf("%s\nfresh %s\nused  %s", line, a, b)
		}
	}
}

func TestPattern(t *testing.T) {
	f, err := Pattern(`^(?P<time>\S+) (?P<hostname>\S+) (?P<error__code>\d+)? ?<(?P<identity>[^>]+)> (?P<msg>.*)$`)
	if err != nil {
		t.Fatal(err)
	}
	got := decodeText(t, "2026-06-21T09:12:03Z token-1 <agent-7> issued\n2026-06-21T09:12:04Z token-1 503 <agent-7> {\"ttl\":60}",
		Options{Patterns: []Format{f}})
	want := []string{
		`pattern 2026-06-21T09:12:03.000Z host=token-1 body=issued time=2026-06-21T09:12:03Z hostname=token-1 identity=agent-7 msg=issued`,
		`pattern/json 2026-06-21T09:12:04.000Z host=token-1 ttl:60 time=2026-06-21T09:12:04Z hostname=token-1 error.code:503 identity=agent-7`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	for _, bad := range []string{`(`, `no groups`, `(unnamed)`, `(?P<a>x)(?<=y)`} {
		if _, err := Pattern(bad); err == nil {
			t.Errorf("%s: no error", bad)
		}
	}
}

func TestExplainNamesTheTakerAndWhyOthersRefused(t *testing.T) {
	attempts := Explain([]byte("{\"time\":1782033123120,\"msg\":\"up\"}\nno log line\n{\"cut"), Options{})
	if len(attempts) != 3 {
		t.Fatalf("%d attempts", len(attempts))
	}
	if a := attempts[0]; a.Entry.Format != "json" || a.Outcome.Status != Taken || len(a.Refused) < 10 {
		t.Errorf("first line: %+v", a)
	}
	for _, r := range attempts[0].Refused {
		if r.Format == "json" || r.Reason == "" {
			t.Errorf("first line: refused by %q: %q", r.Format, r.Reason)
		}
	}
	if a := attempts[1]; a.Entry.Format != "" || a.Outcome.Status != Broken || a.Outcome.Reason == "" {
		t.Errorf("second line: %+v", a)
	}
	if a := attempts[2]; a.Outcome.Reason != "JSON object cut off at byte 5" {
		t.Errorf("third line: %+v", a)
	}
}

func BenchmarkJSONLines(b *testing.B) {
	file := filepath.Join("..", "..", "testdata", "captures", "10-refresh-on-tokenWillExpire-ok", "token-pino.jsonl")
	text, err := os.ReadFile(file)
	if err != nil {
		b.Fatal(err)
	}
	benchmarkLines(b, text)
}

func BenchmarkConsole(b *testing.B) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "captures", "12-refresh-endpoint-failing", "console.log"))
	if err != nil {
		b.Fatal(err)
	}
	benchmarkLines(b, text)
}

func BenchmarkAccess(b *testing.B) {
	text, err := os.ReadFile(filepath.Join("..", "..", "testdata", "captures", "31-nginx-token-logs", "access-rt.log"))
	if err != nil {
		b.Fatal(err)
	}
	benchmarkLines(b, text)
}

func BenchmarkDocker(b *testing.B) {
	line := `{"log":"{\"level\":30,\"time\":1782033123120,\"hostname\":\"token-1\",\"identity\":\"agent-7\",\"iat\":1782033123,\"exp\":1782036723,\"msg\":\"access token issued\"}\n","stream":"stdout","time":"2026-06-21T09:12:03.125Z"}`
	benchmarkLines(b, []byte(strings.Repeat(line+"\n", 10)))
}

func benchmarkLines(b *testing.B, text []byte) {
	d := Detect(text, Options{})
	lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
	entries := 0
	emit := func(*Entry) { entries++ }
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		for i, line := range lines {
			d.Line(int64(i+1), line, emit)
		}
	}
	b.ReportMetric(float64(len(lines)), "lines/op")
}
