package token

import "bytes"

// A secret field is a name, a colon or an equals sign, and a value. The names are matched within longer ones, without
// case, and with "_", "-" and "." left out: "TWILIO_AUTH_TOKEN", "x-api-key", "clientSecret" all match.
var secretNames = []string{
	"secret", "passwd", "password", "passphrase", "authtoken", "accesstoken", "refreshtoken", "idtoken", "bearertoken",
	"sessiontoken", "csrftoken", "xsrftoken", "apikey", "privatekey", "credential", "signature", "sessionid",
	"icepwd",
}

// headerNames are fields whose whole line is the secret: cookies have several values, separated by semicolons.
var headerNames = []string{"authorization", "cookie"}

// redactFields takes out the values of secret fields.
func redactFields(text []byte) []byte {
	var out []byte
	for {
		sep, kind := nextSecret(text)
		if kind == public {
			return join(out, text)
		}
		start, end := valueSpan(text, sep, kind)
		out = append(out, text[:start]...)
		if end > start {
			out = append(out, Redacted...)
		}
		text = text[end:]
	}
}

type secrecy uint8

const (
	public secrecy = iota
	secretValue
	secretLine
)

// nextSecret finds the separator behind the next name of a secret field.
func nextSecret(text []byte) (sep int, kind secrecy) {
	for i, b := range text {
		if b != ':' && b != '=' {
			continue
		}
		if kind := nameKind(nameBefore(text, i)); kind != public {
			return i, kind
		}
	}
	return 0, public
}

// nameBefore is the word before a separator, without the quotes, escapes and spaces between the two.
func nameBefore(text []byte, sep int) []byte {
	end := len(bytes.TrimRight(text[:sep], " \t\"'\\"))
	if sep-end > 8 {
		return nil
	}
	start := end
	for start > 0 && end-start < 64 && nameByte(text[start-1]) {
		start--
	}
	return text[start:end]
}

func nameByte(b byte) bool {
	return b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || b == '_' || b == '-' || b == '.'
}

func nameKind(name []byte) secrecy {
	if len(name) < len("cookie") {
		return public
	}
	var buffer [64]byte
	plain := buffer[:0]
	for _, b := range name {
		if b != '_' && b != '-' && b != '.' {
			plain = append(plain, lower(b))
		}
	}
	for _, h := range headerNames {
		if bytes.HasSuffix(plain, []byte(h)) {
			return secretLine
		}
	}
	for _, s := range secretNames {
		if bytes.Contains(plain, []byte(s)) {
			return secretValue
		}
	}
	return public
}

// valueSpan is where the value behind a separator stands, without its quotes. A quoted value ends at the same quote; a
// bare one at the next space or delimiter; a header's at the end of its line.
func valueSpan(text []byte, sep int, kind secrecy) (start, end int) {
	start = sep + 1
	for start < len(text) && (text[start] == ' ' || text[start] == '\t' || text[start] == '>') {
		start++
	}
	quoteEnd := start
	for quoteEnd < len(text) && text[quoteEnd] == '\\' {
		quoteEnd++
	}
	if quoteEnd < len(text) && (text[quoteEnd] == '"' || text[quoteEnd] == '\'') {
		quote := text[start : quoteEnd+1]
		start = quoteEnd + 1
		return start, quotedEnd(text, start, quote)
	}
	stop := " \t\r\n\"'&,;}])\\|<"
	if kind == secretLine {
		stop = "\r\n\"'"
	}
	if bytes.HasPrefix(text[start:], []byte(Redacted)) {
		return start, start + len(Redacted)
	}
	if n := bytes.IndexAny(text[start:], stop); n >= 0 {
		return start, start + n
	}
	return start, len(text)
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
