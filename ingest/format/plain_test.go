package format

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// FuzzPlain holds the one-pass reader against the decoder: where it answers, both give the same fields.
func FuzzPlain(f *testing.F) {
	for _, text := range []string{
		`{"ts":"2026-03-02T08:00:00.036Z","ttl":3600,"ok":true,"none":null,"rate":-1.50,"app":{"version":"4.18.5","tags":["a",1,{}]}}`,
		`{"a":[],"b":{},"":"empty","a.b":{"":1}}`, ` [ 1 , {"x" : "ü"} ] `, `{"a":01}`, `{"a":1e5}`, `{"a":-}`, `{"a":1.}`, `{"a":"{}"}`,
		`{"a":1}{"b":2}`, `{"a":1,}`, `[1,]`, `{"a" 1}`, `{"a":tru}`, `{"a":truex}`, `{"a":"` + "\x7f" + `"}`, `{"a":"` + "\t" + `"}`, `"a"`, `1`,
		strings.Repeat(`{"a":`, maxDepth) + "1" + strings.Repeat("}", maxDepth),
		strings.Repeat(`[`, maxDepth+1) + "1" + strings.Repeat("]", maxDepth+1),
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = valid(text)
		var quick, strict flattener
		got, ok := quick.plain(text, nil)
		if !ok {
			return
		}
		want, bad := strict.decode(text, "", 0, nil)
		if bad != "" {
			t.Fatalf("%q is taken, the decoder says %s", text, bad)
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: -decoder +plain:\n%s", text, d)
		}
		if d := cmp.Diff(strict.roles[:len(want)], quick.roles[:len(got)]); d != "" {
			t.Errorf("%q: roles, -decoder +plain:\n%s", text, d)
		}
	})
}

func TestPlainTakesWhatLoggersWrite(t *testing.T) {
	for _, text := range []string{
		`{"level":30,"time":1782033123120,"hostname":"token-1","identity":"agent-7","ttl":3600,"msg":"access token issued"}`,
		`{"timestamp": "2026-06-21T09:12:03.120Z", "error": {"code": 31202, "causes": []}}`,
	} {
		var f flattener
		if _, ok := f.plain(text, nil); !ok {
			t.Errorf("%s is left to the decoder", text)
		}
	}
}
