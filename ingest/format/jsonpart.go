package format

import (
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// jsonPart finds the text of a runtime's record and, in the members that tell it, whose text it is.
func jsonPart(line, text string, owner func(name string) bool) (p part, ok bool) {
	dec := jsontext.NewDecoder(strings.NewReader(line), jsonOptions...)
	if tok, err := dec.ReadToken(); err != nil || tok.Kind() != '{' {
		return p, false
	}
	var from, to int64
	for dec.PeekKind() == '"' {
		tok, err := dec.ReadToken()
		if err != nil {
			return p, false
		}
		name := tok.String()
		value, err := dec.ReadValue()
		switch {
		case err != nil:
			return p, false
		case name == text:
			to = dec.InputOffset()
			from = to - int64(len(value))
			if p.text, ok = textOf(value); !ok {
				return p, false
			}
		case owner(name):
			p.owner += name + "=" + string(value) + "\n"
		}
	}
	p.whole = func(text string) string {
		quoted, _ := jsontext.AppendQuote([]byte(line[:from]), text) // valid UTF-8, as all lines are
		return string(quoted) + line[to:]
	}
	return p, to > 0
}

// textOf is what a string says or, where it is an array of numbers, the text of those bytes: so journald shows a text with
// the colours of a terminal in it.
func textOf(value jsontext.Value) (string, bool) {
	if value.Kind() == '"' {
		return string(appendString(nil, value)), true
	}
	if value.Kind() != '[' {
		return "", false
	}
	var text []byte
	for number := range strings.SplitSeq(strings.Trim(string(value), "[]"), ",") {
		b, err := strconv.ParseUint(strings.TrimSpace(number), 10, 8)
		if err != nil {
			return "", false
		}
		text = append(text, byte(b))
	}
	return valid(string(text)), true
}
