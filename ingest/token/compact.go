package token

import (
	"bytes"
	"encoding/base64"
)

// compact is a JWT in its three parts, as it stood in a log. The slices point into the text it was made from.
type compact struct {
	text      []byte // "header.claims.signature", without what stood around it
	header    []byte
	claims    []byte
	signature []byte
	whole     bool // all of the signature is there
	cut       bool // the text ends early, perhaps within the claims
	parts     int
}

// split takes off what people leave around a token (a scheme, quotes, an ellipsis) and finds its parts. parts is 0 for a
// text that is empty or says only that something was redacted.
func split(raw []byte) compact {
	text, cut := trim(raw)
	c := compact{text: text, cut: cut}
	if len(text) == 0 || isPlaceholder(text) {
		return c
	}
	c.parts = bytes.Count(text, []byte(".")) + 1
	c.header, text, _ = bytes.Cut(text, []byte("."))
	c.claims, c.signature, _ = bytes.Cut(text, []byte("."))
	if c.parts < 3 {
		c.cut = true
	}
	return c
}

var scheme = []byte("bearer ")

// trim removes spaces, quotes and a Bearer scheme in front and behind. ended tells that the text was visibly cut off.
func trim(raw []byte) (text []byte, ended bool) {
	const around = " \t\r\n\"'`<>,;"
	text = bytes.Trim(raw, around)
	if len(text) >= len(scheme) && bytes.EqualFold(text[:len(scheme)], scheme) {
		text = bytes.Trim(text[len(scheme):], around)
	}
	for _, mark := range []string{"…", "..."} {
		if rest, ok := bytes.CutSuffix(text, []byte(mark)); ok && len(rest) > 0 {
			return bytes.TrimRight(rest, "."), true
		}
	}
	return text, false
}

// isPlaceholder tells whether a text, which is not empty, stands where a token was, and says so: "***", "[REDACTED]", "<hidden>".
func isPlaceholder(text []byte) bool {
	if text[0] == '[' || text[0] == '(' || len(bytes.Trim(text, "*.•xX")) == 0 {
		return true
	}
	for _, word := range []string{"redacted", "hidden", "masked", "removed", "filtered", "omitted", "secret"} {
		if bytes.EqualFold(text, []byte(word)) {
			return true
		}
	}
	return false
}

// isMask tells whether a part was written over: "***", "[REDACTED]", "<hidden>", "xxxxxxxx". A signature or a header of
// one repeated letter does not occur in nature.
func isMask(part []byte) bool {
	if len(part) == 0 {
		return false
	}
	for _, b := range part {
		if !base64Byte(b) {
			return true
		}
	}
	return len(part) > 3 && bytes.Count(part, part[:1]) == len(part)
}

// base64Byte tells whether b may stand in a part of a token. The standard alphabet and padding are let through: some
// homes encode that way, and it must still be recognised.
func base64Byte(b byte) bool { return inToken[b] }

var inToken = bytesOf("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_+/=")

// bytesOf is the set of the bytes of a text. Every byte of every token is looked up in such a set.
func bytesOf(text string) (set [256]bool) {
	for i := range len(text) {
		set[text[i]] = true
	}
	return set
}

// decodePart decodes one base64url part into dst (which may be reused) and says whether all of it was read. A part that
// was cut off yields the bytes that are complete.
func decodePart(dst, part []byte) (out []byte, ok bool) {
	part = bytes.TrimRight(part, "=")
	encoding := base64.RawURLEncoding
	if bytes.IndexByte(part, '+') >= 0 || bytes.IndexByte(part, '/') >= 0 {
		encoding = base64.RawStdEncoding
	}
	whole := len(part)%4 != 1
	if !whole {
		part = part[:len(part)-1]
	}
	if n := encoding.DecodedLen(len(part)); cap(dst) < n {
		dst = make([]byte, n)
	} else {
		dst = dst[:n]
	}
	n, err := encoding.Decode(dst, part)
	return dst[:n], whole && err == nil
}

// hmacLength is how many base64url characters a SHA-256 signature has.
const hmacLength = 43

// signatureWhole tells whether a signature is complete as far as its algorithm lets us know.
func signatureWhole(alg string, signature []byte) bool {
	switch {
	case alg == "none":
		return len(signature) == 0
	case len(signature) == 0 || isMask(signature) || bytes.IndexByte(signature, '.') >= 0:
		return false
	case alg == "HS256":
		return len(bytes.TrimRight(signature, "=")) == hmacLength
	}
	return len(signature) >= hmacLength
}
