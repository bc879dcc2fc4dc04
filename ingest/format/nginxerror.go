package format

import "strings"

// nginxError is nginx's error log.
var nginxError = Format{
	Name:      "nginx-error",
	Doc:       "nginx error log",
	Expects:   "lines such as 2026/06/21 09:12:03 [error] 2891#2891: …",
	Claim:     claimNginxError,
	Line:      readNginxError,
	Multiline: true,
	Samples: []Sample{{
		Text: `2026/11/22 20:46:02 [error] 4054#4054: *5 upstream timed out (110: Connection timed out) while reading response header from upstream, client: 127.0.0.1, server: , request: "GET /token?identity=agent-3 HTTP/1.1", upstream: "http://127.0.0.1:18081/token?identity=agent-3", host: "127.0.0.1:18080"`,
		Want: []string{`nginx-error 2026-11-22T20:46:02.000Z zone=guessed level=error body="upstream timed out (110: Connection timed out) while reading response header from upstream" client=127.0.0.1 request="GET /token?identity=agent-3 HTTP/1.1" request.method=GET request.path=/token query.identity=agent-3 upstream=http://127.0.0.1:18081/token?identity=agent-3 vhost=127.0.0.1:18080`},
	}},
}

func claimNginxError(line string) int {
	if len(line) < 28 || line[4] != '/' || line[7] != '/' || line[19] != ' ' || line[20] != '[' {
		return 0
	}
	_, rest, ok := strings.Cut(line[20:], "] ")
	pid, _, colon := strings.Cut(rest, ": ")
	if ok && colon && strings.Contains(pid, "#") {
		return 95
	}
	return 0
}

func readNginxError(s *state, line string, e *Entry) Outcome {
	if claimNginxError(line) == 0 {
		return foreign("not date [level] pid#tid: message")
	}
	st, n, ok := s.scanStamp(line)
	if !ok || n != 19 {
		return foreign("no date in front")
	}
	e.Time = st
	level, rest, _ := strings.Cut(line[21:], "] ")
	e.Level = strings.ToLower(level)
	_, rest, _ = strings.Cut(rest, ": ")
	if number, after, ok := strings.Cut(rest, " "); ok && strings.HasPrefix(number, "*") {
		rest = after
	}
	e.Body, rest, _ = strings.Cut(rest, ", client: ")
	if rest != "" {
		e.addContext("client: " + rest)
	}
	return taken()
}

// addContext reads what nginx knows of the request: client, server, request, upstream, host, each behind its name.
func (e *Entry) addContext(text string) {
	for part := range strings.SplitSeq(text, ", ") {
		key, value, _ := strings.Cut(part, ": ")
		value = strings.Trim(value, `"`)
		if key == "host" {
			key = "vhost"
		}
		if value != "" && isKey(key) {
			e.add(key, value)
		}
		if key == "request" {
			e.addRequest(value)
		}
	}
}
