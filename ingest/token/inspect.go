package token

import (
	"github.com/golang-jwt/jwt/v5"

	"lapse/analyze/incident"
)

// Inspection is everything about one token that may be shown: never the signature.
type Inspection struct {
	Header    []Member // in the token's order
	Claims    []Member // in the token's order
	Token     incident.Token
	Lifetime  incident.Span // exp − iat, or exp − nbf without an iat; NoSpan where neither can be told
	Signature incident.Signature
	SignedBy  string // the SID of the key whose secret made the signature, "" if none of the given did
	Findings  []Finding
}

// Member is one header field or claim.
type Member struct {
	Name  string
	Value string        // a string's text, everything else as compact JSON
	Time  incident.Time // what a numeric date means; NoTime for other claims
}

// Finding is one thing that is right or wrong with a token.
type Finding struct {
	Level Level
	Text  string
}

// Level says how much a finding matters.
type Level uint8

const (
	Note    Level = iota // worth knowing
	Warning              // works, or works for now, and should not be so
	Fatal                // a validator refuses the token for this
)

// String is the level as reports print it.
func (l Level) String() string { return [...]string{"note", "warning", "fatal"}[l] }

// Inspect decodes one token and says what a validator would object to at a time. Findings come in a fixed order: the text
// itself, who made it, its times, its grants, its signature, and what golang-jwt says.
func Inspect(raw []byte, keys Keys, at incident.Time) Inspection {
	c := split(raw)
	header, _ := decodePart(nil, c.header)
	body, _ := decodePart(nil, c.claims)
	i := Inspection{
		Header:    members(header),
		Claims:    members(body),
		Token:     Decode(raw),
		Signature: keys.Check(raw),
		SignedBy:  keys.signedBy(raw),
	}
	i.Lifetime = i.Token.TTL()
	i.judgeText(c)
	if i.Token.Claims {
		i.judgeIssuer()
		i.judgeTimes(at)
		i.judgeGrants()
	}
	i.judgeSignature(keys)
	i.askLibrary(c, at)
	return i
}

// askLibrary reports what golang-jwt's validator objects to, in its own words.
func (i *Inspection) askLibrary(c compact, at incident.Time) {
	if !i.Token.Claims || !at.Known() {
		return
	}
	body, _ := payload(c)
	validator := jwt.NewValidator(jwt.WithTimeFunc(at.Std), jwt.WithIssuedAt(), jwt.WithExpirationRequired())
	err := validator.Validate(&parsedClaims{claims: body})
	if err == nil {
		i.add(Note, "golang-jwt v5 accepts the claims")
		return
	}
	if many, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range many.Unwrap() {
			i.add(Note, "golang-jwt v5: %v", e)
		}
		return
	}
	i.add(Note, "golang-jwt v5: %v", err)
}
