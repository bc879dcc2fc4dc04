package format

import "strings"

// twilioClaim is how sure a line is that carries the SDK's own prefix.
const twilioClaim = 95

// consoleText is what a browser's console printed, saved by hand, by a test rig or by a page that sends it to a collector.
var consoleText = Format{
	Name:      "console",
	Doc:       "browser console text with Voice JS SDK lines, also saved by DevTools, with or without stamp and method",
	Expects:   "lines with [TwilioVoice][Device] or the like in front",
	Claim:     claimConsole,
	Line:      readConsole,
	Multiline: true,
	Samples: []Sample{
		{
			Text: "2026-11-22T20:36:02.323Z error [TwilioVoice][Device] Received error:  ConnectionError: ConnectionError (53000): Raised whenever\n    at ConnectionError.TwilioError [as constructor] (http://127.0.0.1/twilio.js:6258:28)",
			Want: []string{`console 2026-11-22T20:36:02.323Z level=error logger=TwilioVoice/Device body="Received error:  ConnectionError: ConnectionError (53000): Raised whenever" cont=1`},
		},
		{
			Text: `2026-11-22T20:36:02.323Z log [TwilioVoice][Device] #error {code: 31202, message: Access Token expired or expiration date invalid}`,
			Want: []string{`console 2026-11-22T20:36:02.323Z level=log logger=TwilioVoice/Device body="#error {code: 31202, message: Access Token expired or expiration date invalid}"`},
		},
		{
			Text: `[TwilioVoice][WSTransport] Received: {"type":"ready","version":"1.6","payload":{}}`,
			Want: []string{`console logger=TwilioVoice/WSTransport body="Received: {\"type\":\"ready\",\"version\":\"1.6\",\"payload\":{}}"`},
		},
		{
			Text: `twilio.js:6628 [TwilioVoice][Device] #tokenWillExpire`,
			Want: []string{`console logger=TwilioVoice/Device body=#tokenWillExpire`},
		},
		{
			Text: "2026-06-21T09:12:03.120Z Received error:  {code: 31205, message: Token is expired}",
			Want: []string{`console 2026-06-21T09:12:03.120Z body="Received error:  {code: 31205, message: Token is expired}"`},
		},
		{
			Text: "09:12:03.120 twilio.min.js:1 Setting token and publishing listen",
			Want: []string{`console body="Setting token and publishing listen"`},
		},
		{
			Text: "09:12:03.120 [TwilioVoice][Device] #registered twilio.js:6628:13",
			Want: []string{`console logger=TwilioVoice/Device body=#registered`},
		},
		{
			Text: `[6/21/2026, 9:12:03 AM] [TwilioVoice][Device] .updateToken`,
			Want: []string{`console 2026-06-21T09:12:03.000Z zone=guessed logger=TwilioVoice/Device body=.updateToken`},
		},
	},
}

func claimConsole(line string) int {
	var e Entry
	e.reset()
	rest := (&state{year: leapYear}).header(line, &e)
	switch {
	case strings.HasPrefix(rest, "[Twilio"):
		return twilioClaim
	case fromSDK(rest) && !(e.Time.Known() && stamped(rest)):
		return 75
	case e.Time.Known():
		return 58
	}
	return 0
}

func readConsole(s *state, line string, e *Entry) Outcome {
	rest := s.header(line, e)
	if !e.Time.Known() && e.Level == "" && !fromSDK(rest) {
		return foreign("neither a stamp nor [TwilioVoice] in front")
	}
	if e.Time.Known() && s.carries(rest) {
		return s.unwrap("text", rest, e)
	}
	s.sdk = s.sdk || fromSDK(rest)
	return e.console(rest)
}

// console fills in the rest of a console line. What an app's own logger put before the SDK's prefix is left out.
func (e *Entry) console(rest string) Outcome {
	if i := strings.Index(rest, sdkPrefix); i > 0 {
		rest = rest[i:]
	}
	if i := strings.LastIndexByte(rest, ' '); i > 0 && isPlace(rest[i+1:]) {
		rest = strings.TrimRight(rest[:i], " ") // Firefox puts the place in the source behind
	}
	e.Logger, e.Body = loggerTags(rest)
	e.Format = "console"
	return taken()
}

// sdkPrefix is how every line of the Voice JS SDK 2.x begins.
const sdkPrefix = "[TwilioVoice]["

// legacyLines are what twilio-client.js 1.x prints, which has no prefix, and what pages print of both SDKs' errors.
var legacyLines = []string{
	"Setting token and publishing listen", "Received error:  {", "Twilio.Device ", "Unexpected error handled in pstream",
	"Stream is ready", "Stream is offline", "WSTransport.open() called", "WebSocket opened successfully",
	"Received websocket close event", "Will attempt to reconnect WebSocket", "Uncaught TwilioError",
}

// fromSDK tells whether a message was printed by the SDK, or tells of one of its errors.
func fromSDK(rest string) bool {
	if strings.HasPrefix(rest, "[Twilio") {
		return true
	}
	if i := strings.Index(rest, sdkPrefix); i >= 0 && i < 64 {
		return true
	}
	for _, begin := range legacyLines {
		if strings.HasPrefix(rest, begin) {
			return true
		}
	}
	return false
}
