package clock

import (
	"testing"

	"lapse/analyze/incident"
)

func TestAnchorsAreNamed(t *testing.T) {
	for a, want := range map[Anchor]string{
		0: "the validator", ByDate: "the validator's Date headers", ByTTL | ByDecision: "the validator's ttl and decisions",
		ByDate | ByTTL | ByDecision: "the validator's Date headers, ttl and decisions",
	} {
		if got := a.String(); got != want {
			t.Errorf("%b: %q, want %q", a, got, want)
		}
	}
}

// TestAHostIsAnchoredByItsClients: a host is tied to UTC by what ties the clients that saw it, not by what ties others.
func TestAHostIsAnchoredByItsClients(t *testing.T) {
	client := func(a Anchor) *Track {
		t := &Track{}
		t.Low(Bound{At: reading(0), Why: Why{Anchor: a}})
		t.Build(ProvedPPM)
		return t
	}
	b := NewBook()
	b.Learn(Hard, exchanges("token-1", 0), right)
	b.Vouch("dev-1", client(ByDate))
	b.Vouch("dev-2", client(ByDecision))
	if got, want := b.Reports()[0].Anchor, "the validator's Date headers, through client clocks"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	b = NewBook()
	b.Learn(Hard, exchanges("token-1", 0), right)
	b.Vouch("dev-1", client(0))
	b.Vouch("dev-2", client(ByTTL))
	if got, want := b.Reports()[0].Anchor, "the validator's ttl, through client clocks"; got != want {
		t.Errorf("through another client's clock: %q, want %q", got, want)
	}
	dev := client(ByDate)
	dev.High(Bound{At: reading(0), Offset: -wrongClient - 1, Why: Why{Anchor: ByTTL}})
	dev.Low(Bound{At: reading(0), Offset: -2 * wrongClient, Why: Why{Anchor: ByTTL}})
	dev.low = dev.low[1:]
	dev.Build(ProvedPPM)
	b.Keep(incident.ClientClock("dev-9"), dev)
	if got, want := b.Reports()[0].Anchor, "the validator's ttl"; got != want {
		t.Errorf("a client's own: %q, want %q", got, want)
	}
}
