package format

import (
	"encoding/binary"
	"strconv"
	"strings"
)

// plainJSON reads a JSON value in one pass, several times as fast as a decoder. It knows plain text only: at an escape, a
// control character, a string that may hold JSON, or anything unusual it gives up, and the decoder decides. Where it does
// answer, it answers the same; a fuzz test holds the two against each other.
type plainJSON struct {
	flat   *flattener
	text   string
	at     int
	depth  int
	fields Fields
	leads  []string // what stands before each field, see shape
	end    int      // of the last one's value
}

// plain appends the fields of a JSON object or array; ok is false where the decoder has to read it.
func (f *flattener) plain(text string, fields Fields) (_ Fields, ok bool) {
	if hasControl(text) {
		return fields, false
	}
	escaped := strings.IndexByte(text, '\\') >= 0
	if fields, ok = f.shaped(text, escaped, fields); ok || escaped {
		return fields, ok
	}
	path, before := len(f.path), len(fields)
	p := plainJSON{flat: f, text: text, fields: fields, leads: f.leads[:0]}
	ok = p.value() && p.peek() == 0
	f.path, f.leads = f.path[:path], p.leads
	if ok && before == 0 {
		f.shapes.learn(text, p.leads, p.end, p.fields, f.known)
	}
	return p.fields, ok
}

// isPlain tells whether a text has printable ASCII only: no escape codes, nothing that may not be UTF-8, no control characters.
func isPlain(text string) bool { return bytesFrom(text, ' ', highBits) }

// hasControl tells whether a text has a byte below space.
func hasControl(text string) bool { return !bytesFrom(text, ' ', 0) }

// highBits are the first bits of eight bytes.
const highBits = 0x8080808080808080

// bytesFrom tells whether a text has no byte below one and none with a bit of not: eight at a time, as a byte borrows from its
// high bit when that one is taken off it, unless the bit was set before.
func bytesFrom(text string, least byte, not uint64) bool {
	leasts := 0x0101010101010101 * uint64(least)
	for len(text) >= 8 {
		x := binary.LittleEndian.Uint64([]byte(text[:8]))
		if (x-leasts)&^x&highBits|x&not != 0 {
			return false
		}
		text = text[8:]
	}
	for i := range len(text) {
		if text[i] < least || text[i]&byte(not) != 0 {
			return false
		}
	}
	return true
}

// peek steps over spaces and shows the next byte, 0 at the end.
func (p *plainJSON) peek() byte {
	for p.at < len(p.text) {
		if b := p.text[p.at]; b != ' ' {
			return b
		}
		p.at++
	}
	return 0
}

// take steps over a byte if it is the next one.
func (p *plainJSON) take(b byte) bool {
	if p.peek() != b {
		return false
	}
	p.at++
	return true
}

// value reads a value at the flattener's path; false means that the decoder has to.
func (p *plainJSON) value() bool {
	switch p.peek() {
	case '{':
		return p.nested(p.object)
	case '[':
		return p.nested(p.array)
	}
	x, n := scalar(p.text[p.at:], false)
	if n == 0 || p.depth == 0 || len(p.fields) >= maxFields {
		return false
	}
	x.At = at(p.at, x.Type)
	p.leads = append(p.leads, p.text[p.end:p.at])
	p.at += n
	p.end = p.at
	p.fields = p.flat.add(x, p.fields)
	return true
}

func (p *plainJSON) nested(read func() bool) bool {
	if p.depth++; p.depth > maxDepth {
		return false
	}
	p.at++
	ok := read()
	p.depth--
	return ok
}

func (p *plainJSON) object() bool {
	if p.take('}') {
		return true
	}
	path := len(p.flat.path)
	for {
		if p.peek() != '"' {
			return false
		}
		name, ok := p.quoted()
		if !ok || !p.take(':') {
			return false
		}
		p.flat.path = append(dotted(p.flat.path[:path]), name...)
		if !p.value() {
			return false
		}
		if !p.take(',') {
			return p.take('}')
		}
	}
}

func (p *plainJSON) array() bool {
	if p.take(']') {
		return true
	}
	path := len(p.flat.path)
	for i := int64(0); ; i++ {
		p.flat.path = strconv.AppendInt(dotted(p.flat.path[:path]), i, 10)
		if !p.value() {
			return false
		}
		if !p.take(',') {
			return p.take(']')
		}
	}
}

// quoted reads the string that begins here; there are no escapes in the text.
func (p *plainJSON) quoted() (string, bool) {
	from := p.at + 1
	n := strings.IndexByte(p.text[from:], '"')
	if n < 0 {
		return "", false
	}
	p.at = from + n + 1
	return p.text[from : from+n], true
}

// plainNumber is the length of the number that a text begins with, 0 where there is none; exponents are left to the decoder.
func plainNumber(text string) int {
	at := 0
	if strings.HasPrefix(text, "-") {
		at = 1
	}
	whole := countDigits(text[at:])
	if whole == 0 || whole > 1 && text[at] == '0' {
		return 0
	}
	at += whole
	if at < len(text) && text[at] == '.' {
		part := countDigits(text[at+1:])
		if part == 0 {
			return 0
		}
		at += 1 + part
	}
	if at < len(text) && text[at]|0x20 == 'e' {
		return 0
	}
	return at
}

func countDigits(text string) int {
	n := 0
	for n < len(text) && text[n] >= '0' && text[n] <= '9' {
		n++
	}
	return n
}
