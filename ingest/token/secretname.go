package token

import "bytes"

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
			return secretValue
		}
	}
	if sid(plain) {
		return opaqueValue // "AC…:auth token", "SK…=secret"
	}
	return lastWords[string(bytes.ToLower(lastWordOf(name)))]
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

// opaque tells whether a value looks like a credential: long, without spaces, with a digit.
func opaque(value []byte) bool {
	digits := 0
	for _, b := range value {
		switch {
		case b >= '0' && b <= '9':
			digits++
		case !base64Byte(b) && b != '.' && b != '~' && b != '%':
			return false
		}
	}
	return digits > 0 && len(value) >= minCredential
}

// RedactField is RedactString for the value of a field whose name may tell that it is a secret. Nested names are joined
// by dots.
func RedactField(name, value string) string {
	kind := nameKind([]byte(name[max(0, len(name)-longestName):]))
	for _, part := range bytes.Split([]byte(name), []byte(".")) {
		if kind == public || kind == opaqueValue {
			kind = max(kind, nameKind(part)%opaqueValue)
		}
	}
	switch {
	case value == "" || kind == public, kind == opaqueValue && !opaque([]byte(value)):
		return RedactString(value)
	}
	return Redacted
}
