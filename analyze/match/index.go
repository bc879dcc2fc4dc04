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
	vague  bool // a token among them has no whole fingerprint

	// By claims. While all fingerprints are whole, they tell all tokens apart: then it is nil, and made when a line comes
	// that names none.
	claims map[claimKey][]*Token

	base  []Token // used again from story to story
	room  []Token // base or, where that is full, what came after it
	large bool    // prints has room for many more than usual: clearing it would cost more than making it anew
}

type claimKey struct {
	jti      string
	iat, exp incident.Time
}

// usualTokens is how many tokens the index by fingerprint keeps room for from story to story.
const usualTokens = 1024

// reset empties the index and makes room for n tokens.
func (ix *index) reset(n int) {
	if ix.prints == nil || ix.large || n > usualTokens {
		ix.prints = make(map[incident.Fingerprint]*Token, n)
	}
	clear(ix.prints)
	ix.large = n > usualTokens
	ix.tokens = slices.Grow(ix.tokens[:0], n)
	ix.base = slices.Grow(ix.base[:0], n)
	ix.room = ix.base
	ix.vague, ix.claims = false, nil
}

// add returns the token that t is, merging what the line knows into it; a new one where it is not known yet, nil where it
// may be several.
func (ix *index) add(t *incident.Token) *Token {
	k, several := ix.only(t)
	switch {
	case several:
		return nil
	case k != nil:
		merge(&k.Token, t)
	default:
		k = ix.fresh()
		k.Token = *t
		ix.tokens = append(ix.tokens, k)
	}
	ix.remember(k)
	return k
}

// fresh takes a token out of the room that was made for many at once.
func (ix *index) fresh() *Token {
	if len(ix.room) == cap(ix.room) {
		ix.room = make([]Token, 0, 8)
	}
	ix.room = append(ix.room, Token{})
	return &ix.room[len(ix.room)-1]
}

func (ix *index) remember(t *Token) {
	if f := t.Fingerprint; f != "" && ix.prints[f] != t {
		ix.prints[f] = t
	}
	ix.vague = ix.vague || !t.Fingerprint.Whole()
	if ix.claims != nil {
		ix.enter(t)
	}
}

// enter adds a token to the index by claims.
func (ix *index) enter(t *Token) {
	keys, n := keys(&t.Token)
	for _, key := range keys[:n] {
		if !slices.Contains(ix.claims[key], t) {
			ix.claims[key] = append(ix.claims[key], t)
		}
	}
}

// keys are the n claims by which a token may be told.
func keys(t *incident.Token) (out [2]claimKey, n int) {
	if !t.Exp.Known() {
		return out, 0
	}
	if t.JTI != "" {
		out[n] = claimKey{t.JTI, incident.NoTime, t.Exp}
		n++
	}
	if t.Iat.Known() {
		out[n] = claimKey{"", t.Iat, t.Exp}
		n++
	}
	return out, n
}

// find looks a token up; nil if nothing that is known of it tells which, or if it may be several.
func (ix *index) find(t *incident.Token) *Token {
	k, _ := ix.only(t)
	return k
}

// only is the one token that t may be; nil where there is none, or several.
func (ix *index) only(t *incident.Token) (k *Token, several bool) {
	if k := ix.printed(t.Fingerprint); k != nil {
		return k, false
	}
	switch all := ix.claimed(t); len(all) {
	case 0:
		return nil, false
	case 1:
		return all[0], false
	}
	return nil, true
}

// all lists the tokens that t may be. Two tokens that a host mints for one identity within a second share jti, iat and exp.
func (ix *index) all(t *incident.Token) []*Token {
	if k := ix.printed(t.Fingerprint); k != nil {
		return []*Token{k}
	}
	return ix.claimed(t)
}

// printed finds the token of a fingerprint, or of a prefix; nil where it is not known, or nothing is.
func (ix *index) printed(f incident.Fingerprint) *Token {
	if f == "" {
		return nil
	}
	if k := ix.prints[f]; k != nil || f.Whole() && !ix.vague {
		return k
	}
	return ix.prefixed(f)
}

// claimed lists the tokens that t may be by its claims.
func (ix *index) claimed(t *incident.Token) (out []*Token) {
	keys, n := keys(t)
	if n == 0 || t.Fingerprint.Whole() && !ix.vague {
		return nil
	}
	if ix.claims == nil {
		ix.claims = map[claimKey][]*Token{}
		for _, k := range ix.tokens {
			ix.enter(k)
		}
	}
	for _, key := range keys[:n] {
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
