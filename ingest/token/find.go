package token

import "bytes"

// minPart is the least length of a header or claims part: {"alg":1} has 12 characters.
const minPart = 10

// tokenStart is how base64 of {" begins.
var tokenStart = []byte("ey")

// Find returns where the first text stands that looks like a JWT: two or three parts of base64url, the first of which
// begins as a JSON object does. The third part may be anything that a redaction leaves, such as "***".
func Find(text []byte) (start, end int, ok bool) {
	for from := 0; ; {
		i := bytes.Index(text[from:], tokenStart)
		if i < 0 {
			return 0, 0, false
		}
		start = from + i
		if end, ok = tokenAt(text, start); ok {
			return start, end, true
		}
		from = start + 2
	}
}

// tokenAt tells whether a token begins at start, and where it ends.
func tokenAt(text []byte, start int) (end int, ok bool) {
	if start > 0 && tokenByte(text[start-1]) {
		return 0, false
	}
	header := partEnd(text, start)
	if header-start < minPart || header >= len(text) || text[header] != '.' {
		return 0, false
	}
	claims := partEnd(text, header+1)
	if claims-header-1 < minPart {
		return 0, false
	}
	end = claims
	for end < len(text) && text[end] == '.' { // a JWE has five parts
		next := partEnd(text, end+1)
		if next == end+1 {
			next = maskEnd(text, next)
		}
		if next == end+1 {
			return next, true
		}
		end = next
	}
	return end, true
}

func tokenByte(b byte) bool { return base64Byte(b) && b != '=' && b != '/' && b != '+' }

func partEnd(text []byte, from int) int {
	for from < len(text) && base64Byte(text[from]) {
		from++
	}
	return from
}

// maskEnd steps over what stands for a signature that was taken out: stars or a word in brackets.
func maskEnd(text []byte, from int) int {
	i := from
	for i < len(text) && text[i] == '*' {
		i++
	}
	if i == from && i < len(text) && (text[i] == '[' || text[i] == '<') {
		if n := bytes.IndexAny(text[i:], "]>"); n > 0 && n < 24 {
			return i + n + 1
		}
	}
	return i
}
