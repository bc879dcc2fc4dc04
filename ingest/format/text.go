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
			Text: `2026-06-21T09:12:03.125125125Z {"level":30,"time":1782033123120,"msg":"access token issued"}`,
			Want: []string{`text/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=info body="access token issued" level:30 time:1782033123120 msg="access token issued"`},
		},
		{
			Text: `[pod/token-1/app] {"level":30,"time":1782033123120,"msg":"access token issued"}`,
			Want: []string{`text/json 2026-06-21T09:12:03.120Z level=info body="access token issued" level:30 time:1782033123120 msg="access token issued"`},
		},
		{
			Text: "2026-06-21 12:00:00.120 [main] ERROR c.e.Tokens - mint failed",
			Want: []string{`text 2026-06-21T12:00:00.120Z zone=guessed level=error logger=c.e.Tokens body="mint failed"`},
		},
		{
			Text: "2026-06-21 12:00:00,120 - tokens - ERROR - mint failed",
			Want: []string{`text 2026-06-21T12:00:00.120Z zone=guessed level=error logger=tokens body="mint failed"`},
		},
		{
			Text: "2026-06-21T12:00:00.120Z  WARN 17 --- [token] [http-1] c.e.Tokens$Mint      : slow answer",
			Want: []string{`text 2026-06-21T12:00:00.120Z level=warn logger=c.e.Tokens$Mint body="slow answer"`},
		},
		{
			Text: `[2026-06-21T09:12:03.120456+00:00] app.ERROR: mint failed {"identity":"agent-7"} []`,
			Want: []string{`text 2026-06-21T09:12:03.120Z level=error logger=app body="mint failed {\"identity\":\"agent-7\"} []" identity=agent-7`},
		},
		{
			Text: "I, [2026-06-21T09:12:03.120456 #17]  INFO -- : access token issued identity=agent-7",
			Want: []string{`text 2026-06-21T09:12:03.120Z zone=guessed level=info body="access token issued identity=agent-7" identity=agent-7`},
		},
		{
			Text: "[2026-06-21 09:12:03.120 +0000] INFO (17): access token issued\n    identity: \"agent-7\"\n    ttl: 3600",
			Want: []string{`text 2026-06-21T09:12:03.120Z level=info body="access token issued" cont=2 identity=agent-7 ttl:3600`},
		},
		{
			Text: "2026-06-21T09:12:03.125Z 2026-06-21T09:12:03.120Z [TwilioVoice][Device] #registered",
			Want: []string{`text/console 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z logger=TwilioVoice/Device body=#registered`},
		},
		{
			Text: "2026-06-21 09:12:03 Europe/Berlin WARN slow answer",
			Want: []string{`text 2026-06-21T07:12:03.000Z level=warn body="slow answer"`},
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
	switch {
	case e.Time.Known() && rest != "":
		return 60
	case prefixed(line) > 0:
		return 52
	}
	return 0
}

// prefixed finds the JSON object behind a few words that a tool put before a logger's lines; 0 where there is none.
func prefixed(line string) int {
	i := strings.Index(line, ` {"`)
	if i > 0 && i < 64 && looksObject(strings.TrimRight(line[i+1:], " ")) && strings.Contains(line[i:], `":`) {
		return i + 1
	}
	return 0
}

func readText(s *state, line string, e *Entry) Outcome {
	rest := s.header(line, e)
	if !e.Time.Known() {
		if i := prefixed(line); i > 0 {
			return s.unwrap("text", line[i:], e)
		}
		return foreign("no stamp in front")
	}
	if s.carries(rest) {
		return s.unwrap("text", rest, e)
	}
	if s.sdk = s.sdk || fromSDK(rest); s.sdk {
		return e.console(rest)
	}
	if word, after, ok := strings.Cut(rest, " "); ok && looksObject(after) {
		e.Logger = word // the stream's name, as `aws logs tail` prints it
		return s.unwrap("text", after, e)
	}
	if program, message, ok := strings.Cut(rest, ": "); ok && strings.HasPrefix(program, "--") {
		rest = message // Ruby's logger: -- program: message
	}
	e.Body = e.preface(rest)
	e.Format = "text"
	e.Level = either(e.Level, levelIn(e.Body))
	if looksObject(e.Body) {
		return s.unwrap("text", e.Body, e)
	}
	s.pairs(e)
	s.tail(strings.TrimSuffix(e.Body, " []"), e) // PHP's Monolog ends so
	return taken()
}

// property reads "    identity: "agent-7"", as pino-pretty and others print the fields below a message.
func property(line string) (x Field, ok bool) {
	key, value, ok := strings.Cut(strings.TrimSpace(line), ": ")
	if !ok || !isKey(key) || strings.HasSuffix(value, "{") || strings.HasSuffix(value, "[") {
		return Field{}, false
	}
	text, rest, quoted := logfmtValue(value)
	if quoted && rest == "" {
		return Field{Key: key, Value: text, Type: 's'}, true
	}
	return Field{Key: key, Value: value, Type: typeOf(value)}, true
}

// carries tells whether what follows a stamp is a whole log line by itself: then the stamp is a wrapping's.
func (s *state) carries(rest string) bool {
	return s.depth < maxWraps && (looksObject(rest) || claimLogfmt(rest) >= 85 || stamped(rest))
}

// stamped tells whether a text begins with a date and a time.
func stamped(text string) bool {
	_, n, ok := scanISO(text)
	return ok && n >= 16
}

// levelIn finds a level in capitals among the first words, where a logger prints a thread or a name before it.
func levelIn(body string) string {
	for range 4 {
		word, rest, _ := strings.Cut(body, " ")
		word = strings.Trim(word[strings.LastIndexByte(word, '.')+1:], "[]():-|")
		if word == strings.ToUpper(word) && levelOf(word) != "" {
			return levelOf(word)
		}
		body = strings.TrimLeft(rest, " ")
	}
	return ""
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
		if value = strings.TrimRight(value, ",;:)"); value != "" {
			e.Fields = append(e.Fields, Field{Key: key, Value: value, Type: typeOf(value)})
		}
		text = rest
	}
}
