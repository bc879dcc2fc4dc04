package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// failure is what a line says of an error.
type failure struct {
	code        int32 // what the application saw
	wireCode    int32 // what came over the wire; 0 where hidden
	message     string
	wireMessage string // the validator's own words; "" where only the SDK's are there
}

// failure reads the error object of a line, or the error that its message spells out.
func (x *record) failure() failure {
	f := failure{code: code(x.text(codeField)), wireCode: code(x.text(wireCodeField)), message: x.text(messageField)}
	if f.message == "" {
		f.message = firstLine(x.said())
	}
	inText, _, text := errorInText(f.message)
	if f.code == 0 {
		f.code = inText
	}
	if f.code == 0 {
		f.code = namedCodes[x.text(nameField)]
	}
	if incident.IsMaskCode(int(f.wireCode)) {
		f.wireCode = 0
	}
	switch {
	case x.text(wireMessageField) != "":
		f.setWire(f.wire(), x.text(wireMessageField))
	case inText != 0:
		f.setWire(f.code, text)
	case strings.Contains(x.key(messageField), ".") && !isDescription(f.code, text):
		f.setWire(f.code, text) // the legacy SDK hands the wire's object over as it is
	}
	return f
}

// fill puts the failure into an event.
func (f *failure) fill(r *Reader, e *incident.Event) {
	e.Code, e.WireCode = f.code, f.wireCode
	e.Message, e.WireMessage = r.message(f.message), r.message(f.wireMessage)
}

// setWire takes a text for the validator's words unless it is the SDK's explanation of the code.
func (f *failure) setWire(code int32, text string) {
	if text != "" && !isCanned(code, text) && !isCanned(f.code, text) {
		f.wireMessage = text
	}
}

func (f *failure) wire() int32 {
	if f.wireCode != 0 {
		return f.wireCode
	}
	return f.code
}

// kind tells a rejection from a suspect, and both from an error that is not about tokens (KindNone).
func (f *failure) kind() incident.Kind {
	effective := int(f.wire())
	switch {
	case incident.IsTokenCode(effective):
		if effective == 31201 && saysMicrophone(f.message+f.wireMessage) {
			return incident.KindNone
		}
		return incident.KindRejected
	case saysToken(f.wireMessage) && (effective == 0 || incident.IsMaskCode(effective)):
		return incident.KindRejected
	case incident.IsMaskCode(effective):
		return incident.KindSuspect
	}
	return incident.KindNone
}

// saysMicrophone tells the legacy SDK's other 31201 from a refused token.
func saysMicrophone(text string) bool {
	text = strings.ToLower(text)
	return strings.Contains(text, "microphone") || strings.Contains(text, "getusermedia") || strings.Contains(text, "audio input")
}

// saysToken tells whether a wire message says by itself that a token was refused.
func saysToken(text string) bool {
	text = strings.ToLower(text)
	for _, words := range tokenPhrases {
		if strings.Contains(text, words) {
			return true
		}
	}
	return false
}

// tokenPhrases are taken from wire messages that were captured or quoted in public threads (docs/formats.md).
var tokenPhrases = []string{
	"token expired", "token is expired", "token has expired", "expired token", "signature validation", "jwt is invalid",
	"jwt token", "invalid access token", "invalid jwt", "access token not yet valid", "token not yet valid",
	"failed signature", "authentication with the provided jwt", "expiration date invalid", "token authentication is rejected",
}

// namedCodes are the names of the SDK's errors, for lines that log the name only.
var namedCodes = map[string]int32{
	"AccessTokenInvalid": 20101, "AccessTokenHeaderInvalid": 20102, "AccessTokenIssuerInvalid": 20103,
	"AccessTokenExpired": 20104, "AccessTokenNotYetValid": 20105, "AccessTokenGrantsInvalid": 20106,
	"AccessTokenSignatureInvalid": 20107, "AuthenticationFailed": 20151, "ExpirationTimeExceedsMaxTimeAllowed": 20157,
	"AuthorizationError": 31201, "AccessTokenSignatureValidationFailed": 31202, "NoValidAccountError": 31203,
	"InvalidJWTTokenError": 31204, "JWTTokenExpiredError": 31205, "JWTTokenExpirationTooLongError": 31207,
}

// errorInText finds what the SDK writes for an error, "AccessTokenExpired (20104): The …", within a sentence, and returns
// its three parts. Without one the code is 0 and rest is the whole text.
func errorInText(text string) (number int32, name, rest string) {
	for from := 0; ; {
		open := strings.IndexByte(text[from:], '(')
		if open < 0 {
			return 0, "", text
		}
		open += from
		end := open + 1
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if end-open-1 == 5 && end < len(text) && text[end] == ')' {
			rest = strings.TrimLeft(text[end+1:], ": ")
			return code(text[open+1 : end]), lastWord(text[:open]), firstLine(rest)
		}
		from = open + 1
	}
}

// lastWord is the name of an error at the end of a text; "" where the last word has other characters than names have.
func lastWord(text string) string {
	text = strings.TrimRight(text, " ")
	text = text[strings.LastIndexAny(text, " :\t")+1:]
	if strings.Trim(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz._") != "" {
		return ""
	}
	return text
}

func firstLine(text string) string {
	line, _, _ := strings.Cut(text, "\n")
	return strings.TrimRight(line, "\r ")
}

// objectInText reads what browsers print for an object, "{code: 31205, message: Cannot register, twilioError: …}", which
// is not JSON.
func objectInText(text string) (number int32, message string) {
	_, rest, ok := strings.Cut(text, "code: ")
	if !ok {
		return 0, ""
	}
	end := 0
	for end < len(rest) && rest[end] >= '0' && rest[end] <= '9' {
		end++
	}
	number = code(rest[:end])
	_, message, ok = strings.Cut(rest[end:], "message: ")
	if !ok {
		return number, ""
	}
	for _, stop := range []string{", twilioError", ", info:", "\n"} {
		if i := strings.Index(message, stop); i >= 0 {
			message = message[:i]
		}
	}
	return number, strings.Trim(strings.TrimRight(message, "}"), `"' `)
}
