package token

import (
	"bytes"
	"encoding/base64"

	"lapse/analyze/incident"
)

// Decoder decodes the tokens of one log after the other, faster than Decode does each: it keeps the room that decoding
// takes, the headers that it has seen, and the texts that tokens share. What it tells of a token does not depend on those
// before. It belongs to one goroutine.
type Decoder struct {
	keys    Keys
	headers []string // of HS256, as they stood in tokens
	texts   memo
	text    []byte
	payload []byte
	span    int // bytes that the last fingerprint is of
}

// NewDecoder returns a decoder that checks signatures with the keys.
func NewDecoder(k Keys) *Decoder { return &Decoder{keys: k} }

// mostHeaders bounds the headers that are known by heart. A library writes one.
const mostHeaders = 8

// First decodes the first token that stands in a text (see Find); ok is false where there is none. The token is all of the
// text where the fingerprint is that of the text.
func (d *Decoder) First(text string) (t incident.Token, all, ok bool) {
	d.text, d.span = append(d.text[:0], text...), 0
	if c, ok := d.usual(d.text); ok {
		t = d.token(&c)
	} else {
		start, end, ok := Find(d.text)
		if !ok {
			return incident.NoToken(), false, false
		}
		t = d.Decode(d.text[start:end])
	}
	return t, d.span == len(text), true
}

// usual takes a text apart that is a token and nothing else: a known header, claims, a whole signature of HS256. Find and
// split would say the same of it. The claims are decoded into d.payload.
func (d *Decoder) usual(text []byte) (c compact, ok bool) {
	header, end := d.knownHeader(text), len(text)-hmacLength-1
	if header == 0 || end < header+1+minPart || text[end] != '.' {
		return c, false
	}
	c = compact{text: text, header: text[:header], claims: text[header+1 : end], signature: text[end+1:], parts: 3}
	if !signatureWhole("HS256", c.signature) {
		return c, false
	}
	n := base64.RawURLEncoding.DecodedLen(len(c.claims))
	if cap(d.payload) < n {
		d.payload = make([]byte, n)
	}
	m, err := base64.RawURLEncoding.Decode(d.payload[:n], c.claims)
	d.payload = d.payload[:m]
	c.whole = err == nil && m == n // fewer where a line feed was skipped
	return c, c.whole
}

// knownHeader is the length of the header, of those that are known, with which a text begins; 0 if with none.
func (d *Decoder) knownHeader(text []byte) int {
	for _, h := range d.headers {
		if len(text) > len(h) && text[len(h)] == '.' && string(text[:len(h)]) == h {
			return len(h)
		}
	}
	return 0
}

// learn remembers a header that says HS256, if Find takes it for one.
func (d *Decoder) learn(header []byte) {
	if len(d.headers) < mostHeaders && len(header) >= minPart && bytes.HasPrefix(header, tokenStart) &&
		partEnd(header, 0) == len(header) && d.knownHeader(append(bytes.Clone(header), '.')) == 0 {
		d.headers = append(d.headers, string(header))
	}
}

// token tells of a usual token.
func (d *Decoder) token(c *compact) incident.Token {
	body, found := scan(d.payload, &d.texts)
	if found != scanWhole {
		return d.Decode(c.text)
	}
	t := incident.NoToken()
	t.Fingerprint = d.fingerprint(c)
	t.Claims = true
	fill(&t, &body)
	t.Signature = d.keys.check(c, &body)
	return t
}

func (d *Decoder) fingerprint(c *compact) incident.Fingerprint {
	d.span = len(c.text)
	return fingerprintOf(c.text)
}
