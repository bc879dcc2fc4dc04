package dialect

import (
	"testing"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// TestFailure reads posted errors as apps post them.
func TestFailure(t *testing.T) {
	const explained = "The provided access token failed signature validation."
	for _, test := range []struct {
		name   string
		fields format.Fields
		code   int32
		wire   int32
		said   string
		kind   incident.Kind
	}{
		{"masked", fields("error.code", "53000", "error.message", "ConnectionError (53000): "+canned[53000][1]), 53000, 0, "", incident.KindSuspect},
		{"masked, with the wire", fields("error.originalError.twilioError.code", "53000", "error.originalError.code", "31205",
			"error.originalError.message", "Cannot register. Token is expired", "error.code", "20104"), 20104, 31205, "Cannot register. Token is expired", incident.KindRejected},
		{"precise and canned", fields("error.code", "31202", "error.message", "AccessTokenSignatureValidationFailed (31202): "+explained), 31202, 0, "", incident.KindRejected},
		{"canned without the full stop", fields("error.code", "31202", "error.message", "X (31202): The provided access token failed signature validation"), 31202, 0, "", incident.KindRejected},
		{"precise and told", fields("error.code", "31202", "error.message", "AccessTokenSignatureValidationFailed (31202): Access Token expired or expiration date invalid"),
			31202, 0, "Access Token expired or expiration date invalid", incident.KindRejected},
		{"the validator's words are the description", fields("error.code", "31202", "error.originalError.message", "Signature validation failed."),
			31202, 0, "Signature validation failed.", incident.KindRejected},
		{"an app that posts the description", fields("error.code", "31202", "error.message", "Signature validation failed."), 31202, 0, "", incident.KindRejected},
		{"call", fields("code", "31005", "message", "ConnectionError (31005): Error sent from gateway in HANGUP", "originalError.code", "31205",
			"originalError.message", "JWT Token Expired"), 31005, 31205, "JWT Token Expired", incident.KindRejected},
		{"mask behind a mask", fields("error.code", "31005", "error.originalError.code", "53000"), 31005, 0, "", incident.KindSuspect},
		{"mask with words", fields("error.code", "53000", "error.message", "ConnectionError (53000): JWT Token Expired"), 53000, 0, "JWT Token Expired", incident.KindRejected},
		{"mask with another wire code", fields("error.code", "31005", "error.originalError.code", "31003"), 31005, 31003, "", incident.KindNone},
		{"microphone", fields("error.code", "31201", "error.message", "Error occurred while accessing microphone: NotAllowedError"), 31201, 0,
			"Error occurred while accessing microphone: NotAllowedError", incident.KindNone},
		{"31201 that is none", fields("error.code", "31201", "error.message", "Authentication failed"), 31201, 0, "Authentication failed", incident.KindRejected},
		{"name only", fields("error.name", "AccessTokenExpired"), 20104, 0, "", incident.KindRejected},
		{"timeout", fields("error.code", "31003"), 31003, 0, "", incident.KindNone},
		{"expired for Insights", fields("code", "9221", "message", "Expired token"), 9221, 0, "", incident.KindNone},
		{"nothing", nil, 0, 0, "", incident.KindNone},
	} {
		var x record
		l := lexicon{known: map[string]slot{}, said: map[string]saying{}}
		l.read(&format.Entry{Fields: test.fields}, &x)
		f := x.failure()
		if f.code != test.code || f.wireCode != test.wire || f.wireMessage != test.said || f.kind() != test.kind {
			t.Errorf("%s: %d/%d %q %s, want %d/%d %q %s", test.name, f.code, f.wireCode, f.wireMessage, f.kind(), test.code, test.wire, test.said, test.kind)
		}
	}
}

func fields(pairs ...string) format.Fields {
	var list format.Fields
	for i := 0; i+1 < len(pairs); i += 2 {
		list = append(list, format.Field{Key: pairs[i], Value: pairs[i+1], Type: 's'})
	}
	return list
}

func TestErrorInText(t *testing.T) {
	for _, test := range []struct {
		text, name, rest string
		code             int32
	}{
		{"AccessTokenExpired: AccessTokenExpired (20104): The token", "AccessTokenExpired", "The token", 20104},
		{"Twilio.Device Error: ConnectionError (53000): Raised", "ConnectionError", "Raised", 53000},
		{"ConnectionDeclinedError (31002): ", "ConnectionDeclinedError", "", 31002},
		{"(see page (12)) X (31205): y\n   at z", "X", "y", 31205},
		{"no code (here", "", "no code (here", 0},
		{"too long (312050): x", "", "too long (312050): x", 0},
	} {
		code, name, rest := errorInText(test.text)
		if code != test.code || name != test.name || rest != test.rest {
			t.Errorf("%q: %d %q %q", test.text, code, name, rest)
		}
	}
	code, said := objectInText("{code: 31205, message: Cannot register. Token is expired, twilioError: ConnectionError: x}")
	if code != 31205 || said != "Cannot register. Token is expired" {
		t.Errorf("object: %d %q", code, said)
	}
}
