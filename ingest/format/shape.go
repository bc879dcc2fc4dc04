package format

import (
	"math"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// shape is what the lines of one statement of one program have in common: everything but their values.
//
//	{"ts":"2026-06-21T09:12:03.120Z","ttl":3600,"error":{"code":31202}}
//
// has the leads `{"ts":`, `,"ttl":` and `,"error":{"code":`, the names ts, ttl and error.code, and the tail `}}`. A line that
// has them too is read by comparing them, without looking at a name or a bracket again. Shapes are learnt from lines that
// plainJSON has read, so it is the one that says what they mean; a fuzz test holds the two against each other.
type shape struct {
	leads []string
	names []string
	known []known // of the names
	tail  string
	lines int // read by it of late
}

// shapes are those of a source.
type shapes struct {
	list [8]*shape
	last int // the one that fitted last
	next int // the one to be replaced
}

// shaped appends the fields of a text that has one of the shapes; escaped tells that there is a backslash in it.
func (f *flattener) shaped(text string, escaped bool, fields Fields) (_ Fields, ok bool) {
	before := len(fields)
	for i := range f.shapes.list {
		at := (f.shapes.last + i) % len(f.shapes.list)
		s := f.shapes.list[at]
		if s == nil || before > len(f.known) || before+len(s.leads) > maxFields {
			continue
		}
		if fields, ok = s.read(text, escaped, fields[:before]); ok {
			s.lines++
			f.shapes.last = at
			f.known = append(f.known[:before], s.known...)
			return fields, true
		}
	}
	return fields[:before], false
}

// learn takes the shape of a text that was read just now: the leads before each of the fields, the last of which ended at
// end. A shape that many lines had is not replaced at once.
func (s *shapes) learn(text string, leads []string, end int, fields Fields, known []known) {
	slot := &s.list[s.next]
	s.next = (s.next + 1) % len(s.list)
	if *slot != nil && (*slot).lines > 0 {
		(*slot).lines /= 2
		return
	}
	n := &shape{tail: strings.Clone(text[end:]), known: append(known[:0:0], known...)}
	for i, lead := range leads {
		n.leads = append(n.leads, strings.Clone(lead))
		n.names = append(n.names, fields[i].Key)
	}
	*slot = n
}

// read appends the fields of a text of this shape.
func (s *shape) read(text string, escaped bool, fields Fields) (Fields, bool) {
	rest := text
	for i, lead := range s.leads {
		if !strings.HasPrefix(rest, lead) {
			return fields, false
		}
		rest = rest[len(lead):]
		x, n := scalar(rest, escaped)
		if n == 0 {
			return fields, false
		}
		x.Key = s.names[i]
		if !escaped {
			x.At = at(len(text)-len(rest), x.Type)
		}
		rest = rest[n:]
		fields = append(fields, x)
	}
	return fields, rest == s.tail
}

// at is where the value of a scalar that begins at i begins.
func at(i int, kind byte) int32 {
	if kind == 's' {
		i++ // behind the quote
	}
	if i > math.MaxInt32 {
		return 0
	}
	return int32(i)
}

// scalar reads the string, number or word that a text begins with, and its length; 0 where plainJSON has to look.
func scalar(text string, escaped bool) (Field, int) {
	if text == "" {
		return Field{}, 0
	}
	switch text[0] {
	case '"':
		return quotedScalar(text, escaped)
	case 't':
		return word(text, "true", Field{Value: "true", Type: 'b'})
	case 'f':
		return word(text, "false", Field{Value: "false", Type: 'b'})
	case 'n':
		return word(text, "null", Field{Type: '0'})
	}
	n := plainNumber(text)
	return Field{Value: text[:n], Type: 'n'}, n
}

func word(text, w string, x Field) (Field, int) {
	if !strings.HasPrefix(text, w) {
		return Field{}, 0
	}
	return x, len(w)
}

// quotedScalar reads a string. One with JSON in it is left to those who know what becomes of it.
func quotedScalar(text string, escaped bool) (Field, int) {
	n := strings.IndexByte(text[1:], '"') + 1
	for n > 0 && escaped && backslashes(text[:n])%2 == 1 {
		more := strings.IndexByte(text[n+1:], '"')
		if more < 0 {
			return Field{}, 0
		}
		n += 1 + more
	}
	if n == 0 {
		return Field{}, 0
	}
	value := text[1:n]
	if escaped && strings.IndexByte(value, '\\') >= 0 {
		unquoted, err := jsontext.AppendUnquote(nil, text[:n+1])
		if err != nil {
			return Field{}, 0
		}
		value = string(unquoted)
	}
	if looksJSON(value) {
		return Field{}, 0
	}
	return Field{Value: value, Type: 's'}, n + 1
}

// backslashes is how many stand at the end of a text.
func backslashes(text string) int {
	return len(text) - len(strings.TrimRight(text, `\`))
}
