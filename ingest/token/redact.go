package token

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
)

// Redacted stands where a secret stood.
const Redacted = "[redacted]"

// Redact returns text with everything taken out that would let a reader act as somebody else: tokens (a whole one becomes
// "[token sha256:…]", so that it can still be told from others), values of Authorization and cookie headers, passwords in
// URLs, and values of fields named like secrets, in key=value, JSON and header form. A text without any is returned as it
// is, not copied. Redacting twice changes nothing more.
func Redact(text []byte) []byte {
	if !suspicious(text) {
		return text
	}
	text = unescape(text)
	text = redactTokens(text)
	text = redactUserinfo(text)
	text = redactSchemes(text)
	return redactFields(text)
}

// RedactString is Redact for strings.
func RedactString(text string) string {
	if !suspicious(text) {
		return text
	}
	return string(Redact([]byte(text)))
}

// suspicious is a cheap test that lets most texts through: every rule below needs a colon, an equals sign, a percent or
// greater-than sign, a backslash, a comma behind a quote, two dashes, the beginning of a token, or a space behind the name of a scheme.
func suspicious[T string | []byte](text T) bool {
	for i := range len(text) {
		if !telling[text[i]] {
			continue
		}
		switch text[i] {
		case ':', '=', '%', '>', '\\':
			return true
		case ',':
			if i > 0 && (text[i-1] == '"' || text[i-1] == '\'') {
				return true
			}
		case '-':
			if i > 0 && text[i-1] == '-' {
				return true
			}
		case 'y':
			if i > 0 && text[i-1] == 'e' {
				return true
			}
		case ' ':
			if i >= 6 && folded(text[i-6:i], "bearer") || i >= 5 && folded(text[i-5:i], "basic") {
				return true
			}
		}
	}
	return false
}

// telling are the bytes that suspicious stops at.
var telling = bytesOf(`:=%>\,-y `)

// folded tells whether a text is a lower-case ASCII word of the same length, whatever its case.
func folded[T string | []byte](text T, word string) bool {
	for i := range len(word) {
		if lower(text[i]) != word[i] {
			return false
		}
	}
	return true
}

func redactTokens(text []byte) []byte {
	var out []byte
	for {
		start, end, ok := Find(text)
		if !ok {
			return join(out, text)
		}
		out = append(out, text[:start]...)
		out = append(out, label(text[start:end])...)
		text = text[end:]
	}
}

// label names a token without giving it away: twelve digits of its fingerprint if it is whole.
func label(raw []byte) string {
	c := split(raw)
	alg, _ := algorithm(c.header)
	if c.parts != 3 || !signatureWhole(alg, c.signature) {
		return "[token]"
	}
	sum := sha256.Sum256(c.text)
	return "[token sha256:" + hex.EncodeToString(sum[:minHex/2]) + "…]"
}

// join appends rest to out, and spares the copy where nothing was replaced.
func join(out, rest []byte) []byte {
	if out == nil {
		return rest
	}
	return append(out, rest...)
}

// redactUserinfo takes user and password out of "scheme://user:password@host".
func redactUserinfo(text []byte) []byte {
	var out []byte
	for {
		i := bytes.Index(text, []byte("://"))
		if i < 0 {
			return join(out, text)
		}
		i += len("://")
		authority := bytes.IndexAny(text[i:], "/?# \t\r\n\"'<>\\")
		if authority < 0 {
			authority = len(text) - i
		}
		at := bytes.LastIndexByte(text[i:i+authority], '@')
		if at < 0 {
			out, text = append(out, text[:i]...), text[i:]
			continue
		}
		out = append(append(out, text[:i]...), Redacted...)
		text = text[i+at:]
	}
}

// redactSchemes takes out what follows "Bearer " and "Basic ", also in a URL, where it is long enough to be a credential
// and not the next word of a sentence.
func redactSchemes(text []byte) []byte {
	for _, scheme := range []string{"bearer ", "basic ", "bearer%20", "basic%20"} {
		text = redactScheme(text, scheme)
	}
	return text
}

// minCredential is the least length of a credential behind a scheme.
const minCredential = 16

func redactScheme(text []byte, scheme string) []byte {
	var out []byte
	for {
		i := indexFold(text, scheme)
		if i < 0 {
			return join(out, text)
		}
		i += len(scheme)
		end := i + credentialEnd(text[i:])
		out = append(out, text[:i]...)
		if end-i >= minCredential {
			out = append(out, Redacted...)
			i = end
		}
		text = text[i:]
	}
}

// indexFold is bytes.Index for a lower-case ASCII word, whatever the case of the text.
func indexFold(text []byte, word string) int {
	for i := 0; i+len(word) <= len(text); i++ {
		if lower(text[i]) == word[0] && folded(text[i:], word) {
			return i
		}
	}
	return -1
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
