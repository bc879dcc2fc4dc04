package format

import "strings"

// winstonSimple is winston's simple format: level, message, the rest as JSON, in which a stamp may be.
var winstonSimple = Format{
	Name:      "winston",
	Doc:       "winston's simple format: level, message, JSON",
	Expects:   "lines such as info: access token issued {…}",
	Claim:     claimWinston,
	Line:      readWinston,
	Multiline: true,
	Samples: []Sample{{
		Text: `info: access token issued {"identity":"agent-7","timestamp":"2026-11-22T20:40:40.082Z","ttl":60}`,
		Want: []string{`winston 2026-11-22T20:40:40.082Z level=info body="access token issued" identity=agent-7 timestamp=2026-11-22T20:40:40.082Z ttl:60`},
	}},
}

func claimWinston(line string) int {
	level, rest, ok := strings.Cut(line, ": ")
	switch {
	case !ok || levelOf(level) == "" || level != strings.ToLower(level):
		return 0
	case strings.HasSuffix(rest, "}"):
		return 75
	}
	return 55
}

func readWinston(s *state, line string, e *Entry) Outcome {
	level, rest, ok := strings.Cut(line, ": ")
	if !ok || levelOf(level) == "" {
		return foreign("not level: message")
	}
	body := s.tail(rest, e)
	s.dress(e, nil)
	e.Level, e.Body = levelOf(level), body
	return s.inside("winston", e)
}
