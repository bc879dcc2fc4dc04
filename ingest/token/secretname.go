package token

import (
	"bytes"
	"strings"
)

// secrecy says what a field's name tells of its value.
type secrecy uint8

const (
	public secrecy = iota
	secretValue
	secretLine  // the rest of the line is secret too: cookies have several values, separated by semicolons
	opaqueValue // secret if it looks like a credential: "token: expired" is a sentence, "token: 9vX…" is not
)

// secretNames are matched within longer names, without case, and with "_", "-" and "." left out: "TWILIO_AUTH_TOKEN",
// "x-api-key" and "clientSecret" all match.
var secretNames = []string{
	"secret", "passwd", "password", "passphrase", "pwd", "authtoken", "accesstoken", "refreshtoken", "idtoken", "bearertoken",
	"sessiontoken", "csrftoken", "xsrftoken", "apikey", "privatekey", "credential", "signature", "sessionid",
}

// headerNames end the names of headers.
var headerNames = []string{"authorization", "cookie"}

// lastWords are names, or the last words of names: "db_pass", "deviceToken"; "compass" is none.
var lastWords = map[string]secrecy{"pass": secretValue, "token": opaqueValue, "jwt": opaqueValue, "bearer": opaqueValue}

// longestName bounds what is looked at in front of a separator.
const longestName = 64

func nameKind(name []byte) secrecy {
	if len(name) < len("jwt") || len(name) > longestName {
		return public
	}
	var buffer [longestName]byte
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
			return unlessError(plain)
		}
	}
	if sid(plain) {
		return opaqueValue // "AC…:auth token", "SK…=secret"
	}
	return lastWords[string(bytes.ToLower(lastWordOf(name)))]
}

// unlessError is secretValue, but for the names of errors: "AccessTokenExpired: The Access Token …".
func unlessError(plain []byte) secrecy {
	for _, end := range []string{"expired", "invalid", "failed", "error", "exception"} {
		if bytes.HasSuffix(plain, []byte(end)) {
			return opaqueValue
		}
	}
	return secretValue
}

// lastWordOf is what stands behind the last "_", "-", "." or in front of which a capital begins.
func lastWordOf(name []byte) []byte {
	start := len(name)
	for start > 0 && bytes.IndexByte([]byte("_-."), name[start-1]) < 0 {
		start--
		if start > 0 && capital(name[start]) && !capital(name[start-1]) {
			break
		}
	}
	return name[start:]
}

func capital(b byte) bool { return b >= 'A' && b <= 'Z' }

// sid tells whether a word is the SID of an account or an API key: the user name that goes with a secret.
func sid(word []byte) bool {
	if len(word) != 34 || !bytes.HasPrefix(word, []byte("ac")) && !bytes.HasPrefix(word, []byte("sk")) {
		return false
	}
	for _, b := range word[2:] {
		if !isHex(b) {
			return false
		}
	}
	return true
}

// opaque tells whether a value looks like a credential: long, of one word, with a digit.
func opaque(value []byte) bool {
	return len(value) >= minCredential && bytes.ContainsAny(value, "0123456789") && credentialEnd(value) == len(value)
}

// credentialEnd is where the run of characters ends that credentials are made of.
func credentialEnd(text []byte) int {
	n := 0
	for n < len(text) && (base64Byte(text[n]) || text[n] == '.' || text[n] == '~' || text[n] == '%') {
		n++
	}
	return n
}

// RedactField is RedactString for the value of a field whose name may tell that it is a secret. Nested names are joined
// by dots: "request.headers.cookie.0".
func RedactField(name, value string) string {
	kind := nameKind([]byte(name))
	for part := range strings.SplitSeq(name, ".") {
		if kind == public {
			kind = nameKind([]byte(part))
		}
	}
	if value == "" || kind == public || kind == opaqueValue && !opaque([]byte(value)) {
		return RedactString(value)
	}
	return Redacted
}

// Hides tells whether a value is, or is part of, a secret of the line that it stands in, where the value alone does not
// show it: the "Zm9v" of "Cookie: sid=Zm9v".
func Hides(line []byte, value string) bool {
	return bytes.Contains(line, []byte(value)) && RedactString(value) == value && !bytes.Contains(Redact(line), []byte(value))
}
