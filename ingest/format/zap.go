package format

import "strings"

// zapDevelopment is zap's console encoder: columns between tabs, fields as JSON at the end.
var zapDevelopment = Format{
	Name:      "zap",
	Doc:       "zap's development log: stamp, level, caller, message, JSON, between tabs",
	Expects:   "lines of stamp, tab, LEVEL, tab, …",
	Claim:     claimZap,
	Line:      readZap,
	Multiline: true,
	Samples: []Sample{{
		Text: "2026-11-22T20:44:17.394Z\tINFO\tgomod/main.go:17\taccess token issued\t{\"identity\": \"agent-1\", \"exp\": 1795383857}",
		Want: []string{`zap 2026-11-22T20:44:17.394Z level=info logger=gomod/main.go:17 body="access token issued" identity=agent-1 exp:1795383857`},
	}},
}

func claimZap(line string) int {
	stamp, rest, ok := strings.Cut(line, "\t")
	level, _, tab := strings.Cut(rest, "\t")
	if !ok || !tab || levelOf(level) == "" {
		return 0
	}
	if _, n, ok := scanISO(stamp); ok && n >= 19 {
		return 92
	}
	return 0
}

func readZap(s *state, line string, e *Entry) Outcome {
	columns := strings.Split(line, "\t")
	if len(columns) < 3 {
		return foreign("not stamp, tab, LEVEL, tab")
	}
	st, ok := s.stamp(columns[0])
	level := levelOf(columns[1])
	if !ok || level == "" {
		return foreign("not stamp, tab, LEVEL, tab")
	}
	e.Time, e.Level = st, level
	columns = columns[2:]
	if last := columns[len(columns)-1]; strings.HasPrefix(last, "{") {
		if s.object(last, e).Status == Taken {
			columns = columns[:len(columns)-1]
		}
	}
	if len(columns) > 0 {
		e.Body = columns[len(columns)-1]
	}
	if len(columns) > 1 {
		e.Logger = strings.Join(columns[:len(columns)-1], " ")
	}
	return s.inside("zap", e)
}
