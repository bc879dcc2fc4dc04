package world

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strconv"

	"lapse/analyze/incident"
)

// token is one access token as it was minted.
type token struct {
	jti, iss, sub, identity string
	iat, nbf, exp           int64 // seconds; nbf 0 where the claim is absent
	forged                  bool  // signed with another secret
	noGrant                 bool  // without a voice grant

	minted incident.Time // in true time
	skew   incident.Span // the minting clock's offset at that moment
	host   *host
	twin   bool // another mint made the same claims, byte by byte: a helper's jti is the key and the second
	secret string
	text   string // the compact form; see compact
}

// Header and application of every token; what they say decides nothing.
const (
	jwtHeader = `{"cty":"twilio-fpa;v=1","typ":"JWT","alg":"HS256"}`
	voiceApp  = "APd2a57dc1d883fd21fb9951699df71cc7"
)

func (k *token) lifetime() incident.Span { return incident.Span(k.exp-k.iat) * incident.Second }
func (k *token) end() incident.Time      { return incident.Unix(k.exp) }

// fairEnd is when the lifetime is over that began at the true moment of minting.
func (k *token) fairEnd() incident.Time { return k.minted.Add(k.lifetime()) }

// compact is the signed text. It is made when a log first shows the token: replays never do.
func (k *token) compact() string {
	if k.text != "" {
		return k.text
	}
	secret := k.secret
	if k.forged {
		secret = "another-" + secret
	}
	enc := base64.RawURLEncoding
	signed := enc.EncodeToString([]byte(jwtHeader)) + "." + enc.EncodeToString(k.payload())
	mac := hmac.New(sha256.New, []byte(secret))
	mac.Write([]byte(signed))
	k.text = signed + "." + enc.EncodeToString(mac.Sum(nil))
	return k.text
}

// print is the fingerprint.
func (k *token) print() incident.Fingerprint {
	sum := sha256.Sum256([]byte(k.compact()))
	return incident.Fingerprint(sum[:])
}

func (k *token) payload() []byte {
	out := []byte(`{"jti":"` + k.jti + `","grants":{"identity":"` + k.identity + `"`)
	if !k.noGrant {
		out = append(out, `,"voice":{"outgoing":{"application_sid":"`+voiceApp+`"},"incoming":{"allow":true}}`...)
	}
	out = append(out, `},"iat":`...)
	out = strconv.AppendInt(out, k.iat, 10)
	if k.nbf != 0 {
		out = strconv.AppendInt(append(out, `,"nbf":`...), k.nbf, 10)
	}
	out = strconv.AppendInt(append(out, `,"exp":`...), k.exp, 10)
	if k.iss != "" {
		out = append(out, `,"iss":"`+k.iss+`"`...)
	}
	return append(out, `,"sub":"`+k.sub+`"}`...)
}

// facts is the token as package ingest would read it: from its text, or from the claims that a line names.
func (k *token) facts(whole, claims bool) incident.Token {
	t := incident.NoToken()
	if whole {
		t.Fingerprint = k.print()
	}
	if !claims {
		return t
	}
	t.JTI, t.Iss, t.Sub, t.Identity = k.jti, k.iss, k.sub, k.identity
	t.Iat, t.Exp = incident.Unix(k.iat), incident.Unix(k.exp)
	if k.nbf != 0 {
		t.Nbf = incident.Unix(k.nbf)
	}
	if k.noGrant && whole {
		t.Defects |= incident.MissingGrant
	}
	t.Claims = true
	return t
}
