package format

import (
	"slices"
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
		f.Add(text, text)
	}
	f.Add(`{"a":"b","c":[1,true,null,{}]}`, `{"a":"\"\u00e4\\","c":[-0.5,false,"",{}]}`)
	f.Add(`{"a":1,"b":2}`, `{"a":1e5,"b":2}`)
	f.Add(`{"a":1,"b":2}`, `{"a":1,"b":"{\"c\":1}"}`)
	f.Fuzz(func(t *testing.T, before, text string) {
		text = valid(text)
		var quick, strict flattener
		quick.plain(valid(before), nil) // whose shape is learnt
		got, ok := quick.plain(text, nil)
		if !ok {
			return
		}
		want, bad := strict.decode(text, "", 0, nil)
		if bad != "" {
			t.Fatalf("%q is taken, the decoder says %s", text, bad)
		}
		for i := range got {
			if x := &got[i]; x.At > 0 && text[x.At:][:len(x.Value)] != x.Value {
				t.Errorf("%q: %s does not stand at %d", text, x.Key, x.At)
			}
			got[i].At = 0
		}
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: -decoder +plain:\n%s", text, d)
		}
		if !slices.Equal(strict.known[:len(want)], quick.known[:len(got)]) {
			t.Errorf("%q: what the names are known for: decoder %v, plain %v", text, strict.known, quick.known)
		}
	})
}

// TestShape: a line of a known shape is read by it, whatever its values are.
func TestShape(t *testing.T) {
	var f flattener
	learn := func(text string) {
		t.Helper()
		if _, ok := f.plain(text, nil); !ok {
			t.Fatalf("%s is left to the decoder", text)
		}
	}
	learn(`{"ts":1,"error":{"code":31202,"causes":[]},"ok":true}`)
	learn(`{"ts":1,"ok":true}`)
	for text, want := range map[string]bool{
		`{"ts":"2026","error":{"code":null,"causes":[]},"ok":false}`: true,
		`{"ts":"a \"quoted\" word","ok":-1.5}`:                       true,
		`{"ts":"ends in a backslash \\","ok":true}`:                  true,
		`{"ts":1,"ok":true} `:                                        false,
		`{"ts":1,"ok":{}}`:                                           false,
		`{"ts":1,"ok":"{}"}`:                                         false,
		`{"ts":1,"ok":01}`:                                           false,
		`{"ts":1,"ok":"\ud800"}`:                                     false,
		`{"ts":1,"ok":"\"}`:                                          false,
		`{"ts":1,"ok":`:                                              false,
		`{"ts":1,"ko":true}`:                                         false,
	} {
		if _, ok := f.shaped(text, strings.Contains(text, `\`), nil); ok != want {
			t.Errorf("%s: %v", text, ok)
		}
	}
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
