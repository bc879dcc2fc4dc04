package format

import (
	"strings"

	"lapse/analyze/incident"
)

// chromiumLog is what Chromium and Electron write with --enable-logging; a page's console lines are in it.
var chromiumLog = Format{
	Name:      "chromium",
	Doc:       "chrome_debug.log of Chromium and Electron, with the console lines of the pages",
	Expects:   `lines such as [1122/204004.967:INFO:CONSOLE(6628)] "…", source: …`,
	Claim:     claimChromium,
	Line:      readChromium,
	Multiline: true,
	Samples: []Sample{{
		Text: `[17:23:0621/091203.120456:INFO:CONSOLE(6628)] "[TwilioVoice][Device] #tokenWillExpire", source: https://app.example.com/twilio.js (6628)`,
		Want: []string{`chromium/console 2026-06-21T09:12:03.120Z zone=guessed level=info logger=TwilioVoice/Device body=#tokenWillExpire`},
	}},
}

func claimChromium(line string) int {
	if !strings.HasPrefix(line, "[") {
		return 0
	}
	head, _, ok := strings.Cut(line, "] ")
	if c, _, ok2 := scanChromium(head); ok && ok2 && c.valid() {
		return 95
	}
	return 0
}

// scanChromium finds MMDD/HHMMSS.ffffff between the colons of "[pid:tid:0621/091203.120456:INFO:file(line)" and returns
// the level behind it.
func scanChromium(head string) (civil, string, bool) {
	parts := strings.Split(strings.TrimPrefix(head, "["), ":")
	for i, p := range parts {
		date, clock, ok := strings.Cut(p, "/")
		if !ok || len(date) != 4 || len(clock) < 6 || !digits(date) || !digits(clock[:6]) || i+1 == len(parts) {
			continue
		}
		c := civil{quantum: incident.Second, zoneDone: true}
		c.month, _ = number(date[:2])
		c.day, _ = number(date[2:])
		c.hour, _ = number(clock[:2])
		c.minute, _ = number(clock[2:4])
		c.sec, _ = number(clock[4:6])
		c.scanFraction(clock[6:])
		return c, strings.ToLower(parts[i+1]), true
	}
	return civil{}, "", false
}

func readChromium(s *state, line string, e *Entry) Outcome {
	head, text, ok := strings.Cut(line, "] ")
	c, level, ok2 := scanChromium(head)
	if !ok || !ok2 {
		return foreign("no [MMDD/HHMMSS:LEVEL:file(line)] in front")
	}
	if e.Time, _, ok = s.resolve(c, 0, ""); !ok {
		return broken("no such date")
	}
	e.Level = levelOf(level)
	if i := strings.LastIndex(text, `", source: `); i > 0 && strings.HasPrefix(text, `"`) {
		text = text[1:i]
	}
	return s.unwrap("chromium", text, e)
}
