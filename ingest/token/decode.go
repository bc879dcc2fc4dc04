package token

import (
	"bytes"

	"lapse/analyze/incident"
)

// Decode tells what a token says, without believing any of it. It takes a token as logs have it: with a Bearer scheme or
// quotes around it, with the signature redacted or cut off, or cut off within the claims. Of a text that only says that
// something was redacted nothing is known (incident.NoToken).
//
// Claims of the result is true only where all claims were there to read. Unreadable means that the token itself is
// damaged; one that the log cut off within the claims has the claims before the cut, and SignatureCut only.
func Decode(raw []byte) incident.Token { return Keys{}.Decode(raw) }

// Decode is the package's Decode, and checks the signature as Check does.
func (k Keys) Decode(raw []byte) incident.Token { return NewDecoder(k).Decode(raw) }

// Decode is the package's Decode, and checks the signature as Check does.
func (d *Decoder) Decode(raw []byte) incident.Token {
	t := incident.NoToken()
	c := split(raw)
	if c.parts == 0 {
		return t
	}
	alg, headerOK := algorithm(c.header)
	if headerOK && alg == "HS256" {
		d.learn(c.header)
	}
	c.whole = c.parts == 3 && signatureWhole(alg, c.signature)
	if !c.whole {
		t.Defects |= incident.SignatureCut
	}
	if c.whole {
		t.Fingerprint = d.fingerprint(&c)
	}
	if headerOK && alg != "HS256" {
		t.Defects |= incident.AlgUnexpected
	}
	body, found := payload(c)
	switch {
	case found == scanWhole:
		t.Claims = true
		fill(&t, &body)
	case found == scanCut && c.cut:
		fillSeen(&t, &body)
	default:
		t.Defects |= incident.Unreadable
	}
	if t.Claims && c.whole {
		t.Signature = d.keys.check(&c, &body)
	}
	if !headerOK && (!c.cut || !bytes.HasPrefix(c.text, jsonStart)) {
		t.Defects |= incident.Unreadable
	}
	return t
}

// jsonStart is how base64 of an object begins: the first bits of `{`.
var jsonStart = []byte("e")

// payload decodes the claims; scanOdd means that they cannot be read.
func payload(c compact) (claims, scanned) {
	var buffer [1024]byte
	text, ok := decodePart(buffer[:0], c.claims)
	body, found := scan(text, nil)
	if found != scanOdd && (ok || found == scanCut) {
		return body, found
	}
	return strict(c, body)
}

// algorithm is the header's alg. A header is small and mostly plain, so it takes the scanner's way.
func algorithm(header []byte) (alg string, ok bool) {
	var buffer [256]byte
	text, ok := decodePart(buffer[:0], header)
	if !ok {
		return "", false
	}
	s := scanner{text: text}
	for more := s.open('{', '}'); more; more = s.next('}') {
		if string(s.key()) == "alg" {
			s.string(&alg)
		} else {
			s.skip()
		}
	}
	if !s.stopped() && s.at == len(s.text) {
		return alg, true
	}
	return strictAlgorithm(text)
}

// fill takes over all claims, and what is wrong with them.
func fill(t *incident.Token, c *claims) {
	fillSeen(t, c)
	switch {
	case c.exp.absent():
		t.Defects |= incident.ExpMissing
	case c.exp.bad:
		t.Defects |= incident.Unreadable
	}
	if c.iat.bad || c.nbf.bad {
		t.Defects |= incident.Unreadable
	}
	switch {
	case c.legacy():
		t.Defects |= incident.Legacy
	case !c.voice:
		t.Defects |= incident.MissingGrant
	}
}

// fillSeen takes over claims of which some may be missing.
func fillSeen(t *incident.Token, c *claims) {
	t.JTI, t.Iss, t.Sub, t.Identity = c.jti, c.iss, c.sub, c.who()
	t.Iat, _ = c.iat.time()
	t.Nbf, _ = c.nbf.time()
	t.Exp, _ = c.exp.time()
	if c.exp.quoted {
		t.Defects |= incident.ExpQuoted
	}
	if c.exp.isMillis() {
		t.Defects |= incident.ExpMillis
	}
}
