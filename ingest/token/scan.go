package token

// scan reads a payload in one pass without allocating for what it skips. It knows plain JSON only: at an escape, a byte
// outside of ASCII, or anything unusual it gives up (scanOdd), and claims.UnmarshalJSON decides. Where it does answer, it
// answers the same; a fuzz test holds the two against each other. Strings come out of the memo, which may be nil.
func scan(payload []byte, texts *memo) (claims, scanned) {
	s := scanner{text: payload, plain: isPlain(payload), texts: texts}
	var c claims
	for more := s.open('{', '}'); more; more = s.next('}') {
		s.claim(&c, s.key())
	}
	s.space()
	switch {
	case s.odd:
		return c, scanOdd
	case s.at < len(s.text) && !s.cut:
		return c, scanOdd
	case s.cut:
		return c, scanCut
	}
	return c, scanWhole
}

type scanned uint8

const (
	scanWhole scanned = iota
	scanCut           // the text ended within the object; what was complete is there
	scanOdd           // not plain: ask encoding/json
)

// claim reads the value of a member of the payload.
func (s *scanner) claim(c *claims, key []byte) {
	switch string(key) {
	case "jti":
		s.string(&c.jti)
	case "iss":
		s.string(&c.iss)
	case "sub":
		s.string(&c.sub)
	case "scope":
		s.string(&c.scope)
	case "iat":
		s.number(&c.iat)
	case "nbf":
		s.number(&c.nbf)
	case "exp":
		s.number(&c.exp)
	case "grants":
		s.grants(c)
	default:
		s.skip()
	}
}

func (s *scanner) grants(c *claims) {
	if s.peek() != '{' || c.grants { // a second "grants" replaces the first: leave that to encoding/json
		s.odd = true
		return
	}
	c.grants = true
	for more := s.open('{', '}'); more; more = s.next('}') {
		switch string(s.key()) {
		case "identity":
			texts := s.texts
			s.texts = nil // another one in every line
			s.string(&c.identity)
			s.texts = texts
		case "voice":
			c.voice = s.peek() != 'n'
			s.skip()
		default:
			s.skip()
		}
	}
}

func (s *scanner) string(into *string) {
	if s.peek() != '"' {
		*into = ""
		s.skip()
		return
	}
	if text := s.quoted(); !s.stopped() {
		*into = s.keep(text)
	}
}

func (s *scanner) number(into *number) {
	switch b := s.peek(); {
	case b == '"':
		if text := s.quoted(); !s.stopped() {
			*into = quotedNumber(s.keep(text))
		}
	case b == 'n':
		*into = number{}
		s.skip()
	case b == '-' || b >= '0' && b <= '9':
		if text := s.digits(); !s.stopped() {
			*into = number{text: text}
		}
	default:
		*into = number{bad: true}
		s.skip()
	}
}
