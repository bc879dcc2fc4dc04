package incident

import "encoding/hex"

// Fingerprint is the SHA-256 of a compact JWT as it stood in the log, or a prefix of it of at least 6 bytes
// (12 hex digits): raw bytes, so that equal tokens compare equal and a prefix is a prefix. "" means unknown.
type Fingerprint string

// Whole tells whether all 32 bytes are there.
func (f Fingerprint) Whole() bool { return len(f) == 32 }

// Hex is the fingerprint in lower-case hex digits.
func (f Fingerprint) Hex() string { return hex.EncodeToString([]byte(f)) }

// Signature is what a check with the user's keys (--keys) found.
type Signature uint8

const (
	SignatureUnchecked Signature = iota // no key for this iss was given, or the signature was cut off
	SignatureGood
	SignatureBad
)

// Defects are what is wrong with a token by itself, whatever the time: a bit set.
type Defects uint16

const (
	Unreadable    Defects = 1 << iota // header or claims cannot be decoded
	MissingGrant                      // an access token without a voice grant
	Legacy                            // a capability token: iss is the Account SID by design, no grants
	ExpMillis                         // exp was in milliseconds; Exp is that number taken as seconds, as a validator takes it (year 50000 and later)
	ExpQuoted                         // exp was a string
	ExpMissing                        // no exp claim at all
	SignatureCut                      // the signature was missing or redacted in the log
	AlgUnexpected                     // alg is not HS256 ("none", RS256 …)
)

// Has tells whether all of the given defects are set.
func (d Defects) Has(x Defects) bool { return d&x == x }

// Token is what is known of one token: from the JWT itself, or from claims or a fingerprint that a line names.
// The raw text and its signature are never kept (see ingest/token).
type Token struct {
	Fingerprint Fingerprint
	JTI         string // not unique: Twilio's helpers build it from the key SID and the second
	Iss, Sub    string
	Identity    string // grants.identity
	Iat         Time   // NoTime where the claim is absent
	Nbf         Time
	Exp         Time
	Signature   Signature
	Defects     Defects
	Claims      bool // the claims are known (some may be absent), so an absent one was absent in the token
}

// NoToken is a token of which nothing is known.
func NoToken() Token { return Token{Iat: NoTime, Nbf: NoTime, Exp: NoTime} }

// Known tells whether anything identifies the token.
func (t *Token) Known() bool {
	return t.Fingerprint != "" || t.JTI != "" || t.Exp.Known() || t.Iat.Known() || t.Claims || t.Defects != 0
}

// TTL is exp − iat, or exp − nbf where iat is absent (the Python, Go and Ruby helpers set nbf to the second of minting and
// no iat: facts of twilio-go 1.31.0, twilio-python, twilio-ruby); NoSpan where neither is known.
func (t *Token) TTL() Span {
	switch {
	case !t.Exp.Known():
		return NoSpan
	case t.Iat.Known():
		return t.Exp.Sub(t.Iat)
	case t.Nbf.Known():
		return t.Exp.Sub(t.Nbf)
	}
	return NoSpan
}
