package format

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// A text without a line end goes on in the next line of its stream only where it breaks off within an object and the next
// does not begin a line of its own: the last line of a container that stopped has no end either.
func TestTextsWithoutALineEnd(t *testing.T) {
	for _, c := range []struct {
		name string
		logs []string
		want []string
	}{
		{"the container stopped", []string{`{"msg":"bye"}`, `{"msg":"hello"}\n`}, []string{"bye", "hello"}},
		{"in the middle of a line", []string{`{"msg":"by`, `{"msg":"hello"}\n`}, []string{"hello", "refused 1: inside docker: JSON object cut off at byte 10"}},
		{"with words", []string{`bye`, `{"msg":"hello"}\n`}, []string{"bye", "hello"}},
		{"two parts", []string{`{"msg":"hel`, `lo"}\n`}, []string{"hello"}},
		{"three parts without any line end", []string{`{"msg":"h`, `el`, `lo"}`, `{"msg":"again"}`}, []string{"hello", "again"}},
		{"an export without line ends", []string{`{"msg":"a"}`, `[TwilioVoice][Device] #registered`, `words`, `{"msg":"b"}`}, []string{"a", "#registered", "words", "b"}},
		{"the last line", []string{`{"msg":"a"}\n`, `{"msg":"b"}`}, []string{"a", "b"}},
		{"the last line, cut", []string{`{"msg":"a"}\n`, `{"msg":"b`}, []string{"a", "refused 2: inside docker: JSON object cut off at byte 9"}},
	} {
		var lines []string
		for _, log := range c.logs {
			lines = append(lines, fmt.Sprintf(`{"log":"%s","stream":"stdout","time":"2026-06-21T09:00:00Z"}`, strings.ReplaceAll(log, `"`, `\"`)))
		}
		var got []string
		d := newDecoder(&dockerLines, Options{})
		emit := func(e *Entry) { got = append(got, e.Body) }
		for i, line := range lines {
			d.Line(int64(i+1), []byte(line), emit)
		}
		d.Close(emit)
		for _, out := range d.Refused() {
			got = append(got, fmt.Sprintf("refused %d: %s", out.Line, out.Reason))
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: got %q, want %q", c.name, got, c.want)
		}
	}
}

// docker splits at 16 KiB of text, not of JSON.
func TestDockerSplitsAt16KiB(t *testing.T) {
	for text, want := range map[string]cut{
		strings.Repeat("x", dockerSplit-1): unended, strings.Repeat("x", dockerSplit): split, strings.Repeat("x", dockerSplit) + `\n`: ended,
		`{"a":"` + strings.Repeat("x", dockerSplit) + `"}`: unended,
	} {
		line := fmt.Sprintf(`{"log":"%s","stream":"stdout","time":"2026-06-21T09:00:00Z"}`, strings.ReplaceAll(text, `"`, `\"`))
		if p, ok := dockerPart(line, true); !ok || p.cut != want {
			t.Errorf("%d bytes: %v %v, want %v", len(text), ok, p.cut, want)
		}
	}
}
