package format

import "strings"

// osLog is what Xcode's console and the unified log print of an iOS app.
var osLog = Format{
	Name:      "oslog",
	Doc:       "iOS console and os_log lines: stamp, App[pid:thread], message",
	Expects:   "lines such as 2026-06-21 09:12:03.120146+0200 App[16680:3143239] …",
	Claim:     claimOSLog,
	Line:      readOSLog,
	Multiline: true,
	Samples: []Sample{
		{
			Text: `2019-01-22 10:57:49.535146+0200 SwiftVoiceQuickstart[16680:3143239] [ERROR TwilioVoice] Inside register:deviceToken:completion:, failed to register. Error:Invalid`,
			Want: []string{`oslog 2019-01-22T08:57:49.535Z level=error logger=SwiftVoiceQuickstart/TwilioVoice body="Inside register:deviceToken:completion:, failed to register. Error:Invalid"`},
		},
		{
			Text: `2022-08-04 10:47:19.519933+0500 OneDial[1634:106168] ERROR:Twilio:[Platform](0x10324c580): Inside register:`,
			Want: []string{`oslog 2022-08-04T05:47:19.519Z level=error logger=OneDial body="Twilio:[Platform](0x10324c580): Inside register:"`},
		},
		{
			Text: `2026-06-21 09:12:03.120 Df OneDial[1634:106168] [com.twilio.voice:platform] registered`,
			Want: []string{`oslog 2026-06-21T09:12:03.120Z zone=guessed level=info logger=OneDial/com.twilio.voice:platform body=registered`},
		},
	},
}

func claimOSLog(line string) int {
	var e Entry
	e.reset()
	if readOSLog(&state{year: leapYear}, line, &e).Status == Taken {
		return 93
	}
	return 0
}

func readOSLog(s *state, line string, e *Entry) Outcome {
	st, n, ok := s.scanStamp(line)
	if !ok || n >= len(line) || line[n] != ' ' {
		return foreign("no stamp in front")
	}
	rest := strings.TrimLeft(line[n:], " ")
	word, after, _ := strings.Cut(rest, " ")
	if level, ok := osLogLevels[word]; ok {
		e.Level = level
		word, after, _ = strings.Cut(strings.TrimLeft(after, " "), " ")
	}
	name, process, ok := strings.Cut(word, "[")
	pid, thread, colon := strings.Cut(strings.TrimSuffix(process, "]"), ":")
	if !ok || !colon || !strings.HasSuffix(word, "]") || !digits(pid) || thread == "" || name == "" {
		return foreign("no App[pid:thread] after the stamp")
	}
	e.Time, e.Logger = st, name
	e.Body = s.appTag(after, e)
	return taken()
}

// osLogLevels are the letters that `log show --style compact` prints.
var osLogLevels = map[string]string{"Df": "info", "Db": "debug", "I": "info", "E": "error", "F": "fatal", "A": "trace"}

// appTag reads the level and the part of the SDK in front of a message: "[ERROR TwilioVoice] ", "ERROR:Twilio:[Platform]"
// or "[com.twilio.voice:platform]".
func (s *state) appTag(text string, e *Entry) string {
	if word, rest, ok := strings.Cut(text, ":"); ok && levelOf(word) != "" {
		e.Level = levelOf(word)
		return rest
	}
	if !strings.HasPrefix(text, "[") {
		return text
	}
	tag, rest, ok := strings.Cut(text[1:], "] ")
	if !ok || len(tag) > 64 {
		return text
	}
	if level, name, ok := strings.Cut(tag, " "); ok && levelOf(level) != "" {
		e.Level, tag = levelOf(level), name
	}
	e.Logger += "/" + tag
	return rest
}
