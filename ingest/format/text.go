package format

import "strings"

// plainText is any log whose lines begin with a stamp.
var plainText = Format{
	Name:      "text",
	Doc:       "plain text lines with a stamp in front, and perhaps a level",
	Expects:   "lines that begin with a date and a time",
	Claim:     claimText,
	Line:      readText,
	Multiline: true,
	Samples: []Sample{
		{
			Text: "2026-06-21 12:00:00,120 ERROR [token-service] mint failed identity=agent-7 {\"status\":503}",
			Want: []string{`text 2026-06-21T12:00:00.120Z zone=guessed level=error logger=token-service body="mint failed identity=agent-7 {\"status\":503}" identity=agent-7 status:503`},
		},
		{
			Text: "[ERROR][2021-10-27T22:07:54Z]: token mint failed",
			Want: []string{`text 2021-10-27T22:07:54.000Z level=error body="token mint failed"`},
		},
		{
			Text: "Sun Jun 21 2026 09:12:03 GMT+0200 (CEST) warn: slow",
			Want: []string{`text 2026-06-21T07:12:03.000Z level=warn body=slow`},
		},
	},
}

func claimText(line string) int {
	var e Entry
	e.reset()
	rest := (&state{year: leapYear}).header(line, &e)
	if e.Time.Known() && rest != "" {
		return 60
	}
	return 0
}

func readText(s *state, line string, e *Entry) Outcome {
	rest := s.header(line, e)
	if strings.HasPrefix(rest, "[Twilio") {
		return readConsole(s, line, s.again(e))
	}
	if !e.Time.Known() {
		return foreign("no stamp in front")
	}
	e.Logger, e.Body = loggerTags(rest)
	e.Format = "text"
	s.pairs(e)
	s.tail(e.Body, e)
	return taken()
}

// again empties an entry for another attempt at the same line.
func (s *state) again(e *Entry) *Entry {
	e.reset()
	return e
}

// tail reads the JSON object with which a message ends. It returns the message without it.
func (s *state) tail(body string, e *Entry) string {
	if !strings.HasSuffix(body, "}") {
		return body
	}
	for at, tries := 0, 0; tries < 4; tries++ {
		i := strings.IndexByte(body[at:], '{')
		if i < 0 {
			return body
		}
		at += i
		if s.object(body[at:], e).Status == Taken {
			return strings.TrimRight(body[:at], " \t")
		}
		at++
	}
	return body
}

// pairs reads identity=agent-7 and ttl="3600" out of a message.
func (s *state) pairs(e *Entry) {
	text := e.Body
	for len(e.Fields) < maxFields {
		i := strings.IndexByte(text, '=')
		if i < 0 {
			return
		}
		key := text[strings.LastIndexAny(text[:i], " ,;([{\t")+1 : i]
		if !isKey(key) || i+1 < len(text) && text[i+1] == '=' {
			text = text[i+1:]
			continue
		}
		value, rest, _ := logfmtValue(text[i+1:])
		if value = strings.TrimRight(value, ",;)"); value != "" {
			e.Fields = append(e.Fields, Field{Key: key, Value: value, Type: typeOf(value)})
		}
		text = rest
	}
}
