package format

import "strings"

// preface takes off what loggers print between the stamp and the message: level, thread, process, class. It returns the
// message. Each line shows a known logger's order:
//
//	[http-1] INFO  c.e.Tokens - message             Logback, Log4j
//	INFO 17 --- [token] [http-1] c.e.Tokens   : message   Spring Boot
//	tokens - INFO - message                         Python
//	INFO (token/17): message                        pino-pretty
//	app.ERROR: message                              Monolog
func (e *Entry) preface(t string) string {
	for range 6 {
		rest, ok := e.prefaceWord(strings.TrimLeft(t, " \t"))
		if !ok {
			break
		}
		t = rest
	}
	return strings.TrimLeft(t, " \t")
}

func (e *Entry) prefaceWord(t string) (rest string, ok bool) {
	word, rest, _ := strings.Cut(t, " ")
	rest = strings.TrimLeft(rest, " ")
	switch {
	case strings.HasPrefix(t, "["):
		logger, after := loggerTags(t)
		e.Logger = either(logger, e.Logger)
		return after, logger != "" && after != ""
	case isLevel(word):
		e.Level = either(e.Level, levelOf(word))
		return strings.TrimPrefix(rest, "- "), rest != ""
	case strings.HasPrefix(word, "(") && strings.HasSuffix(word, "):"):
		return rest, true
	case digits(word) && strings.HasPrefix(rest, "--- "):
		return rest[len("--- "):], true
	case !isLoggerName(word):
		return t, false
	}
	if channel, level, ok := cutLast(word, "."); ok && strings.HasSuffix(level, ":") && isLevel(level[:len(level)-1]) {
		e.Level, e.Logger = levelOf(level[:len(level)-1]), channel
		return rest, true
	}
	for _, mark := range []string{"- ", ": "} {
		if after, ok := strings.CutPrefix(rest, mark); ok && after != "" {
			e.Logger = word
			return after, true
		}
	}
	return t, false
}

// isLevel tells whether a word is a level in capitals: in small letters it may be a word of the message.
func isLevel(word string) bool { return word == strings.ToUpper(word) && levelOf(word) != "" }

// isLoggerName tells whether a word can be the name of a class or of a logger.
func isLoggerName(word string) bool {
	return word != "" && len(word) <= 80 && isKey(strings.TrimRight(strings.ReplaceAll(word, "$", "."), ":"))
}

func cutLast(text, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}
