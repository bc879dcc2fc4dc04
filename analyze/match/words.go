package match

import (
	"strings"

	"lapse/analyze/incident"
)

// words is what the lines of a refusal say by themselves: by a code that means nothing else, or in the validator's own
// words. The SDK's canned text for a code is not the validator's.
type words struct {
	heard                     bool
	expired, early, signature bool
	refused                   bool // that it was a refusal at all: a code of its own, or any of the above
}

// hear reads the lines once.
func (r *Rejection) hear() *words {
	if !r.words.heard {
		r.words.heard = true
		r.words.listen(r.Event)
		for _, l := range r.Lines {
			r.words.listen(l)
		}
	}
	return &r.words
}

func (w *words) listen(e *incident.Event) {
	m := strings.ToLower(e.WireMessage)
	switch e.EffectiveCode() {
	case 31205, 20104, 20156:
		w.expired = true
	case 20105, 20155:
		w.early = true
	case 20107, 20159:
		w.signature = true
	}
	w.expired = w.expired || strings.Contains(m, "expired") || strings.Contains(m, "expiration")
	w.early = w.early || strings.Contains(m, "not yet valid") || strings.Contains(m, "not valid yet")
	w.signature = w.signature || strings.Contains(m, "signature")
	w.refused = w.refused || e.Kind == incident.KindRejected || w.expired || w.signature
}

// SaysExpired tells whether a refusal itself says that the token's time was over.
func (r *Rejection) SaysExpired() bool { return r.hear().expired }

// SaysEarly tells whether a refusal itself says that the token was not valid yet.
func (r *Rejection) SaysEarly() bool { return r.hear().early }

// SaysSignature tells whether a refusal itself blames the signature.
func (r *Rejection) SaysSignature() bool { return r.hear().signature }

// Suspect tells whether nothing in the lines says that a token was refused: every code only masks, and no message tells.
func (r *Rejection) Suspect() bool { return !r.hear().refused }
