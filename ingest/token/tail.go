package token

import "bytes"

// RedactTail is Redact for a text whose beginning may be missing, as that of a line in a file that was cut off or of which
// a part was lost: what the text begins with may be the end of a secret, without the name that would have told.
func RedactTail(text []byte) []byte {
	n := credentialEnd(text)
	if n == 0 || !opaque(text[:n]) && !quoteFollows(text[n:]) {
		return Redact(text)
	}
	return append([]byte(Redacted), Redact(text[n:])...)
}

// quoteFollows tells whether a quote ends what stood before the text.
func quoteFollows(text []byte) bool {
	text = bytes.TrimLeft(text, `\`)
	return len(text) > 0 && (text[0] == '"' || text[0] == '\'')
}
