package format

import (
	"bytes"
	"errors"
	"io"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// Limits on one JSON value. They lie far above what loggers write and keep hostile input cheap.
const (
	maxDepth  = 64   // nesting of objects and arrays
	maxFields = 2000 // fields of one entry; further ones are checked, not kept
	maxNested = 3    // JSON in a string in a JSON string …
	maxNames  = 4096 // names remembered for the next line
	keptText  = 256  // a string that holds JSON is kept beside its fields up to this length
)

// flattener turns JSON into Fields. It keeps the decoders and the names of earlier lines.
type flattener struct {
	levels [maxNested + 1]level
	names  map[string]name
	last   []name  // of the fields of the line before, index by index
	known  []known // of the fields, index by index
	shapes shapes
	leads  []string // reused
	path   []byte
	quotes bool // keep strings that hold JSON whatever their length
}

// level is the decoder of one level of JSON in strings.
type level struct {
	buf bytes.Buffer
	dec *jsontext.Decoder
	own []frame
	at  int64 // where the last whole token ends
}

// frame is an object or array that is still open.
type frame struct {
	array bool
	index int
	value bool // in an object: a value is next, not a name
	path  int  // length of the path of the object itself
}

// name is a flattened name with what it is known for.
type name struct {
	text string
	known
}

var jsonOptions = []jsontext.Options{
	jsontext.AllowDuplicateNames(true), // the first one wins; both are kept
	jsontext.AllowInvalidUTF8(true),    // replaced before
}

// damage says why a text is not JSON, in words that hold nothing of the text.
type damage string

// flatten appends the fields of a JSON object or array. Names are joined with dots below prefix. What was appended before
// damage was found stays; the caller cuts it off.
func (f *flattener) flatten(text, prefix string, nested int, fields Fields) (Fields, damage) {
	if nested == 0 && prefix == "" {
		before := len(fields)
		if fields, ok := f.plain(text, fields); ok {
			return fields, ""
		}
		fields = fields[:before]
	}
	return f.decode(text, prefix, nested, fields)
}

// decode is flatten with a strict decoder.
func (f *flattener) decode(text, prefix string, nested int, fields Fields) (Fields, damage) {
	l := &f.levels[nested]
	l.reset(text)
	path := len(f.path)
	f.path = append(f.path, prefix...)
	fields, err := f.walk(l, text, nested, fields)
	f.path = f.path[:path]
	if err == nil {
		return fields, ""
	}
	return fields, damageOf(err, l.at, len(text))
}

func (l *level) reset(text string) {
	l.buf.Reset()
	l.buf.WriteString(text)
	l.own = l.own[:0]
	if l.dec == nil {
		l.dec = jsontext.NewDecoder(&l.buf, jsonOptions...)
		return
	}
	l.dec.Reset(&l.buf, jsonOptions...)
}

var (
	errDepth = errors.New("too deep")
	errMore  = errors.New("more text behind the value")
)

// tooDeep is what is said of nesting beyond maxDepth.
var tooDeep = damage("JSON nested deeper than " + strconv.Itoa(maxDepth) + " levels")

// damageOf names what is wrong with a text of the given length.
func damageOf(err error, at int64, length int) damage {
	switch {
	case errors.Is(err, errDepth):
		return tooDeep
	case errors.Is(err, errMore):
		return damage("more text after the JSON value, which ends at byte " + strconv.FormatInt(at, 10))
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return damage("JSON object cut off at byte " + strconv.Itoa(length))
	}
	return damage("not valid JSON after byte " + strconv.FormatInt(at, 10))
}

// walk reads one value and everything in it.
func (f *flattener) walk(l *level, text string, nested int, fields Fields) (Fields, error) {
	base := len(f.path)
	for {
		l.at = l.dec.InputOffset()
		switch l.dec.PeekKind() {
		case '{', '[':
			tok, err := l.dec.ReadToken()
			if err != nil {
				return fields, err
			}
			if len(l.own) == maxDepth {
				return fields, errDepth
			}
			f.element(l)
			l.own = append(l.own, frame{array: tok.Kind() == '[', path: len(f.path)})
		case '}', ']':
			if _, err := l.dec.ReadToken(); err != nil {
				return fields, err
			}
			l.own = l.own[:len(l.own)-1]
			if len(l.own) == 0 {
				f.path = f.path[:base]
				return fields, l.end()
			}
			f.path = f.path[:l.own[len(l.own)-1].path]
		default:
			value, err := l.dec.ReadValue()
			if err != nil {
				return fields, err
			}
			if len(l.own) == 0 {
				return fields, l.end()
			}
			end := int(l.dec.InputOffset())
			fields = f.scalar(l, value, text[end-len(value):end], nested, fields)
		}
	}
}

// end checks that nothing but blanks follows.
func (l *level) end() error {
	l.at = l.dec.InputOffset()
	if _, err := l.dec.ReadToken(); !errors.Is(err, io.EOF) {
		return errMore
	}
	return nil
}

// element puts the index of an array's next element on the path.
func (f *flattener) element(l *level) {
	if len(l.own) == 0 {
		return
	}
	top := &l.own[len(l.own)-1]
	top.value = false
	if !top.array {
		return
	}
	f.path = f.path[:top.path]
	f.path = dotted(f.path)
	f.path = strconv.AppendInt(f.path, int64(top.index), 10)
	top.index++
}

func dotted(path []byte) []byte {
	if len(path) > 0 {
		return append(path, '.')
	}
	return path
}

// scalar takes a name, or a value that holds no others. text is the same bytes as value, as part of the line.
func (f *flattener) scalar(l *level, value jsontext.Value, text string, nested int, fields Fields) Fields {
	top := &l.own[len(l.own)-1]
	if !top.array && !top.value {
		f.path = dotted(f.path[:top.path])
		f.path = appendString(f.path, value)
		top.value = true
		return fields
	}
	f.element(l)
	return f.field(value, text, nested, fields)
}

// appendString appends what a JSON string says.
func appendString(to []byte, quoted jsontext.Value) []byte {
	inner := quoted[1 : len(quoted)-1]
	if bytes.IndexByte(inner, '\\') < 0 {
		return append(to, inner...)
	}
	to, _ = jsontext.AppendUnquote(to, quoted)
	return to
}

// field appends the value at the path.
func (f *flattener) field(value jsontext.Value, text string, nested int, fields Fields) Fields {
	if len(fields) >= maxFields {
		return fields
	}
	x := Field{Value: text, Type: 'n'}
	switch value.Kind() {
	case 'n':
		x.Type, x.Value = '0', ""
	case 't', 'f':
		x.Type = 'b'
	case '"':
		x.Type = 's'
		x.Value = text[1 : len(text)-1]
		if strings.IndexByte(x.Value, '\\') >= 0 {
			b, _ := jsontext.AppendUnquote(nil, value)
			x.Value = string(b)
		}
		if nested < maxNested && looksJSON(x.Value) && !isText(string(f.path)) {
			return f.nestedField(x, nested, fields)
		}
	}
	return f.add(x, fields)
}

// carriers are where platforms keep the record that they carry, or a list of such records.
var carriers = []string{"_source.", "jsonPayload.", "attributes.attributes.", "attributes.", "logEvents."}

// isText tells whether a name is that of a record's text, which is read as a line of its own.
func isText(path string) bool {
	for _, c := range carriers {
		if rest, ok := strings.CutPrefix(path, c); ok {
			if i, inner, ok := strings.Cut(rest, "."); ok && digits(i) {
				rest = inner
			}
			return knownAs(rest).role == bodyRole
		}
	}
	return knownAs(path).role == bodyRole
}

// add appends a field under the name of the path. Lines of one logger have the same names in the same order, so the name at
// this place of the line before is looked at first.
func (f *flattener) add(x Field, fields Fields) Fields {
	at := len(fields)
	if at < len(f.last) && f.last[at].text == string(f.path) {
		return f.named(x, f.last[at], fields)
	}
	n := f.name()
	if at == len(f.last) && at < maxFields {
		f.last = append(f.last, n)
	} else if at < len(f.last) {
		f.last[at] = n
	}
	return f.named(x, n, fields)
}

// name is the name of the path, remembered for the next line.
func (f *flattener) name() name {
	n, ok := f.names[string(f.path)]
	if !ok {
		n.text = string(f.path)
		n.known = knownAs(n.text)
		if f.names == nil {
			f.names = map[string]name{}
		}
		if len(f.names) < maxNames && len(n.text) < 128 {
			f.names[n.text] = n
		}
	}
	return n
}

func (f *flattener) named(x Field, n name, fields Fields) Fields {
	x.Key = n.text
	for len(f.known) < len(fields) {
		f.known = append(f.known, known{})
	}
	f.known = append(f.known[:len(fields)], n.known)
	return append(fields, x)
}

// nestedField takes a string that looks like JSON: its fields come below its name. The string itself is kept where it is
// short. (A message that is JSON is not flattened here but read as an entry of its own, see [state.inside].)
func (f *flattener) nestedField(x Field, nested int, fields Fields) Fields {
	before := len(fields)
	fields = f.add(x, fields)
	kept := len(fields)
	path := len(f.path)
	text := x.Value
	fields, bad := f.flatten(text, "", nested+1, fields)
	f.path = f.path[:path]
	if bad != "" {
		return fields[:kept]
	}
	if len(text) > keptText && !f.quotes && len(fields) > kept {
		copy(fields[before:], fields[kept:])
		copy(f.known[before:], f.known[kept:len(fields)])
		fields = fields[:len(fields)-1]
	}
	return fields
}

// looksJSON tells whether a string may hold a JSON object or array.
func looksJSON(s string) bool {
	if len(s) < 2 {
		return false
	}
	if last := s[len(s)-1]; last > ' ' && last < utf8.RuneSelf && last != '}' && last != ']' {
		return false
	}
	s = strings.TrimSpace(s)
	return len(s) >= 2 && (s[0] == '{' && s[len(s)-1] == '}' || s[0] == '[' && s[len(s)-1] == ']')
}

// valid replaces what is not UTF-8, so that every string of an entry can be stored and shown.
func valid(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return strings.ToValidUTF8(text, "\uFFFD")
}
