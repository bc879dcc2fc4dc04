package ingest

import (
	"strconv"
	"strings"
	"unicode"

	"lapse/ingest/token"
)

// rejectWidth is how many bytes of a rejected line are written out.
const rejectWidth = 4 << 10

// appendReject adds "file:line: reason: text" with secrets and control characters taken out of the text.
func appendReject(out []byte, path string, line int64, reason string, text []byte) []byte {
	out = append(out, harmless([]byte(path))...)
	out = append(out, ':')
	out = strconv.AppendInt(out, line, 10)
	out = append(out, ": "...)
	out = append(out, reason...)
	if len(text) > 0 {
		out = append(out, ": "...)
		// Redacted before it is cut: half a secret may no longer look like one.
		text = token.RedactTail(text)
		out = append(out, harmless(text[:min(len(text), rejectWidth)])...)
	}
	return append(out, '\n')
}

// harmless shows what could move a terminal's cursor or turn its text as U+FFFD.
func harmless(text []byte) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			return unicode.ReplacementChar
		}
		return r
	}, string(text))
}
