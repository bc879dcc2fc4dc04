package clock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// Reports lists what was found out about every shared clock, by name.
func (b *Book) Reports() []incident.ClockReport {
	var out []incident.ClockReport
	for _, c := range b.Clocks() {
		level, anchor := Hard, "the validator's ttl and decisions, through client clocks"
		t := b.tracks[Hard][c]
		if t == nil || !t.Hull().Bounded() {
			if soft := b.tracks[Soft][c]; soft != nil && soft.Hull().Bounded() {
				t, level, anchor = soft, Soft, "the majority of clocks"
			}
		}
		if t == nil {
			continue
		}
		if !t.Hull().Bounded() {
			anchor = "none"
		}
		r := t.report(c)
		r.Anchor = anchor
		r.Warning = t.warning(c, level)
		if b.trusted[c] {
			r.Anchor, r.Offset = "--trust", incident.Interval{Lo: -trustedWithin, Hi: trustedWithin}
			r.Binding = [2]incident.Evidence{} // no line gives this interval
		}
		out = append(out, r)
	}
	out = append(out, b.wrongClients()...)
	slices.SortFunc(out, func(a, b incident.ClockReport) int { return cmp.Compare(a.Clock, b.Clock) })
	return out
}

// Clients are reported where their clock is off by more than wrongClient, the worst mostClients of them: a wrong client
// clock refuses no token, but it explains odd stamps.
const (
	wrongClient = int64(incident.Minute)
	mostClients = 50
)

func (b *Book) wrongClients() []incident.ClockReport {
	var out []incident.ClockReport
	for c, t := range b.clients {
		if h := t.Hull(); h.Bounded() && (h.Lo > wrongClient || h.Hi < -wrongClient) {
			r := t.report(c)
			r.Anchor = "the validator's ttl and decisions"
			out = append(out, r)
		}
	}
	slices.SortFunc(out, func(a, b incident.ClockReport) int {
		return cmp.Or(cmp.Compare(off(b.Offset), off(a.Offset)), cmp.Compare(a.Clock, b.Clock))
	})
	return out[:min(len(out), mostClients)]
}

// off is how far an offset is from zero at least.
func off(i incident.Interval) int64 { return max(i.Lo, -i.Hi, 0) }

// report describes a track.
func (t *Track) report(c incident.Clock) incident.ClockReport {
	r := incident.ClockReport{Clock: c, Offset: t.Hull(), Drift: t.drift / (1 - t.drift), Readings: len(t.low) + len(t.high)}
	sources := map[string]bool{}
	for _, side := range [][]Bound{t.low, t.high} {
		for _, b := range side {
			sources[b.Source] = true
		}
	}
	r.Sources = len(sources)
	for i := range t.regimes {
		g := incident.Regime{From: t.regimes[i].from, To: t.regimes[i].to, Offset: t.regimes[i].over(t.ppm), StepLo: incident.NoTime, StepHi: incident.NoTime}
		if i > 0 {
			g.StepLo, g.StepHi = t.regimes[i-1].to, t.regimes[i].from
		}
		r.Regimes = append(r.Regimes, g)
	}
	r.Binding = t.binding(c)
	return r
}

// binding are the two bounds that hold an offset tightest, as evidence.
func (t *Track) binding(c incident.Clock) (out [2]incident.Evidence) {
	lo, hi := t.extremes()
	if lo != nil {
		out[0] = lo.atLeast(c)
	}
	if hi != nil {
		out[1] = hi.atMost(c)
	}
	return out
}

// extremes are the greatest lower bound and the least upper bound of all readings; nil where there is none.
func (t *Track) extremes() (lo, hi *Bound) {
	lo = extreme(t.low, func(a, b Bound) bool { return a.Offset > b.Offset })
	hi = extreme(t.high, func(a, b Bound) bool { return a.Offset < b.Offset })
	return lo, hi
}

// atLeast states a lower bound, atMost an upper one.
func (b *Bound) atLeast(c incident.Clock) incident.Evidence { return b.states(c, "latest") }
func (b *Bound) atMost(c incident.Clock) incident.Evidence  { return b.states(c, "earliest") }

func (b *Bound) states(c incident.Clock, when string) incident.Evidence {
	return b.evidence(fmt.Sprintf("%s read %s when UTC was %s at the %s", Owner(c), b.At.Clock(), b.At.Add(incident.Span(-b.Offset)).Clock(), when))
}

func extreme(bounds []Bound, better func(a, b Bound) bool) *Bound {
	var best *Bound
	for i := range bounds {
		if best == nil || better(bounds[i], *best) {
			best = &bounds[i]
		}
	}
	return best
}

// evidence states a bound with the lines that it rests on.
func (b *Bound) evidence(text string) incident.Evidence {
	e := incident.Evidence{Kind: incident.Derived, Text: text + " (" + b.Why.Text + ")"}
	for _, l := range []incident.Pos{b.Why.A, b.Why.B} {
		if l != (incident.Pos{}) {
			e.At = append(e.At, l)
		}
	}
	return e
}

// harmful is how far a token host's clock may be off before it is worth a warning.
const harmful = int64(10 * incident.Second)

// warning says what harm a token host's clock does by standing wrong.
func (t *Track) warning(c incident.Clock, level Level) string {
	if !strings.HasPrefix(string(c), "issuer:") {
		return ""
	}
	h := t.Hull()
	text := ""
	switch {
	case !h.Bounded():
	case h.Hi < -harmful:
		text = fmt.Sprintf("%s is %s: the tokens that it mints end that much early", Owner(c), Standing(h))
	case h.Lo > harmful:
		text = fmt.Sprintf("%s is %s: tokens with nbf are not valid yet, the others live that much longer", Owner(c), Standing(h))
	}
	if level == Soft && text != "" {
		text += "; by the majority of clocks"
	}
	return text
}
