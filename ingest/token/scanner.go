package token

import (
	"bytes"
	"encoding/binary"
)

// scanner steps through plain JSON. After cut or odd is set it stands still, so its callers need not look at every step.
type scanner struct {
	text  []byte
	plain bool  // see isPlain: then a string ends at the next quote
	texts *memo // may be nil
	at    int
	depth int
	cut   bool // the text ended
	odd   bool // something that this scanner leaves to encoding/json
}

// maxDepth of nested values; grants need five.
const maxDepth = 32

func (s *scanner) stopped() bool { return s.cut || s.odd }

func (s *scanner) space() {
	for s.at < len(s.text) {
		switch s.text[s.at] {
		case ' ', '\t', '\r', '\n':
			s.at++
		default:
			return
		}
	}
}

// peek is the next byte that is not space; at the end it notes the cut and returns 0.
func (s *scanner) peek() byte {
	s.space()
	if s.at >= len(s.text) {
		s.cut = true
		return 0
	}
	return s.text[s.at]
}

// take steps over b.
func (s *scanner) take(b byte) {
	if c := s.peek(); c == b && !s.stopped() {
		s.at++
	} else if !s.cut {
		s.odd = true
	}
}

// open steps into an object or array and tells whether anything is in it.
func (s *scanner) open(opening, closing byte) bool {
	if s.depth++; s.depth > maxDepth {
		s.odd = true
	}
	s.take(opening)
	if !s.stopped() && s.peek() == closing {
		s.at++
		s.depth--
		return false
	}
	return !s.stopped()
}

// next steps over the comma behind a member or element, or out of the object or array; it tells whether another follows.
func (s *scanner) next(closing byte) bool {
	if s.stopped() {
		return false
	}
	if s.peek() == closing {
		s.at++
		s.depth--
		return false
	}
	s.take(',')
	return !s.stopped()
}

// key reads a member's name and the colon behind it.
func (s *scanner) key() []byte {
	key := s.quoted()
	s.take(':')
	return key
}

// quoted returns the inside of a plain string.
func (s *scanner) quoted() []byte {
	s.take('"')
	from := s.at
	if s.stopped() {
		return nil
	}
	if s.plain {
		s.at += toByte(s.text[s.at:], '"')
	}
	for s.at < len(s.text) && plainByte[s.text[s.at]] {
		s.at++
	}
	switch {
	case s.at >= len(s.text):
		s.cut = true
	case s.text[s.at] == '"':
		s.at++
		return s.text[from : s.at-1]
	default:
		s.odd = true
	}
	return nil
}

// toByte is the distance to the first such byte, or to the end.
func toByte(text []byte, b byte) int {
	if n := bytes.IndexByte(text, b); n >= 0 {
		return n
	}
	return len(text)
}

// keep is a string of these bytes.
func (s *scanner) keep(text []byte) string {
	if s.texts == nil {
		return string(text)
	}
	return s.texts.of(text)
}

// isPlain tells whether a text has printable ASCII only and no backslash. It looks at eight bytes at a time: a byte borrows
// from its high bit when space is taken off it, or 1 off what is left of a backslash; DEL reaches its high bit when 1 is added.
func isPlain(text []byte) bool {
	const ones, high = 0x0101010101010101, 0x8080808080808080
	for len(text) >= 8 {
		x := binary.LittleEndian.Uint64(text)
		slash := x ^ '\\'*ones
		if (x|(x-' '*ones)|(x+ones)|(slash-ones))&high != 0 {
			return false
		}
		text = text[8:]
	}
	for _, b := range text {
		if b != '"' && !plainByte[b] {
			return false
		}
	}
	return true
}

// plainByte are the bytes inside a plain string: printable ASCII but quote and backslash.
var plainByte = bytesOf(" !#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[]^_`abcdefghijklmnopqrstuvwxyz{|}~")

// digits reads an integer or a decimal fraction; exponents and leading zeros are left to encoding/json.
func (s *scanner) digits() string {
	from := s.at
	for s.at < len(s.text) && (s.text[s.at] >= '0' && s.text[s.at] <= '9' || s.text[s.at] == '-' || s.text[s.at] == '.') {
		s.at++
	}
	if s.at >= len(s.text) {
		s.cut = true // more digits may have followed
		return ""
	}
	text := s.keep(s.text[from:s.at])
	if !plainNumber(text) {
		s.odd = true
	}
	return text
}

func plainNumber(text string) bool {
	if len(text) > 0 && text[0] == '-' {
		text = text[1:]
	}
	dots := 0
	for i := range len(text) {
		switch {
		case text[i] == '-':
			return false
		case text[i] == '.':
			dots++
		}
	}
	n := len(text)
	return n > 0 && dots <= 1 && text[0] != '.' && text[n-1] != '.' && (n == 1 || text[0] != '0' || text[1] == '.')
}

// skip steps over any value.
func (s *scanner) skip() {
	switch b := s.peek(); {
	case s.stopped():
	case b == '{':
		for more := s.open('{', '}'); more; more = s.next('}') {
			s.key()
			s.skip()
		}
	case b == '[':
		for more := s.open('[', ']'); more; more = s.next(']') {
			s.skip()
		}
	case b == '"':
		s.quoted()
	case b == 't':
		s.word("true")
	case b == 'f':
		s.word("false")
	case b == 'n':
		s.word("null")
	case b == '-' || b >= '0' && b <= '9':
		s.digits()
	default:
		s.odd = true
	}
}

func (s *scanner) word(w string) {
	rest := s.text[s.at:]
	switch {
	case len(rest) < len(w) && w[:len(rest)] == string(rest):
		s.cut = true
	case len(rest) < len(w) || string(rest[:len(w)]) != w:
		s.odd = true
	default:
		s.at += len(w)
	}
}
