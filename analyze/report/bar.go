package report

import (
	"cmp"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// issued is a token as the server side tells of it.
type issued struct {
	step   step
	shared bool // it may be another session's of the same identity
	taken  bool // a client line was found to speak of it
}

// holding follows which token a session has and which one it has handed to the SDK.
type holding struct {
	issued  []issued
	bars    []bar
	fetched int // index into bars of the token received last, -1 for none
	applied int // index into bars of the token in use, -1 for none
}

// tokenBars draws the tokens of a session out of its own lines and of the lines on what was issued to it. It serves the eye:
// which token was presented at a refusal is for the verdict to say. shared are issuances that name no session of several.
func tokenBars(steps, shared []step, end incident.Time) []bar {
	h := &holding{fetched: -1, applied: -1}
	for _, s := range shared {
		h.issued = append(h.issued, issued{step: s, shared: true})
	}
	for _, s := range steps {
		if s.event.Kind == incident.KindIssued {
			h.issued = append(h.issued, issued{step: s})
		}
	}
	for _, s := range steps {
		switch s.event.Kind {
		case incident.KindTokenFetched:
			h.receive(s)
		case incident.KindRegister, incident.KindUpdateToken, incident.KindListen:
			h.apply(s)
		case incident.KindRegistered, incident.KindConnected:
			h.confirm(s)
		case incident.KindUnregistered:
			h.release(s.utc)
		}
	}
	h.release(end)
	h.rest()
	slices.SortStableFunc(h.bars, func(a, b bar) int { return cmp.Compare(a.from, b.from) })
	return h.bars
}

// receive opens a bar for a token that the session now has.
func (h *holding) receive(s step) {
	b := bar{from: s.utc, to: s.utc, exp: s.event.Token.Exp}
	if i := h.find(s); i >= 0 {
		h.describe(&b, i)
	}
	h.bars = append(h.bars, b)
	h.fetched = len(h.bars) - 1
	h.bars[h.fetched].to = lastOf(b)
}

// lastOf is how far the bar of a token that nobody applied goes.
func lastOf(b bar) incident.Time {
	if b.exp.Known() {
		return max(b.exp, b.from)
	}
	return b.from
}

// apply puts the token received last, or the one that the line itself names, in use.
func (h *holding) apply(s step) {
	exp := s.event.Token.Exp
	if h.applied >= 0 && (h.fetched < 0 || h.fetched == h.applied) && (!exp.Known() || exp == h.bars[h.applied].exp) {
		return // the same token again: a reconnect
	}
	next := h.fetched
	if next < 0 || next == h.applied || exp.Known() && h.bars[next].exp.Known() && h.bars[next].exp != exp {
		h.receive(s)
		next = h.fetched
	}
	h.release(s.utc)
	h.bars[next].applied = true
	if !h.bars[next].exp.Known() {
		h.bars[next].exp = exp
	}
	h.applied = next
}

// confirm learns the end of the token in use from the ttl that the validator told.
func (h *holding) confirm(s step) {
	if h.applied >= 0 && !h.bars[h.applied].exp.Known() && s.event.TTL.Known() {
		h.bars[h.applied].exp = s.utc.Add(s.event.TTL)
	}
}

// release ends the bar of the token in use.
func (h *holding) release(at incident.Time) {
	if h.applied >= 0 {
		h.bars[h.applied].to = max(at, h.bars[h.applied].from)
	}
	h.applied = -1
}

// find looks for the issuance that a client line speaks of: by what it names of the token, else the latest one that is not
// later than the line (a few seconds are left to the clocks).
func (h *holding) find(s step) int {
	best := -1
	for i := range h.issued {
		t, u := &h.issued[i].step.event.Token, &s.event.Token
		if sameToken(t, u) {
			return i
		}
		near := s.utc.Sub(h.issued[i].step.utc)
		if h.issued[i].taken || u.Known() || near < -5*incident.Second || near > 2*incident.Minute {
			continue
		}
		if best < 0 || h.issued[i].step.utc > h.issued[best].step.utc {
			best = i
		}
	}
	return best
}

func sameToken(t, u *incident.Token) bool {
	switch {
	case len(t.Fingerprint) >= 6 && len(u.Fingerprint) >= 6:
		a, b := string(t.Fingerprint), string(u.Fingerprint)
		return strings.HasPrefix(a, b) || strings.HasPrefix(b, a)
	case t.JTI != "" && u.JTI != "":
		return t.JTI == u.JTI && (t.Exp == u.Exp || !t.Exp.Known() || !u.Exp.Known())
	}
	return t.Exp.Known() && t.Exp == u.Exp
}

func (h *holding) describe(b *bar, i int) {
	e := h.issued[i].step.event
	h.issued[i].taken = true
	b.host = e.Host
	if e.Token.Exp.Known() {
		b.exp = e.Token.Exp
	}
}

// rest adds the tokens that no line of the session speaks of.
func (h *holding) rest() {
	for i := range h.issued {
		if h.issued[i].taken || h.issued[i].shared {
			continue
		}
		b := bar{from: h.issued[i].step.utc}
		h.describe(&b, i)
		b.to = lastOf(b)
		h.bars = append(h.bars, b)
	}
}
