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

// header reads what stands before a message: stamp, level or console method, the place in the source, in any order, each
// perhaps in brackets. It returns the rest.
func (s *state) header(line string, e *Entry) string {
	rest := line
	for range 5 {
		t := strings.TrimLeft(rest, " \t|")
		after, ok := s.headerWord(t, e)
		if !ok {
			return t
		}
		rest = after
	}
	return strings.TrimLeft(rest, " \t|")
}

// headerWord takes one part of the header off.
func (s *state) headerWord(t string, e *Entry) (string, bool) {
	open := strings.HasPrefix(t, "[")
	inner := strings.TrimPrefix(t, "[")
	if !e.Time.Known() {
		if st, n, ok := s.scanStamp(inner); ok && ends(inner[n:], open) {
			e.Time = st
			return closed(inner[n:], open), true
		}
		if st, n, ok := leadingEpoch(inner); ok && ends(inner[n:], open) {
			e.Time = st
			return closed(inner[n:], open), true
		}
	}
	word, after := firstWord(inner)
	switch {
	case e.Level == "" && levelOf(word) != "" && ends(after, open):
		e.Level = levelOf(word)
		return closed(after, open), true
	case !open && (isPlace(word) || isClockTime(word)) && strings.HasPrefix(after, " "):
		return after, true
	}
	return t, false
}

// ends tells whether a part of the header ends here.
func ends(t string, open bool) bool {
	if open {
		return strings.HasPrefix(t, "]")
	}
	return t == "" || t[0] == ' ' || t[0] == '\t' || t[0] == ':' || t[0] == '|'
}

// closed skips the bracket and the colon behind a part of the header.
func closed(t string, open bool) string {
	if open {
		t = t[1:]
	}
	t = strings.TrimPrefix(t, ":")
	if rest, ok := strings.CutPrefix(t, " - "); ok {
		return rest
	}
	return t
}

// firstWord cuts at the first blank, bracket, bar, or colon that a blank follows.
func firstWord(t string) (word, rest string) {
	for i := 0; i < len(t) && i < 80; i++ {
		switch {
		case t[i] == ' ', t[i] == '\t', t[i] == ']', t[i] == '|':
			return t[:i], t[i:]
		case t[i] == ':' && (i+1 == len(t) || t[i+1] == ' '):
			return t[:i], t[i:]
		}
	}
	return "", t
}

// leadingEpoch reads milliseconds or seconds since 1970 in front of a line.
func leadingEpoch(t string) (Stamp, int, bool) {
	n := 0
	for n < len(t) && (t[n] >= '0' && t[n] <= '9' || t[n] == '.') {
		n++
	}
	if n < 10 || n > 20 {
		return NoStamp(), 0, false
	}
	st, ok := StampOfNumber(t[:n])
	return st, n, ok
}

// isPlace tells whether a word is the place in a script that DevTools prints in front: twilio.js:6628, VM12:3, (index):10.
func isPlace(word string) bool {
	i := strings.LastIndexByte(word, ':')
	if i < 2 || !digits(word[i+1:]) {
		return false
	}
	file := word[:i]
	if j := strings.LastIndexByte(file, ':'); j > 1 && digits(file[j+1:]) {
		file = file[:j]
	}
	name, _, _ := strings.Cut(file, "?")
	for _, end := range []string{".js", ".mjs", ".ts", ".tsx", ".jsx", ".html", "(index)", "<anonymous>"} {
		if strings.HasSuffix(name, end) {
			return true
		}
	}
	return strings.HasPrefix(file, "VM") && digits(file[2:])
}

// isClockTime tells whether a word is a time of day without a date, as DevTools shows it. It says too little to be a
// stamp.
func isClockTime(word string) bool {
	var c civil
	n, ok := c.scanClock(word)
	return ok && n == len(word) && n >= 7
}

// loggerTags reads "[TwilioVoice][Device] rest" as logger TwilioVoice/Device.
func loggerTags(t string) (logger, rest string) {
	for strings.HasPrefix(t, "[") {
		end := strings.IndexByte(t, ']')
		if end < 2 || end > 48 || !isTag(t[1:end]) {
			break
		}
		if logger != "" {
			logger += "/"
		}
		logger += t[1:end]
		t = t[end+1:]
	}
	return logger, strings.TrimLeft(t, " ")
}

// isTag tells whether a text in brackets names a part of a program.
func isTag(s string) bool {
	if c := s[0] | 0x20; c < 'a' || c > 'z' {
		return false
	}
	return !strings.ContainsAny(s, "{}\"=,;")
}
