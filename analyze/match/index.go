package match

import (
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// index finds the distinct token that a line speaks of. Lines know tokens by different things: the whole fingerprint or
// a prefix of it, jti with exp, iat with exp. jti alone is no key: Twilio's helpers build it from the key SID and the
// second, so two identities share one.
type index struct {
	tokens []*Token
	prints map[incident.Fingerprint]*Token
	claims map[claimKey][]*Token
}

type claimKey struct {
	jti      string
	iat, exp incident.Time
}

func newIndex() *index {
	return &index{prints: map[incident.Fingerprint]*Token{}, claims: map[claimKey][]*Token{}}
}

// add returns the token that t is, merging what the line knows into it; a new one where it is not known yet, nil where it
// may be several.
func (ix *index) add(t *incident.Token) *Token {
	switch all := ix.all(t); {
	case len(all) == 1:
		merge(&all[0].Token, t)
		ix.remember(all[0])
		return all[0]
	case len(all) > 1:
		return nil
	}
	k := &Token{Token: *t}
	ix.tokens = append(ix.tokens, k)
	ix.remember(k)
	return k
}

func (ix *index) remember(t *Token) {
	if t.Fingerprint != "" {
		ix.prints[t.Fingerprint] = t
	}
	if !t.Exp.Known() {
		return
	}
	for _, key := range keys(&t.Token) {
		if !slices.Contains(ix.claims[key], t) {
			ix.claims[key] = append(ix.claims[key], t)
		}
	}
}

func keys(t *incident.Token) []claimKey {
	var out []claimKey
	if t.JTI != "" {
		out = append(out, claimKey{t.JTI, incident.NoTime, t.Exp})
	}
	if t.Iat.Known() {
		out = append(out, claimKey{"", t.Iat, t.Exp})
	}
	return out
}

// find looks a token up; nil if nothing that is known of it tells which, or if it may be several.
func (ix *index) find(t *incident.Token) *Token {
	if all := ix.all(t); len(all) == 1 {
		return all[0]
	}
	return nil
}

// all lists the tokens that t may be. Two tokens that a host mints for one identity within a second share jti, iat and exp.
func (ix *index) all(t *incident.Token) []*Token {
	if t.Fingerprint != "" {
		if k := ix.prints[t.Fingerprint]; k != nil {
			return []*Token{k}
		}
		if k := ix.prefixed(t.Fingerprint); k != nil {
			return []*Token{k}
		}
	}
	if !t.Exp.Known() {
		return nil
	}
	var out []*Token
	for _, key := range keys(t) {
		for _, k := range ix.claims[key] {
			if agree(k.Fingerprint, t.Fingerprint) && !slices.Contains(out, k) {
				out = append(out, k)
			}
		}
	}
	return out
}

// prefixed finds the only token one of whose fingerprints begins the other.
func (ix *index) prefixed(f incident.Fingerprint) *Token {
	var found *Token
	for _, k := range ix.tokens {
		if k.Fingerprint == "" || k.Fingerprint.Whole() && f.Whole() || !agree(k.Fingerprint, f) {
			continue
		}
		if found != nil && found != k {
			return nil
		}
		found = k
	}
	return found
}

// agree tells whether two fingerprints may be of one token: one begins the other, or one is not known.
func agree(a, b incident.Fingerprint) bool {
	return strings.HasPrefix(string(a), string(b)) || strings.HasPrefix(string(b), string(a))
}

// merge adds to k what t knows and k does not.
func merge(k, t *incident.Token) {
	if len(t.Fingerprint) > len(k.Fingerprint) {
		k.Fingerprint = t.Fingerprint
	}
	if t.Claims && !k.Claims {
		k.Claims, k.Defects = true, k.Defects|t.Defects
	}
	k.JTI = either(k.JTI, t.JTI)
	k.Iss, k.Sub = either(k.Iss, t.Iss), either(k.Sub, t.Sub)
	k.Identity = either(k.Identity, t.Identity)
	k.Iat, k.Nbf, k.Exp = known(k.Iat, t.Iat), known(k.Nbf, t.Nbf), known(k.Exp, t.Exp)
	if k.Signature == incident.SignatureUnchecked {
		k.Signature = t.Signature
	}
	k.Defects |= t.Defects
}

func either(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func known(a, b incident.Time) incident.Time {
	if a.Known() {
		return a
	}
	return b
}
