package cause

import (
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// contract is the table of docs/causes.md: every cause with its sub-causes.
var contract = map[incident.Cause][]incident.Subcause{
	incident.GenuineExpiry: {incident.NoRefresh, incident.Cached, incident.BornExpired},
	incident.MissedRefresh: {incident.NotAttempted, incident.EndpointFailed, incident.TooLate, incident.NotApplied, incident.StaleToken, incident.Suspended},
	incident.ClockSkew:     {incident.IssuerBehind, incident.IssuerAhead},
	incident.WrongIss:      {incident.AccountAsIssuer, incident.UnknownIssuer, incident.MissingIssuer, incident.WrongSubject},
	incident.BadSignature:  {},
	incident.BadToken:      {incident.UnreadableToken, incident.TTLTooLong, incident.NotBeforeInFuture, incident.MissingVoiceGrant},
	incident.Undetermined:  {incident.NoTokenFound, incident.ValidWhenPresented, incident.Ambiguous},
}

// TestTableIsWhole: each cause of the contract is explained once, and so is each sub-cause.
func TestTableIsWhole(t *testing.T) {
	seen := map[incident.Cause]bool{}
	for _, c := range Table() {
		if seen[c.Name] {
			t.Errorf("%s stands twice", c.Name)
		}
		seen[c.Name] = true
		for _, text := range []string{c.Meaning, c.Shows, c.Fix} {
			if len(text) < 20 || !strings.HasSuffix(text, ".") {
				t.Errorf("%s: %q is no sentence", c.Name, text)
			}
		}
		if len(c.Subcause) != len(contract[c.Name]) {
			t.Errorf("%s: %d sub-causes, want %d", c.Name, len(c.Subcause), len(contract[c.Name]))
		}
		for i, s := range c.Subcause {
			if s.Meaning == "" || s.Fix == "" {
				t.Errorf("%s/%s: no text", c.Name, s.Name)
			}
			if i < len(contract[c.Name]) && s.Name != contract[c.Name][i] {
				t.Errorf("%s: sub-cause %d is %s, want %s", c.Name, i, s.Name, contract[c.Name][i])
			}
		}
	}
	if len(seen) != len(contract) {
		t.Errorf("%d causes, want %d", len(seen), len(contract))
	}
}

// TestMissedRefreshIsTold: every sub-cause that a session's own conduct decides has a sentence of evidence.
func TestMissedRefreshIsTold(t *testing.T) {
	for _, s := range missedRefresh.Subcause {
		if subText[s.Name] == "" {
			t.Errorf("%s: no sentence", s.Name)
		}
	}
}
