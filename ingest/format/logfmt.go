package format

import (
	"strconv"
	"strings"
)

// logfmtLines is key=value text, as slog's and logrus's text handlers write it.
var logfmtLines = Format{
	Name:    "logfmt",
	Doc:     "key=value pairs a line: slog and logrus text, go-kit, Heroku",
	Expects: "lines of key=value pairs",
	Claim:   claimLogfmt,
	Line:    readLogfmt,
	Samples: []Sample{
		{
			Text: `time=2026-11-22T20:44:17.394Z level=INFO msg="access token issued" identity=agent-1 exp=1795383857`,
			Want: []string{`logfmt 2026-11-22T20:44:17.394Z level=info body="access token issued" time=2026-11-22T20:44:17.394Z level=INFO msg="access token issued" identity=agent-1 exp:1795383857`},
		},
		{
			Text: `ts=2026-06-21T06:00:35.797Z level=error msg="say \"no\"" host=token-1 eq=a=b flag status=503`,
			Want: []string{`logfmt 2026-06-21T06:00:35.797Z level=error host=token-1 body="say \"no\"" ts=2026-06-21T06:00:35.797Z level=error msg="say \"no\"" host=token-1 eq=a=b flag:true status:503`},
		},
	},
}

func claimLogfmt(line string) int {
	line = strings.TrimSpace(line)
	key, rest, ok := strings.Cut(line, "=")
	if !ok || !isKey(key) {
		return 0
	}
	_, rest, _ = logfmtValue(rest)
	rest = strings.TrimLeft(rest, " ")
	next, _, ok := strings.Cut(rest, "=")
	switch {
	case ok && isKey(next):
		return 85
	case rest == "" && knownAs(key).role != noRole:
		return 55
	}
	return 0
}

func readLogfmt(s *state, line string, e *Entry) Outcome {
	rest, pairs := strings.TrimSpace(line), 0
	for rest != "" && len(e.Fields) < maxFields {
		var x Field
		x, rest = logfmtPair(rest)
		rest = strings.TrimLeft(rest, " ")
		switch {
		case isKey(x.Key):
			e.Fields = append(e.Fields, x)
			if x.Type != 'b' || x.Value != "true" {
				pairs++
			}
		case pairs == 0 && x.Key != "":
			return foreign("not key=value pairs")
		}
	}
	if pairs == 0 {
		return foreign("not key=value pairs")
	}
	s.dress(e, nil)
	return s.inside("logfmt", e)
}

// logfmtPair cuts the next pair off. A key without a value is a flag that is set.
func logfmtPair(t string) (x Field, rest string) {
	i := strings.IndexAny(t, "= ")
	if i < 0 {
		return Field{Key: t, Value: "true", Type: 'b'}, ""
	}
	if t[i] == ' ' {
		return Field{Key: t[:i], Value: "true", Type: 'b'}, t[i+1:]
	}
	value, rest, quoted := logfmtValue(t[i+1:])
	x = Field{Key: t[:i], Value: value, Type: 's'}
	if !quoted {
		x.Type = typeOf(value)
	}
	return x, rest
}

// logfmtValue reads a value, quoted or up to the next blank. A quote that is never closed takes the rest of the line.
func logfmtValue(t string) (value, rest string, quoted bool) {
	if !strings.HasPrefix(t, `"`) {
		value, rest, _ = strings.Cut(t, " ")
		return value, rest, false
	}
	for i := 1; i < len(t); i++ {
		switch t[i] {
		case '\\':
			i++
		case '"':
			text, err := strconv.Unquote(t[:i+1])
			if err != nil {
				text = strings.ReplaceAll(t[1:i], `\"`, `"`)
			}
			return valid(text), t[i+1:], true
		}
	}
	return t[1:], "", true
}

// isKey tells whether a text can be the name of a pair.
func isKey(s string) bool {
	if s == "" || len(s) > 64 {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c == '_' || c == '@'
		if !letter && (i == 0 || (c < '0' || c > '9') && c != '.' && c != '-' && c != '/' && c != ':') {
			return false
		}
	}
	return true
}
