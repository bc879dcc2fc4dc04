package token

import (
	"bytes"
	"strconv"
)

// unescape writes characters that some JSON writers escape without need ("\u003d" for an equals sign, "\u0026" for an
// ampersand) as themselves, so that the rules see them. Quotes, backslashes and control characters stay escaped.
func unescape(text []byte) []byte {
	var out []byte
	for {
		i := bytes.Index(text, []byte(`\u00`))
		if i < 0 {
			return join(out, text)
		}
		end := i + len(`\u0000`)
		b, ok := escapedByte(text[i:min(end, len(text))])
		if !ok {
			out, text = append(out, text[:i+1]...), text[i+1:]
			continue
		}
		for i > 0 && text[i-1] == '\\' { // of a JSON text within JSON texts
			i--
		}
		out = append(append(out, text[:i]...), b)
		text = text[end:]
	}
}

// escapedByte is the character of "\u00XX", if it is visible and has no meaning in JSON strings.
func escapedByte(escape []byte) (byte, bool) {
	if len(escape) < len(`\u0000`) {
		return 0, false
	}
	n, err := strconv.ParseUint(string(escape[4:]), 16, 8)
	b := byte(n)
	return b, err == nil && b > ' ' && b < 0x7f && b != '"' && b != '\\'
}
