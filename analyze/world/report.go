package world

import (
	"bytes"
	"encoding/json"
	"fmt"
)

// report is a rejection as the SDK tells the page.
type report struct {
	code     int
	name     string
	text     string // what the page reads: the SDK's own text, or the validator's
	own      bool   // text is the SDK's canned one
	wireCode int    // beside it, what came over the wire; 0 where the SDK hides it
	wireText string
}

// The SDK's own texts (facts of @twilio/voice-sdk 2.18.5, generated errors).
const (
	textSignature = "The provided access token failed signature validation."
	textExpired   = "The provided access token has expired."
	textInvalid   = "Twilio was unable to validate your Access Token"
	textMasked    = "Raised whenever a signaling connection error occurs that is not covered by a more specific error code."
)

var (
	reportSignature = report{code: 31202, name: "AccessTokenSignatureValidationFailed", text: textSignature, own: true}
	reportExpired   = report{code: 20104, name: "AccessTokenExpired", text: textExpired}
	reportInvalid   = report{code: 20101, name: "AccessTokenInvalid", text: textInvalid, own: true}
	reportMasked    = report{code: 53000, name: "ConnectionError", text: textMasked, own: true}
)

const noiseText = "noise"

// noiseReport is an error that is no rejection.
func noiseReport(code int) report {
	return report{code: code, name: "ConnectionError", text: noiseText}
}

// report says how the SDK shows a refusal in this world.
func (w *World) report(r *refusal) report {
	codes := w.Config.Logs.Codes
	switch {
	case r.why == raced:
		return reportInvalid
	case codes == Precise:
		return reportSignature
	case r.check && codes == Wire:
		out := reportExpired
		out.wireCode, out.wireText = 31205, "Cannot register. Token is expired"
		return out
	case r.check:
		return reportExpired
	case codes == Masked:
		return reportMasked
	case codes == Wire:
		out := reportSignature
		out.wireCode, out.wireText = 31202, r.why.words()
		return out
	}
	out := reportSignature
	out.text, out.own = r.why.words(), false
	return out
}

// words are the validator's own.
func (r reason) words() string {
	switch r {
	case expired:
		return "Access Token expired or expiration date invalid"
	case notYetValid:
		return "Access Token not yet valid"
	case lifeTooLong:
		return "Access Token expiration date too far in the future"
	case grantMissing:
		return "Access Token grants invalid"
	}
	return "Signature validation failed."
}

func (r report) message() string { return fmt.Sprintf("%s (%d): %s", r.name, r.code, r.text) }

// short is an error object of a few members.
func (r report) short() string {
	return fmt.Sprintf(`{"code": %d, "name": %q, "message": %q}`, r.code, r.name, r.message())
}

// json is the error object as apps post it.
func (r report) json() string {
	var out bytes.Buffer
	out.WriteByte('{')
	add := func(name string, value any) { field(&out, ", ", name, value) }
	add("code", r.code)
	add("name", r.name)
	add("message", r.message())
	add("description", string(bytes.TrimSuffix([]byte(r.text), []byte("."))))
	add("explanation", r.text)
	if r.wireCode != 0 {
		add("originalError", json.RawMessage(fmt.Sprintf(`{"code": %d, "message": %q}`, r.wireCode, r.wireText)))
	}
	add("causes", []string{})
	add("solutions", []string{})
	out.WriteByte('}')
	return out.String()
}
