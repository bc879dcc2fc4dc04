package replay

import (
	"strconv"
	"time"

	"lapse/analyze/incident"
)

// Holding is what a rule may know of the token that a client holds. Times are true time: a client's timer counts spans, so
// the offset of its own clock cancels out.
type Holding struct {
	Received incident.Time // when the client got it
	TTL      incident.Span // exp − iat
	Expires  incident.Time // when the validator begins to refuse it
	Luck     float64       // in [0, 1), one draw a token, for rules that spread themselves
}

// Rule says when a client that holds a token wants the next one.
type Rule interface {
	// Due is a true time; a time that the log cannot hold means never.
	Due(h Holding) incident.Time
	// String is the rule in the contract's syntax, or in words where that has none.
	String() string
}

// Fraction is due when a share of the lifetime has passed, in millionths.
//
//	due = received + share·ttl
type Fraction int64

func (f Fraction) Due(h Holding) incident.Time {
	whole, rest := h.TTL/million, h.TTL%million
	return h.Received.Add(whole*incident.Span(f) + rest*incident.Span(f)/million)
}

func (f Fraction) String() string {
	return strconv.FormatFloat(float64(f)/1e4, 'f', -1, 64) + "%"
}

const million = 1_000_000

// Percent is the Fraction of so many per cent.
func Percent(p float64) Fraction { return Fraction(p*1e4 + 0.5) }

// BeforeEnd is due a fixed span before the lifetime is over, as the client counts it.
//
//	due = received + ttl − margin
type BeforeEnd incident.Span

func (m BeforeEnd) Due(h Holding) incident.Time { return h.Received.Add(h.TTL - incident.Span(m)) }
func (m BeforeEnd) String() string              { return "ttl-" + spanText(incident.Span(m)) }

// BeforeExpiry is due a fixed span before the validator refuses the token: the SDK's own tokenWillExpire, which counts
// from the ttl that the validator told in `connected` (Voice JS SDK 2.18.5, device.ts, _onSignalingConnected).
//
//	due = expiry at the validator − margin
type BeforeExpiry incident.Span

func (m BeforeExpiry) Due(h Holding) incident.Time { return h.Expires.Add(-incident.Span(m)) }
func (m BeforeExpiry) String() string              { return "expire-" + spanText(incident.Span(m)) }

// Between is due at an evenly drawn share of the lifetime.
//
//	due = received + ttl·(from + luck·(to − from))
type Between struct{ From, To Fraction }

func (b Between) Due(h Holding) incident.Time {
	return (b.From + Fraction(h.Luck*float64(b.To-b.From))).Due(h)
}

func (b Between) String() string { return b.From.String() + " to " + b.To.String() }

// Margins is due at an evenly drawn margin before the end.
//
//	due = received + ttl − (least + luck·(most − least))
type Margins struct{ Least, Most incident.Span }

func (m Margins) Due(h Holding) incident.Time {
	margin := m.Least + incident.Span(h.Luck*float64(m.Most-m.Least))
	return h.Received.Add(h.TTL - margin)
}

func (m Margins) String() string {
	return "ttl-" + spanText(m.Most) + " to ttl-" + spanText(m.Least)
}

// Age is due when a token has been held for a fixed span, whatever its lifetime.
//
//	due = received + age
type Age incident.Span

func (a Age) Due(h Holding) incident.Time { return h.Received.Add(incident.Span(a)) }
func (a Age) String() string              { return "age " + spanText(incident.Span(a)) }

// Earliest is due when the first of two rules is.
type Earliest struct{ A, B Rule }

func (e Earliest) Due(h Holding) incident.Time { return min(e.A.Due(h), e.B.Due(h)) }
func (e Earliest) String() string              { return "earlier of " + e.A.String() + " and " + e.B.String() }

// spanText writes a span as the contract does: 300s, 45m, 2h.
func spanText(d incident.Span) string {
	switch {
	case d != 0 && d%incident.Hour == 0:
		return strconv.FormatInt(int64(d/incident.Hour), 10) + "h"
	case d >= 10*incident.Minute && d%incident.Minute == 0:
		return strconv.FormatInt(int64(d/incident.Minute), 10) + "m"
	case d%incident.Second == 0:
		return strconv.FormatInt(int64(d/incident.Second), 10) + "s"
	}
	return (time.Duration(d) * time.Microsecond).String()
}
