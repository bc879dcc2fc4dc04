package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// canned are the texts that the Voice JS SDK itself has for a code (2.18.5, `lib/twilio/errors/generated.ts`): the
// description, and the explanation that stands in every message it builds. They repeat the code in words and are
// not what the validator said.
var canned = map[int32][2]string{
	20101: {"Invalid access token", "Twilio was unable to validate your Access Token"},
	20104: {"Access token expired or expiration date invalid", "The Access Token provided to the Twilio API has expired, the expiration time specified in the token was invalid, or the expiration time specified was too far in the future"},
	20151: {"Authentication Failed", "The Authentication with the provided JWT failed"},
	31000: {"Unknown Error", "An unknown error has occurred. See error details for more information."},
	31001: {"Application Not Found", ""},
	31002: {"Connection Declined", ""},
	31003: {"Connection Timeout", "The server could not produce a response within a suitable amount of time."},
	31005: {"Connection error", "A connection error occurred during the call"},
	31008: {"Call cancelled", "Unable to answer because the call has ended"},
	31009: {"Transport error", "No transport available to send or receive messages"},
	31100: {"The request had malformed syntax.", "The request could not be understood due to malformed syntax."},
	31101: {"Missing parameter array in request", ""},
	31102: {"Authorization token missing in request.", ""},
	31103: {"Maximum parameter length has been exceeded.", "Length of parameters cannot exceed MAX_PARAM_LENGTH."},
	31104: {"Invalid bridge token", ""},
	31105: {"Invalid client name", "Client name should not contain control, space, delims, or unwise characters."},
	31107: {"The reconnect parameter is invalid", ""},
	31201: {"Authorization error", "The request requires user authentication. The server understood the request, but is refusing to fulfill it."},
	31202: {"Signature validation failed.", "The provided access token failed signature validation."},
	31203: {"No valid account", ""},
	31204: {"Invalid JWT token", ""},
	31205: {"JWT token expired", ""},
	31206: {"Rate exceeded authorized limit.", "The request performed exceeds the authorized limit."},
	31207: {"JWT token expiration too long", ""},
	31209: {"Reconnect attempt is not authorized.", ""},
	31210: {"Call Message Event Type is invalid.", "The Call Message Event Type is invalid and is not understood by Twilio Voice."},
	31212: {"Call Message Event Payload size exceeded authorized limit.", "The request performed to send a Call Message Event exceeds the payload size authorized limit"},
	31400: {"Bad Request (HTTP/SIP)", "The request could not be understood due to malformed syntax."},
	31401: {"UserMedia Permission Denied Error", "The browser or end-user denied permissions to user media. Therefore we were unable to acquire input audio."},
	31402: {"UserMedia Acquisition Failed Error", "The browser and end-user allowed permissions, however getting the media failed. Usually this is due to bad constraints, but can sometimes fail due to browser, OS or hardware issues."},
	31404: {"Not Found (HTTP/SIP)", "The server has not found anything matching the request."},
	31480: {"Temporarily Unavailable (SIP)", "The callee is currently unavailable."},
	31486: {"Busy Here (SIP)", "The callee is busy."},
	31603: {"Decline (SIP)", "The callee does not wish to participate in the call."},
	53000: {"Signaling connection error", "Raised whenever a signaling connection error occurs that is not covered by a more specific error code."},
	53001: {"Signaling connection disconnected", "Raised whenever the signaling connection is unexpectedly disconnected."},
	53400: {"Client is unable to create or apply a local media description", "Raised whenever a Client is unable to create or apply a local media description."},
	53402: {"Client is unable to apply a remote media description", "Raised whenever the Client receives a remote media description but is unable to apply it."},
	53405: {"Media connection failed", "Raised by the Client or Server whenever a media connection fails."},
}

// sdkTexts are further sentences of the SDK's own that stand where a wire message could stand.
var sdkTexts = []string{
	"Error sent from gateway in HANGUP",
	"An error occurred while communicating with the gateway",
}

// isCanned tells whether a text is the SDK's own explanation of the code, or another sentence of the SDK.
func isCanned(code int32, text string) bool {
	if sameText(text, canned[code][1]) {
		return true
	}
	for _, t := range sdkTexts {
		if sameText(text, t) {
			return true
		}
	}
	return false
}

// isDescription tells whether a text is the SDK's short description of the code. The SDK never puts that into a message,
// so it is canned only where it may be an app that did.
func isDescription(code int32, text string) bool {
	return sameText(text, canned[code][0])
}

// sameText compares without the full stop at the end and without case.
func sameText(a, b string) bool {
	return strings.EqualFold(strings.TrimRight(a, ". "), strings.TrimRight(b, ". "))
}

// codeOf finds the token code whose short description a text is: the legacy SDK and the mobile SDKs print it without the
// code. Where several have the same one, the lowest is taken. 0 where there is none.
func codeOf(text string) int32 {
	found := int32(0)
	for number, texts := range canned {
		if incident.IsTokenCode(int(number)) && sameText(text, texts[0]) && (found == 0 || number < found) {
			found = number
		}
	}
	return found
}
