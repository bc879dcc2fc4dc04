package cause

import (
	"strings"

	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Known is what was learnt from all stories, or declared, and is used to judge each rejection.
type Known struct {
	match.Known
	Issuers, Accounts map[string]bool // expected iss and sub; empty: nothing is expected
	Inferred          bool            // they were inferred from tokens that were accepted
	PolicyDue         bool            // a declared policy obliges clients to refresh

	Refuted map[incident.Clock]incident.Evidence // declared right, and the line by which the logs refute it
	Unseen  []incident.Clock                     // declared right, and no line is stamped by them

	// Firsts counts, by iss and host, tokens accepted and tokens refused from their first use, so that a key whose tokens
	// never worked is told from a single bad one.
	Firsts map[Signer]First

	Brief bool // leave evidence out

	Accused    map[incident.Clock]bool // token hosts that more than one source calls behind, or that habits do
	HostsRight bool                    // no token host's clock is known to be off
	WrongHosts []incident.Interval     // the offsets of those that are known to be

	Habit    incident.Span // the age at which clients usually fetch the next token; NoSpan where none stands out
	UsualTTL incident.Span // the lifetime that nearly all tokens have; NoSpan where there is none
}

// First counts the tokens of one key and host: minted, accepted, and refused from their first use.
type First struct{ Accepted, Refused, Minted int }

// Signer is a key and the host that uses it.
type Signer struct{ Iss, Host string }

// SignerOf tells who signed a token.
func SignerOf(t *match.Token) Signer { return Signer{t.Iss, t.Host} }

// refusedFromFirstUse tells whether every token of this key and host was refused from its first use.
func (k *Known) refusedFromFirstUse(t *match.Token) bool {
	f := k.Firsts[SignerOf(t)]
	return f.Refused >= 3 && f.Accepted == 0 && 2*f.Refused > f.Minted
}

// wrongIssuer tells whether iss or sub is not what is expected, and how.
func (k *Known) wrongIssuer(t *incident.Token) (incident.Subcause, bool) {
	if !tellsIssuer(t) || t.Defects.Has(incident.Legacy) {
		return "", false
	}
	if len(k.Issuers) > 0 && !k.Issuers[t.Iss] && (t.Claims || t.Iss != "") {
		switch {
		case t.Iss == "":
			return incident.MissingIssuer, true
		case strings.HasPrefix(t.Iss, "AC") || t.Iss == t.Sub:
			return incident.AccountAsIssuer, true
		}
		return incident.UnknownIssuer, true
	}
	if len(k.Accounts) > 0 && !k.Accounts[t.Sub] && (t.Claims || t.Sub != "") {
		return incident.WrongSubject, true
	}
	return "", false
}

// tellsIssuer tells whether anything is known of who issued a token: a line that names some claims only says nothing of
// those that it leaves out.
func tellsIssuer(t *incident.Token) bool { return t.Claims || t.Iss != "" || t.Sub != "" }
