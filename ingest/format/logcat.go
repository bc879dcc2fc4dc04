package format

import "strings"

// logcatLines is Android's log in the forms of adb and of Android Studio.
var logcatLines = Format{
	Name:      "logcat",
	Doc:       "Android logcat lines (threadtime, time, brief, Android Studio old and new)",
	Expects:   "lines such as 06-21 09:12:03.120  1234  5678 D Tag: …",
	Claim:     claimLogcat,
	Line:      readLogcat,
	Multiline: true,
	Samples: []Sample{
		{
			Text: `06-21 09:12:03.120  1234  5678 E VoiceActivity: Registration Error: 51007, Registration failed`,
			Want: []string{`logcat 2026-06-21T09:12:03.120Z zone=guessed level=error logger=VoiceActivity body="Registration Error: 51007, Registration failed"`},
		},
		{
			Text: `01-19 18:59:32.911 13781-13781/com.twilio.voice.quickstart D/VoiceActivity: Access token: eyJ`,
			Want: []string{`logcat 2026-01-19T18:59:32.911Z zone=guessed level=debug logger=VoiceActivity body="Access token: eyJ"`},
		},
		{
			Text: `2023-09-05 07:48:32.388 13781-13790 EventPublisher          com.twilio.voice.quickstart          D  {"name":"registration-error","timestamp":"2023-09-05T07:48:32.388Z","level":"ERROR"}`,
			Want: []string{`logcat/json 2023-09-05T07:48:32.388Z received=2023-09-05T07:48:32.388Z level=error logger=EventPublisher name=registration-error timestamp=2023-09-05T07:48:32.388Z level=ERROR`},
		},
		{
			Text: `E/VoiceActivity( 409): Registration Error: 51007, Registration failed`,
			Want: []string{`logcat level=error logger=VoiceActivity body="Registration Error: 51007, Registration failed"`},
		},
	},
}

const logcatLevels = "VDIWEFA"

var logcatWords = map[byte]string{
	'V': "verbose", 'D': "debug", 'I': "info", 'W': "warn", 'E': "error", 'F': "fatal", 'A': "fatal",
}

func claimLogcat(line string) int {
	var e Entry
	e.reset()
	if _, ok := (&state{year: leapYear}).logcatHeader(line, &e); ok {
		return 94
	}
	return 0
}

func readLogcat(s *state, line string, e *Entry) Outcome {
	text, ok := s.logcatHeader(line, e)
	if !ok {
		return foreign("no logcat header")
	}
	e.Body = text
	return s.inside("logcat", e)
}

// logcatHeader takes stamp, process, level and tag off.
func (s *state) logcatHeader(line string, e *Entry) (string, bool) {
	rest := line
	if st, n, ok := s.scanStamp(line); ok {
		e.Time, rest = st, strings.TrimLeft(line[n:], " ")
		word, after, _ := strings.Cut(rest, " ")
		process, _, _ := strings.Cut(word, "/")
		pid, thread, dash := strings.Cut(process, "-")
		switch {
		case dash && digits(pid) && digits(thread):
			rest = strings.TrimLeft(after, " ")
			if !isSlashTag(rest) {
				return e.studioTag(rest)
			}
		case digits(word):
			thread, after, _ := strings.Cut(strings.TrimLeft(after, " "), " ")
			if !digits(thread) {
				return "", false
			}
			return e.threadTag(strings.TrimLeft(after, " "))
		}
	}
	return e.slashTag(rest)
}

func isSlashTag(t string) bool {
	return len(t) > 3 && t[1] == '/' && strings.IndexByte(logcatLevels, t[0]) >= 0
}

// slashTag reads "D/VoiceActivity( 409): message".
func (e *Entry) slashTag(t string) (string, bool) {
	if !isSlashTag(t) {
		return "", false
	}
	tag, text, ok := strings.Cut(t[2:], ": ")
	name, _, _ := strings.Cut(tag, "(")
	if !ok || name == "" || len(name) > 64 {
		return "", false
	}
	e.Level, e.Logger = logcatWords[t[0]], strings.TrimSpace(name)
	return text, true
}

// threadTag reads "D Tag: message".
func (e *Entry) threadTag(t string) (string, bool) {
	if len(t) < 4 || t[1] != ' ' || strings.IndexByte(logcatLevels, t[0]) < 0 {
		return "", false
	}
	tag, text, ok := strings.Cut(t[2:], ": ")
	if !ok || len(tag) > 64 {
		return "", false
	}
	e.Level, e.Logger = logcatWords[t[0]], strings.TrimSpace(tag)
	return text, true
}

// studioTag reads "Tag   com.example.app   D  message", the columns of newer Android Studio.
func (e *Entry) studioTag(t string) (string, bool) {
	tag, rest, ok := strings.Cut(t, " ")
	app, rest, ok2 := strings.Cut(strings.TrimLeft(rest, " "), " ")
	rest = strings.TrimLeft(rest, " ")
	if !ok || !ok2 || !strings.Contains(app, ".") || len(rest) < 3 || rest[1] != ' ' || strings.IndexByte(logcatLevels, rest[0]) < 0 {
		return "", false
	}
	e.Level, e.Logger = logcatWords[rest[0]], tag
	return strings.TrimLeft(rest[1:], " "), true
}
