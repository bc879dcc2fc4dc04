package token

import "bytes"

// valueSpan is where the value of a secret field stands that begins at from, without its quotes. A quoted value ends at the
// same quote, a list or an object with the line, a bare value at the next space or delimiter, a header's with the line.
func valueSpan(text []byte, from int, kind secrecy) (start, end int) {
	start = skip(text, from, " \t>_") // "_" for blanks in the headings of tables
	quote := skip(text, start, `\`)
	if quote < len(text) && (text[quote] == '"' || text[quote] == '\'') {
		quote += 1 + doubled(text[quote:])
		return quote, quotedEnd(text, quote, text[start:quote])
	}
	if bytes.HasPrefix(text[start:], []byte(Redacted)) {
		return start, start + len(Redacted)
	}
	if kind == opaqueValue {
		return start, start + credentialEnd(text[start:])
	}
	stop := " \t\r\n\"'&,;}])\\|<"
	switch {
	case start < len(text) && (text[start] == '{' || text[start] == '[' || text[start] == '('):
		stop = "\r\n"
	case kind == secretLine:
		stop = "\r\n\"'"
	}
	return start, start + toAny(text[start:], stop)
}

// doubled is 1 where a text begins with two double quotes and a value behind them, as CSV writes them within a cell, else 0.
func doubled(text []byte) int {
	if len(text) > 2 && text[0] == '"' && text[1] == '"' && bytes.IndexByte([]byte(",;:}])\"\r\n\t "), text[2]) < 0 {
		return 1
	}
	return 0
}

// skip steps over any of these characters.
func skip(text []byte, from int, chars string) int {
	for from < len(text) && bytes.IndexByte([]byte(chars), text[from]) >= 0 {
		from++
	}
	return from
}

// toAny is the distance to the first of these characters, or to the end.
func toAny(text []byte, chars string) int {
	if n := bytes.IndexAny(text, chars); n >= 0 {
		return n
	}
	return len(text)
}

// quotedEnd finds the closing quote: the same bytes as the opening one (`"`, or `\"` within a JSON string), not escaped
// once more.
func quotedEnd(text []byte, from int, quote []byte) int {
	for i := from; i < len(text); i++ {
		if !bytes.HasPrefix(text[i:], quote) {
			continue
		}
		if len(quote) == 1 && escaped(text, i) || len(quote) > 1 && i > 0 && text[i-1] == '\\' {
			continue
		}
		return i
	}
	return len(text)
}

func escaped(text []byte, i int) bool {
	n := 0
	for i > n && text[i-1-n] == '\\' {
		n++
	}
	return n%2 == 1
}
