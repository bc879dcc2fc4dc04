package format

import (
	"strconv"
	"strings"
)

// syslogLines is syslog over the wire or in a file, old (RFC 3164) and new (RFC 5424), with and without priority.
var syslogLines = Format{
	Name:      "syslog",
	Doc:       "syslog RFC 3164 and 5424, lines of files without priority too",
	Expects:   "lines such as Jun 21 09:12:03 token-1 app[17]: …",
	Claim:     claimSyslog,
	Line:      readSyslog,
	Multiline: true,
	Samples: []Sample{
		{
			Text: `Jun 21 09:12:03 token-1 token-server[17]: {"level":30,"time":1782033123120,"msg":"access token issued"}`,
			Want: []string{`syslog/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.000Z level=info host=token-1 logger=token-server body="access token issued" level:30 time:1782033123120 msg="access token issued"`},
		},
		{
			Text: `<11>Jun  1 09:12:03 token-1 token-server: mint failed identity=agent-7`,
			Want: []string{`syslog 2026-06-01T09:12:03.000Z zone=guessed level=error host=token-1 logger=token-server body="mint failed identity=agent-7" identity=agent-7`},
		},
		{
			Text: `<165>1 2026-06-21T09:12:03.120Z token-1 token-server 17 ID47 [x@1 identity="agent-7"] mint failed`,
			Want: []string{`syslog 2026-06-21T09:12:03.120Z level=notice host=token-1 logger=token-server body="mint failed" identity=agent-7`},
		},
		{
			Text: `2026-06-21T09:12:03.120456+00:00 heroku[router]: at=info method=GET path="/token?identity=agent-7" dyno=web.1 service=68ms status=200`,
			Want: []string{`syslog/logfmt 2026-06-21T09:12:03.120Z logger=heroku at=info method=GET path=/token?identity=agent-7 dyno=web.1 service=68ms status:200 request.path=/token query.identity=agent-7`},
		},
		{
			Text: `2026-06-21T09:12:03.120+02:00 token-1 token-server[17]: level=info msg="token issued" identity=agent-7`,
			Want: []string{`syslog/logfmt 2026-06-21T07:12:03.120Z level=info host=token-1 logger=token-server body="token issued" level=info msg="token issued" identity=agent-7`},
		},
	},
}

func claimSyslog(line string) int {
	var e Entry
	e.reset()
	s := state{year: leapYear}
	if _, ok := s.syslogHeader(line, &e); ok {
		return 88
	}
	return 0
}

func readSyslog(s *state, line string, e *Entry) Outcome {
	text, ok := s.syslogHeader(line, e)
	if !ok {
		return foreign("not date host tag: message")
	}
	out := s.unwrap("syslog", text, e)
	if e.Format == "syslog" {
		s.tail(e.Body, e)
	}
	return out
}

// syslogHeader takes priority, stamp, host and tag off.
func (s *state) syslogHeader(line string, e *Entry) (string, bool) {
	rest, priority := cutPriority(line)
	if after, ok := strings.CutPrefix(rest, "1 "); ok && priority >= 0 {
		e.Level = syslogLevels[priority&7]
		return s.header5424(after, e)
	}
	if priority >= 0 {
		e.Level = syslogLevels[priority&7]
	}
	st, n, ok := s.scanStamp(rest)
	if !ok || n >= len(rest) || rest[n] != ' ' {
		return "", false
	}
	e.Time = st
	dated := rest[0] >= '0' && rest[0] <= '9' // any log may begin so: only a process number makes it syslog
	return e.hostAndTag(rest[n+1:], dated)
}

// cutPriority reads <11>; -1 where there is none.
func cutPriority(line string) (string, int) {
	if !strings.HasPrefix(line, "<") {
		return line, -1
	}
	number, rest, ok := strings.Cut(line[1:], ">")
	n, err := strconv.Atoi(number)
	if !ok || err != nil || n < 0 || n > 191 {
		return line, -1
	}
	return rest, n
}

// hostAndTag reads "token-1 app[17]: message". Heroku and others leave the host out.
func (e *Entry) hostAndTag(t string, needPid bool) (string, bool) {
	head, text, ok := strings.Cut(t, ": ")
	if !ok {
		if head, ok = strings.CutSuffix(t, ":"); !ok {
			return "", false
		}
	}
	words := strings.Fields(head)
	if len(words) == 0 || len(words) > 2 {
		return "", false
	}
	tag := words[len(words)-1]
	name, pid, hasPid := strings.Cut(tag, "[")
	if !isProgram(name) || hasPid && !strings.HasSuffix(pid, "]") || strings.Contains(pid, ":") {
		return "", false
	}
	if !hasPid && (needPid || len(words) == 1) || len(words) == 2 && (!isHostName(words[0]) || levelOf(words[0]) != "") {
		return "", false
	}
	e.Logger = name
	if len(words) == 2 {
		e.Host = words[0]
	}
	return text, true
}

func isProgram(s string) bool {
	return s != "" && len(s) <= 64 && !strings.ContainsAny(s, "\"'(){}=,;<>")
}

func isHostName(s string) bool {
	return s != "" && len(s) <= 128 && !strings.ContainsAny(s, "[](){}\"'=,;<>|/#")
}

// header5424 reads "STAMP HOST APP PID MSGID [data] message"; "-" stands for nothing. Structured data become fields.
func (s *state) header5424(t string, e *Entry) (string, bool) {
	var words [5]string
	for i := range words {
		var ok bool
		if words[i], t, ok = strings.Cut(t, " "); !ok {
			return "", false
		}
	}
	if words[0] != "-" {
		st, ok := s.stamp(words[0])
		if !ok {
			return "", false
		}
		e.Time = st
	}
	if words[1] != "-" {
		e.Host = words[1]
	}
	if words[2] != "-" {
		e.Logger = words[2]
	}
	if strings.HasPrefix(t, "-") {
		return strings.TrimLeft(strings.TrimPrefix(t[1:], " "), "\ufeff"), true
	}
	for strings.HasPrefix(t, "[") {
		t = e.structured(t[1:])
	}
	return strings.TrimLeft(t, " \ufeff"), true
}

// structured reads one element of structured data behind its bracket.
func (e *Entry) structured(t string) string {
	_, t, _ = strings.Cut(t, " ")
	for t != "" && t[0] != ']' {
		key, rest, ok := strings.Cut(t, "=")
		value, after, whole := quotedValue(rest)
		if !ok || !whole {
			return ""
		}
		e.add(strings.TrimLeft(key, " "), value)
		t = strings.TrimLeft(after, " ")
	}
	return strings.TrimPrefix(t, "]")
}
