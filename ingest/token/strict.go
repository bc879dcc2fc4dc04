package token

import (
	"encoding/json"

	"github.com/golang-jwt/jwt/v5"
)

// strict reads the claims with golang-jwt, which never looks at the signature here (ParseUnverified) and so never trusts
// an alg. An error is expected where the signature was redacted: the claims are decoded before it is.
func strict(c compact, seen claims) (claims, scanned) {
	parsed := &parsedClaims{}
	// The library wants three parts, and a header that it can read; neither must keep the claims from being read.
	text := plainHeader + "." + string(c.claims) + "."
	_, _, _ = jwt.NewParser(jwt.WithPaddingAllowed()).ParseUnverified(text, parsed)
	switch {
	case parsed.read:
		return parsed.claims, scanWhole
	case c.cut:
		return seen, scanCut
	}
	return claims{}, scanOdd
}

// plainHeader is {"alg":"HS256"}.
const plainHeader = "eyJhbGciOiJIUzI1NiJ9"

// parsedClaims lets golang-jwt fill claims. lapse judges times itself, so the getters are asked by Inspect only.
type parsedClaims struct {
	claims
	read bool
}

func (p *parsedClaims) UnmarshalJSON(payload []byte) error {
	err := p.claims.UnmarshalJSON(payload)
	p.read = err == nil
	return err
}

func (p *parsedClaims) GetExpirationTime() (*jwt.NumericDate, error) { return numericDate(p.exp) }
func (p *parsedClaims) GetIssuedAt() (*jwt.NumericDate, error)       { return numericDate(p.iat) }
func (p *parsedClaims) GetNotBefore() (*jwt.NumericDate, error)      { return numericDate(p.nbf) }
func (p *parsedClaims) GetIssuer() (string, error)                   { return p.iss, nil }
func (p *parsedClaims) GetSubject() (string, error)                  { return p.sub, nil }
func (p *parsedClaims) GetAudience() (jwt.ClaimStrings, error)       { return nil, nil }

func numericDate(n number) (*jwt.NumericDate, error) {
	if n.bad {
		return nil, jwt.ErrInvalidType
	}
	t, ok := n.time()
	if !ok {
		return nil, nil
	}
	return &jwt.NumericDate{Time: t.Std()}, nil
}

// strictAlgorithm reads alg from a header that is not plain.
func strictAlgorithm(header []byte) (alg string, ok bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal(header, &members) != nil || members == nil {
		return "", false
	}
	return jsonString(members["alg"]), true
}
