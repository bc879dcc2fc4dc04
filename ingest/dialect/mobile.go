package dialect

import (
	"strings"

	"lapse/analyze/incident"
	"lapse/ingest/token"
)

// readMobile reads what the Voice SDKs for iOS and Android, and apps upon them, print: NSErrors of the domain
// com.twilio.voice.error, VoiceExceptions, lines of the quickstart apps. React Native prints through both.
func readMobile(r *Reader, x *record) answer {
	text := x.said()
	if !mobileLine(x, text) {
		return notMine
	}
	if f := mobileFailure(text); f.kind() != incident.KindNone {
		t := r.talk(x)
		t.settleBefore(r, x)
		return t.echo(r, x, f)
	}
	if kind := mobileKind(text); kind != incident.KindNone {
		t := r.talk(x)
		e := r.event(x, kind, clientSide)
		if start, end, ok := token.Find([]byte(text)); ok {
			e.Token = r.decode(text[start:end])
			t.learn(r, e.Token.Identity)
		}
		t.tell(r, e)
		return used
	}
	return notMine
}

// mobileMarks are what lines of the mobile SDKs and of their quickstarts hold.
var mobileMarks = []string{
	"com.twilio.voice", "TVOError", "Twilio Error ", "X-Twilio-Error", "Twilio:[", "TwilioVoice]", "RegistrationException",
	"CallException", "VoiceException", "Registration Error", "(Call Error:", "EXCEPTION_",
}

// mobileLine tells whether a line is one of theirs: it stands in a phone's log, or has one of the marks.
func mobileLine(x *record, text string) bool {
	for _, mark := range mobileMarks {
		if strings.Contains(text, mark) {
			return true
		}
	}
	if strings.HasPrefix(x.Format, "oslog") || strings.HasPrefix(x.Format, "logcat") {
		return true
	}
	return strings.Contains(x.Logger, "VoiceActivity") || strings.Contains(x.Logger, "com.twilio") || strings.Contains(x.Logger, "TwilioVoice")
}

// mobileFailure finds the code of an error in words: "Code=20101", "Twilio Error 20101", "Registration Error: 51007, …",
// or its description alone.
func mobileFailure(text string) failure {
	text = firstLine(text)
	f := failure{message: text}
	for i := 0; i+5 <= len(text); i++ {
		if i > 0 && !strings.ContainsRune(" =:(#", rune(text[i-1])) || text[i] < '0' || text[i] > '9' {
			continue
		}
		end := i
		for end < len(text) && text[end] >= '0' && text[end] <= '9' {
			end++
		}
		if n := code(text[i:end]); end-i == 5 && (incident.IsTokenCode(int(n)) || incident.IsMaskCode(int(n))) {
			f.code = n
			return f
		}
		i = end
	}
	for _, exception := range []string{"RegistrationException: ", "CallException: ", "VoiceException: "} {
		if _, words, ok := strings.Cut(text, exception); ok {
			words, _, _ = strings.Cut(words, " at com.twilio")
			f.code = codeOf(words)
		}
	}
	for _, e := range exceptionCodes {
		if strings.Contains(text, e.name) {
			f.code = e.code
		}
	}
	if f.code == 0 {
		f.code = describedCode(text)
	}
	return f
}

// describedCode finds the description of a token code in a sentence: apps print an error's localized description alone.
func describedCode(text string) int32 {
	found := int32(0)
	for number, texts := range canned {
		if incident.IsTokenCode(int(number)) && number < 30000 && strings.Contains(text, texts[0]) && (found == 0 || number < found) {
			found = number
		}
	}
	return found
}

// exceptionCodes are constants of Android's VoiceException, the longer names first.
var exceptionCodes = []struct {
	name string
	code int32
}{
	{"EXCEPTION_INVALID_ACCESS_TOKEN_EXPIRY", 20104}, {"EXCEPTION_INVALID_ACCESS_TOKEN_HEADER", 20102},
	{"EXCEPTION_INVALID_ISSUER_SUBJECT", 20103}, {"EXCEPTION_INVALID_ACCESS_TOKEN_NBF", 20105},
	{"EXCEPTION_INVALID_ACCESS_TOKEN_GRANTS", 20106}, {"EXCEPTION_INVALID_ACCESS_TOKEN_SIGNATURE", 20107},
	{"EXCEPTION_AUTH_FAILURE", 20151}, {"EXCEPTION_INVALID_TTL", 20157}, {"EXCEPTION_ACCESS_TOKEN_REJECTED", 51007},
}

// mobilePhrases are sentences of the quickstart apps.
var mobilePhrases = []struct {
	words string
	kind  incident.Kind
}{
	{"successfully registered", incident.KindRegistered},
	{"successfully unregistered", incident.KindUnregistered},
	{"access token: ey", incident.KindTokenFetched},
	{"access token fetched", incident.KindTokenFetched},
	{"call did connect", incident.KindCallStarted}, {"calldidconnect", incident.KindCallStarted},
	{"call disconnected", incident.KindCallEnded}, {"calldiddisconnect", incident.KindCallEnded},
}

func mobileKind(text string) incident.Kind {
	text = strings.ToLower(text)
	for _, p := range mobilePhrases {
		if strings.Contains(text, p.words) {
			return p.kind
		}
	}
	return incident.KindNone
}
