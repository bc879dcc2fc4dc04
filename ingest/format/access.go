package format

import (
	"strconv"
	"strings"
)

// accessLog is the common and the combined log format of Apache, nginx and morgan, with whatever a house appended.
var accessLog = Format{
	Name:    "access",
	Doc:     "access log in common or combined format (nginx, Apache, morgan), with or without request times behind it",
	Expects: `lines such as 10.0.0.8 - - [21/Jun/2026:06:00:02 +0000] "GET /token HTTP/1.1" 200 812`,
	Claim:   claimAccess,
	Line:    readAccess,
	Samples: []Sample{
		{
			Text: `10.0.0.8 - - [21/Jun/2026:06:00:02 +0000] "GET /voice/token?identity=agent%2020&device=dev-2 HTTP/1.1" 200 812 "https://app.example.com/" "Mozilla/5.0" rt=0.068 upstream=token-1`,
			Want: []string{`access 2026-06-21T06:00:02.000Z end remote_addr=10.0.0.8 request.method=GET request.path=/voice/token query.identity="agent 20" query.device=dev-2 status:200 bytes:812 referer=https://app.example.com/ user_agent=Mozilla/5.0 request_time:0.068 upstream=token-1`},
		},
		{
			Text: `10.0.0.8 - - [21/Jun/2026 06:00:02] "GET /token?identity=agent-7 HTTP/1.1" 200 -`,
			Want: []string{`access 2026-06-21T06:00:02.000Z zone=guessed end remote_addr=10.0.0.8 request.method=GET request.path=/token query.identity=agent-7 status:200`},
		},
		{
			Text: `127.0.0.1 - frank [10/Oct/2000:13:55:36 -0700] "GET /token HTTP/1.0" 503 -`,
			Want: []string{`access 2000-10-10T20:55:36.000Z end remote_addr=127.0.0.1 remote_user=frank request.method=GET request.path=/token status:503`},
		},
		{
			Text: `10.0.0.8 - - [21/Jun/2026:06:00:02 +0000] "GET /token HTTP/1.1" 200 812 "-" "curl" 0.068 0.067 10.1.0.7:8080`,
			Want: []string{`access 2026-06-21T06:00:02.000Z end remote_addr=10.0.0.8 request.method=GET request.path=/token status:200 bytes:812 user_agent=curl request_time:0.068 upstream_response_time:0.067 extra.1=10.1.0.7:8080`},
		},
	},
}

func claimAccess(line string) int {
	i := strings.Index(line, `] "`)
	if i < 19 || !strings.Contains(line[i+3:], `" `) {
		return 0
	}
	open := strings.LastIndexByte(line[:i], '[')
	if _, n, ok := scanCLF(line[open+1:]); open >= 0 && ok && n > 0 {
		return 95
	}
	return 0
}

func readAccess(s *state, line string, e *Entry) Outcome {
	i := strings.Index(line, `] "`)
	if i < 0 {
		return foreign("no [date] and \"request\"")
	}
	open := strings.LastIndexByte(line[:i], '[')
	if open < 0 {
		return foreign("no [date] before the request")
	}
	st, n, ok := s.scanStamp(line[open+1 : i])
	if !ok || n != i-open-1 {
		return foreign("no date in the brackets")
	}
	e.Time, e.End = st, true
	e.addClient(line[:open])
	request, rest, ok := quotedValue(line[i+2:])
	if !ok {
		return broken("access log line cut off at byte " + strconv.Itoa(len(line)))
	}
	status, rest := nextValue(rest)
	if len(status) != 3 || !digits(status) {
		return broken("access log line without a status after the request")
	}
	e.addRequest(request)
	e.addNumber("status", status)
	bytes, rest := nextValue(rest)
	e.addNumber("bytes", bytes)
	e.addTrailer(rest)
	return taken()
}

// addClient reads the words before the date: a virtual host perhaps, addresses, the user.
func (e *Entry) addClient(text string) {
	words := strings.Fields(text)
	if len(words) > 0 {
		e.add("remote_addr", strings.TrimRight(words[0], ","))
	}
	if user := len(words) - 1; user >= 2 && words[user] != "-" {
		e.add("remote_user", words[user])
	}
}

// trailerNames are what houses call the times that nginx appends.
var trailerNames = map[string]string{
	"rt": "request_time", "urt": "upstream_response_time", "uct": "upstream_connect_time", "uht": "upstream_header_time",
	"ua": "upstream", "us": "upstream_status", "request_time": "request_time", "upstream_addr": "upstream",
	"upstream_response_time": "upstream_response_time",
}

// addTrailer reads what stands behind the size: two quoted values are referrer and browser; then pairs, and bare seconds,
// of which the first is the request's time and the second the upstream's.
func (e *Entry) addTrailer(rest string) {
	quoted := []string{"referer", "user_agent"}
	seconds := []string{"request_time", "upstream_response_time"}
	extra := 0
	for rest = strings.TrimSpace(rest); rest != ""; rest = strings.TrimSpace(rest) {
		if text, after, ok := quotedValue(rest); ok && rest[0] == '"' && len(quoted) > 0 {
			if text != "-" {
				e.add(quoted[0], text)
			}
			quoted, rest = quoted[1:], after
			continue
		}
		var word string
		word, rest = nextValue(rest)
		key, value, pair := strings.Cut(word, "=")
		switch {
		case pair && isKey(key):
			e.addNumber(either(trailerNames[key], key), strings.Trim(value, `"`))
		case len(seconds) > 0 && isSeconds(word):
			e.addNumber(seconds[0], word)
			seconds = seconds[1:]
		case word != "-":
			extra++
			e.add("extra."+strconv.Itoa(extra), word)
		}
	}
}

// isSeconds tells whether a bare value is a time in seconds, as nginx prints it: with a point.
func isSeconds(word string) bool {
	whole, frac, point := strings.Cut(word, ".")
	return point && digits(whole) && digits(frac)
}

// quotedValue reads "…" with \" and \x22 in it.
func quotedValue(t string) (value, rest string, ok bool) {
	if !strings.HasPrefix(t, `"`) {
		return "", t, false
	}
	for i := 1; i < len(t); i++ {
		switch t[i] {
		case '\\':
			i++
		case '"':
			return strings.ReplaceAll(t[1:i], `\"`, `"`), t[i+1:], true
		}
	}
	return "", t, false
}

// nextValue cuts the next value off, quoted or bare; a pair may have a quoted value.
func nextValue(t string) (value, rest string) {
	t = strings.TrimLeft(t, " ")
	if text, after, ok := quotedValue(t); ok {
		return text, after
	}
	end := strings.IndexByte(t, ' ')
	if quote := strings.Index(t, `="`); quote >= 0 && (end < 0 || quote < end) {
		if _, after, ok := quotedValue(t[quote+1:]); ok {
			return t[:len(t)-len(after)], after
		}
	}
	if end < 0 {
		return t, ""
	}
	return t[:end], t[end:]
}
