package format

import "strings"

// header reads what stands before a message: stamp, level or console method, the place in the source, in any order, each
// perhaps in brackets. It returns the rest.
func (s *state) header(line string, e *Entry) string {
	rest := line
	if len(rest) > 4 && rest[1] == ',' && strings.HasPrefix(rest[2:], " [") {
		rest = rest[3:] // Ruby's logger puts the level's first letter before the stamp
	}
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
		if st, n, ok := s.scanStamp(inner); ok {
			n += processNumber(inner[n:], open)
			if ends(inner[n:], open) {
				e.Time = st
				return closed(inner[n:], open), true
			}
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

// processNumber is the width of " #17" between a stamp and its closing bracket.
func processNumber(t string, open bool) int {
	end := strings.IndexByte(t, ']')
	if !open || !strings.HasPrefix(t, " #") || end < 3 || !digits(t[2:end]) {
		return 0
	}
	return end
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
