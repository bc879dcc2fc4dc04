package token

import (
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// longestLife is the most that Twilio allows a token (docs/iam/access-tokens).
const longestLife = incident.Day

func (i *Inspection) add(l Level, format string, args ...any) {
	i.Findings = append(i.Findings, Finding{l, fmt.Sprintf(format, args...)})
}

func (i *Inspection) has(d incident.Defects) bool { return i.Token.Defects.Has(d) }

// judgeText judges whether the text is a token at all, and its header.
func (i *Inspection) judgeText(c compact) {
	switch {
	case c.parts == 0:
		i.add(Fatal, "there is no token here")
		return
	case i.has(incident.Unreadable):
		i.add(Fatal, "header or claims cannot be decoded: a validator answers 20101 or 31204")
	case !i.Token.Claims:
		i.add(Warning, "the text ends within the claims; only those before the cut are known")
	}
	if i.has(incident.SignatureCut) {
		i.add(Note, "the signature is missing or redacted, so there is no fingerprint and nothing to check")
	}
	if i.has(incident.AlgUnexpected) {
		i.add(Fatal, "alg is not HS256, the only one that Twilio takes")
	}
	if cty := value(i.Header, "cty"); len(i.Header) > 0 && !i.has(incident.Legacy) && cty != contentType {
		i.add(Warning, "the header's cty is %q; an access token has %q", cty, contentType)
	}
	for _, name := range twice(i.Claims) {
		i.add(Warning, "the claim %q stands twice; the last one counts", name)
	}
}

const contentType = "twilio-fpa;v=1"

// judgeIssuer judges who made the token and for which account.
func (i *Inspection) judgeIssuer() {
	if i.has(incident.Legacy) {
		i.add(Warning, "a legacy capability token: the 2.x SDKs and Twilio's current back end want access tokens")
		return
	}
	switch iss := i.Token.Iss; {
	case iss == "":
		i.add(Fatal, "iss is missing; it must be the API key's SID (SK…)")
	case strings.HasPrefix(iss, "AC"):
		i.add(Fatal, "iss is an Account SID; it must be the API key's SID (SK…), the account belongs into sub")
	case !strings.HasPrefix(iss, "SK"):
		i.add(Fatal, "iss is not an API key's SID (SK…)")
	}
	if sub := i.Token.Sub; !strings.HasPrefix(sub, "AC") {
		i.add(Fatal, "sub is not an Account SID (AC…)")
	}
}

// judgeTimes judges lifetime and validity at a time.
func (i *Inspection) judgeTimes(at incident.Time) {
	t := &i.Token
	switch {
	case i.has(incident.ExpMissing):
		i.add(Fatal, "exp is missing")
	case i.has(incident.ExpMillis):
		i.add(Fatal, "exp is in milliseconds; a validator reads it as seconds, far beyond the 24 h allowed")
	case i.Lifetime.Known() && i.Lifetime > longestLife:
		i.add(Fatal, "it lives for %s, longer than the 24 h allowed (31207, 20157 or 20104)", i.Lifetime)
	case i.Lifetime.Known() && i.Lifetime <= 0:
		i.add(Fatal, "it was expired when it was made: exp is %s before it was issued", -i.Lifetime)
	}
	if i.has(incident.ExpQuoted) {
		i.add(Warning, "exp is a string; it must be a number")
	}
	if !at.Known() {
		return
	}
	switch {
	case t.Exp.Known() && at >= t.Exp:
		i.add(Fatal, "expired %s ago", at.Sub(t.Exp))
	case t.Exp.Known():
		i.add(Note, "valid for another %s", t.Exp.Sub(at))
	}
	if t.Nbf.Known() && at < t.Nbf {
		i.add(Fatal, "not valid yet: nbf is %s ahead", t.Nbf.Sub(at))
	}
	if t.Iat.Known() && at < t.Iat {
		i.add(Warning, "issued in the future: iat is %s ahead", t.Iat.Sub(at))
	}
}

// judgeGrants judges what the token allows, and to whom.
func (i *Inspection) judgeGrants() {
	if i.has(incident.MissingGrant) {
		i.add(Fatal, "there is no voice grant (grants.voice)")
	}
	if i.Token.Identity == "" {
		i.add(Fatal, "there is no identity (grants.identity)")
	}
}

// judgeSignature says what the keys told.
func (i *Inspection) judgeSignature(keys Keys) {
	switch {
	case i.Signature == incident.SignatureGood:
		i.add(Note, "the signature is good: made with the secret of %s", i.SignedBy)
	case i.Signature == incident.SignatureBad && i.SignedBy != "":
		i.add(Fatal, "the signature was made with the secret of %s, not with that of iss", i.SignedBy)
	case i.Signature == incident.SignatureBad:
		i.add(Fatal, "the signature was not made with the secret of iss")
	case i.SignedBy != "":
		i.add(Note, "the signature was made with the secret of %s", i.SignedBy)
	case keys.Len() > 0 && !i.has(incident.SignatureCut):
		i.add(Note, "no secret was given for this iss; the signature is unchecked")
	}
}

// value is the last member of that name, as the last of two counts.
func value(list []Member, name string) string {
	for k := len(list) - 1; k >= 0; k-- {
		if list[k].Name == name {
			return list[k].Value
		}
	}
	return ""
}

// twice lists the names that stand more than once.
func twice(list []Member) []string {
	var seen, again []string
	for _, m := range list {
		if slices.Contains(seen, m.Name) && !slices.Contains(again, m.Name) {
			again = append(again, m.Name)
		}
		seen = append(seen, m.Name)
	}
	return again
}
