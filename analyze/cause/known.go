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

	// RefusedAtOnce counts, by iss and host, sessions whose tokens were refused from their first use (of all that used
	// one), so that a key whose tokens never worked is told from a single bad one.
	Firsts map[string]First
}

// First counts first uses of tokens of one key and host.
type First struct{ Accepted, Refused int }

// FirstKey names a group of tokens that share a key and a host.
func FirstKey(t *match.Token) string { return t.Iss + "\x00" + t.Host }

// refusedFromFirstUse tells whether every token of this key and host was refused from its first use.
func (k *Known) refusedFromFirstUse(t *match.Token) bool {
	f := k.Firsts[FirstKey(t)]
	return f.Refused >= 3 && f.Accepted == 0
}

// wrongIssuer tells whether iss or sub is not what is expected, and how.
func (k *Known) wrongIssuer(t *incident.Token) (incident.Subcause, bool) {
	if !t.Claims || t.Defects.Has(incident.Legacy) {
		return "", false
	}
	if len(k.Issuers) > 0 && !k.Issuers[t.Iss] {
		switch {
		case t.Iss == "":
			return incident.MissingIssuer, true
		case strings.HasPrefix(t.Iss, "AC") || t.Iss == t.Sub:
			return incident.AccountAsIssuer, true
		}
		return incident.UnknownIssuer, true
	}
	if len(k.Accounts) > 0 && !k.Accounts[t.Sub] {
		return incident.WrongSubject, true
	}
	return "", false
}
