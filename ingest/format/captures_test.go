package format

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// captured names the format of each real log under testdata/captures, by the file's name.
var captured = map[string]string{
	"app-events.jsonl": "json", "console.jsonl": "json", "console.log": "console", "ws-frames.jsonl": "json",
	"insights-requests.jsonl": "json", "token-morgan-combined.log": "access", "token-morgan-dev.log": "morgan",
	"token-morgan-tiny.log": "morgan", "token-pino-http.jsonl": "json", "token-pino.jsonl": "json",
	"token-winston-simple.log": "winston", "token-winston.jsonl": "json", "logrus-json.jsonl": "json",
	"logrus-text.log": "logfmt", "slog-json.jsonl": "json", "slog-text-logfmt.log": "logfmt", "zap-development.log": "zap",
	"zap-production.jsonl": "json", "zerolog.jsonl": "json", "access-combined.log": "access", "access-json.jsonl": "json",
	"access-rt.log": "access", "error.log": "nginx-error", "matrix.json": "json-document",
	"voice-sdk-2.18.5-errors.json": "json-document",
}

func TestCapturesAreReadWithoutAReject(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("..", "..", "testdata", "captures", "*", "*.*"))
	if err != nil || len(files) < 50 {
		t.Fatalf("%d captures found (%v)", len(files), err)
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := Detect(text[:min(len(text), 64<<10)], Options{})
		if d == nil {
			t.Errorf("%s: not recognised", file)
			continue
		}
		if want := captured[filepath.Base(file)]; d.Name() != want {
			t.Errorf("%s: taken for %s instead of %s", file, d.Name(), want)
		}
		entries, outcomes := decodeAll(d, string(text))
		if len(entries) == 0 {
			t.Errorf("%s: no entries", file)
		}
		for _, o := range outcomes {
			if o.Status == Foreign || o.Status == Broken {
				t.Errorf("%s:%d: %s", file, o.Line, o.Reason)
			}
		}
		if strings.HasSuffix(file, "console.log") {
			checkEveryEntryHasAStamp(t, file, entries)
		}
	}
}

// checkEveryEntryHasAStamp holds stacks to the entry above them: a stack line that became an entry would have no stamp.
func checkEveryEntryHasAStamp(t *testing.T, file string, entries []string) {
	t.Helper()
	for _, e := range entries {
		if !strings.HasPrefix(e, "console 2026-") && !strings.HasPrefix(e, "text 2026-") {
			t.Errorf("%s: entry without a stamp: %.80s", file, e)
		}
	}
}
