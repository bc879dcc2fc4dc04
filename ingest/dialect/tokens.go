package dialect

import (
	"strings"

	"lapse/analyze/incident"
	"lapse/ingest/token"
)

// token reads the token of a line: the JWT itself, a fingerprint, or single claims.
//
// Claims is set only where the line names iss and exp, be it as null: a line that logs jti and exp says nothing about
// the others. A claim that such a line leaves out (nbf, mostly) is not known to be absent from the token.
func (r *Reader) token(x *record) incident.Token {
	t := incident.NoToken()
	r.tokenIsField = false
	if raw := x.text(tokenField); raw != "" {
		t = r.decode(raw)
	}
	if t.Fingerprint == "" && x.has(sumField) {
		t.Fingerprint, _ = token.ParseFingerprint(x.text(sumField))
	}
	if t.Claims {
		return t
	}
	r.claims(x, &t)
	return t
}

// decode reads a text that stands where a token should; a text that is nothing like one (an opaque id, "undefined") says
// nothing.
func (r *Reader) decode(raw string) incident.Token {
	t, all, ok := r.tokens.First(raw)
	r.tokenIsField = all
	if !ok {
		if sum, ok := token.ParseFingerprint(raw); ok && sum.Whole() {
			t := incident.NoToken()
			t.Fingerprint = sum
			return t
		}
		return incident.NoToken()
	}
	return r.kept(t)
}

// claims fills in what single fields say of the token.
func (r *Reader) claims(x *record, t *incident.Token) {
	set := func(s *string, f target) {
		if *s == "" {
			*s = r.name(x.text(f))
		}
	}
	set(&t.JTI, jtiField)
	set(&t.Iss, issField)
	set(&t.Sub, subField)
	when := func(at *incident.Time, f target) {
		if !at.Known() && x.has(f) {
			*at = claimTime(x.text(f))
		}
	}
	when(&t.Iat, iatField)
	when(&t.Nbf, nbfField)
	when(&t.Exp, expField)
	x.expMillis(t)
	t.Claims = t.Exp.Known() && (t.Iss != "" || x.namesIss())
}

// expMillis finds the mistake of minting exp in milliseconds, where the line's other claims are in seconds.
func (x *record) expMillis(t *incident.Token) {
	exp, ok := number(x.text(expField))
	if !ok || exp < 1e11 {
		return
	}
	for _, f := range []target{iatField, nbfField} {
		if other, ok := number(x.text(f)); ok && other < 1e11 {
			t.Exp = incident.Time(exp * 1e6)
			t.Defects |= incident.ExpMillis
			return
		}
	}
}

// namesIss tells whether the line has an iss that is null or empty.
func (x *record) namesIss() bool {
	for i := range x.Fields {
		if k := x.Fields[i].Key; k == "iss" || strings.HasSuffix(k, ".iss") {
			return true
		}
	}
	return false
}

// presented decodes the token of a listen frame. Whatever stands there was presented, so what is no token at all is an
// unreadable one.
func (r *Reader) presented(raw []byte) incident.Token {
	return r.kept(r.tokens.Decode(raw))
}

// kept makes the texts of a token safe to keep.
func (r *Reader) kept(t incident.Token) incident.Token {
	t.JTI, t.Iss, t.Sub = r.name(t.JTI), r.name(t.Iss), r.name(t.Sub)
	t.Identity = r.identity(t.Identity)
	return t
}
