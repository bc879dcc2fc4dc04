package world

import (
	"testing"

	"lapse/analyze/incident"
)

// mintAt makes a token of a host whose clock is off, one hour after the start.
func mintAt(w *World, offset incident.Span) *token {
	h := &host{name: "token-1", clock: steady(incident.IssuerClock("token-1"), offset)}
	return h.mint(w, w.Start.Add(hour), "agent-1")
}

func quietWorld() *World {
	return &World{Config: Config{TTL: hour, Leeway: 30 * incident.Second, Early: 5 * incident.Second}, Start: Begin, Key: "SK1", Account: "AC1", Secret: "s"}
}

// TestJudgeAtTheBoundary stands a microsecond before and on each boundary of the validator.
func TestJudgeAtTheBoundary(t *testing.T) {
	w := quietWorld()
	k := mintAt(w, 0)
	tests := []struct {
		name string
		at   incident.Time
		want reason
	}{
		{"before nbf and its leeway", incident.Unix(k.nbf).Add(-5*incident.Second - 1), notYetValid},
		{"within nbf's leeway", incident.Unix(k.nbf).Add(-5 * incident.Second), accepted},
		{"within exp's leeway", k.end().Add(30*incident.Second - 1), accepted},
		{"exp and its leeway over", k.end().Add(30 * incident.Second), expired},
	}
	for _, c := range tests {
		if got := w.judge(k, c.at); got != c.want {
			t.Errorf("%s: reason %d, want %d", c.name, got, c.want)
		}
	}
}

func TestJudgeCredentialsFirst(t *testing.T) {
	w := quietWorld()
	tests := []struct {
		name  string
		spoil func(*token)
		want  reason
	}{
		{"issuer", func(k *token) { k.iss = "SK2" }, issuerWrong},
		{"subject", func(k *token) { k.sub = "AC2" }, subjectWrong},
		{"signature", func(k *token) { k.forged = true }, signatureWrong},
		{"grant", func(k *token) { k.noGrant = true }, grantMissing},
		{"24 h", func(k *token) { k.exp = k.iat + 24*3600 }, accepted},
		{"24 h and a second", func(k *token) { k.exp = k.iat + 24*3600 + 1 }, lifeTooLong},
	}
	for _, c := range tests {
		k := mintAt(w, 0)
		c.spoil(k)
		if got := w.judge(k, incident.Unix(k.iat).Add(minute)); got != c.want {
			t.Errorf("%s: reason %d, want %d", c.name, got, c.want)
		}
	}
}

// TestTruthAtTheBoundary: a slow clock is to blame until two seconds before the lifetime is really over.
func TestTruthAtTheBoundary(t *testing.T) {
	w := quietWorld()
	k := mintAt(w, -420*incident.Second)
	life := &life{session: &session{from: w.Start}, receipts: []receipt{{k, k.minted, true}}, listens: []receipt{{k, k.minted, true}}}
	over := k.fairEnd().Add(w.Config.Leeway)
	tests := []struct {
		at    incident.Time
		cause incident.Cause
	}{
		{k.end().Add(w.Config.Leeway), incident.ClockSkew},
		{over.Add(-elapsedEarly - 1), incident.ClockSkew},
		{over.Add(-elapsedEarly), incident.GenuineExpiry},
		{over.Add(hour), incident.GenuineExpiry},
	}
	for _, c := range tests {
		got := w.judgeRefusal(&refusal{token: k, at: c.at, why: expired, life: life})
		if got.cause != c.cause {
			t.Errorf("%v after the fair end: %s/%s, want %s", c.at.Sub(over), got.cause, got.sub, c.cause)
		}
		if want := apart(c.at, over); got.margin != want {
			t.Errorf("%v after the fair end: margin %v, want %v", c.at.Sub(over), got.margin, want)
		}
	}
}

// TestTruthOfEarlyTokens: nbf ten seconds away is the fast clock's fault, if a right clock would have made it valid.
func TestTruthOfEarlyTokens(t *testing.T) {
	w := quietWorld()
	fast := mintAt(w, 10*minute)
	if got := w.judgeRefusal(&refusal{token: fast, at: fast.minted.Add(incident.Second), why: notYetValid}); got.sub != incident.IssuerAhead {
		t.Errorf("a fast clock: %s/%s", got.cause, got.sub)
	}
	late := mintAt(w, 0)
	late.nbf += 600
	if got := w.judgeRefusal(&refusal{token: late, at: late.minted.Add(incident.Second), why: notYetValid}); got.sub != incident.NotBeforeInFuture {
		t.Errorf("a late nbf: %s/%s", got.cause, got.sub)
	}
}
