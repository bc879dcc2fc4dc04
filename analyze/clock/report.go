package clock

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// What ties a clock to UTC, as reports name it.
const (
	anchorMajority = "the majority of clocks"
	anchorTrust    = "--trust"
	anchorNone     = "none"
)

// Reports lists what was found out about every shared clock, by name.
func (b *Book) Reports() []incident.ClockReport {
	var out []incident.ClockReport
	for _, c := range b.Clocks() {
		r := b.reported(c)
		if b.trusted[c] {
			r.Anchor, r.Offset = anchorTrust, incident.Interval{Lo: -trustedWithin, Hi: trustedWithin}
			r.Binding = [2]incident.Evidence{} // no line gives this interval
		}
		out = append(out, r)
	}
	out = append(out, b.wrongClients()...)
	slices.SortFunc(out, func(a, b incident.ClockReport) int { return cmp.Compare(a.Clock, b.Clock) })
	return out
}

// reported is what was found out about a shared clock: by record, else by the majority. What a single client says of it and
// nobody confirms is not told.
func (b *Book) reported(c incident.Clock) incident.ClockReport {
	hard, soft := b.tracks[Hard][c], b.tracks[Soft][c]
	switch {
	case hard != nil && (hard.Hull().Bounded() || isCollector(c)): // whose lower side is open whatever is logged
		return hard.report(c, b.through(hard).String()+", through client clocks")
	case soft != nil && soft.Hull().Bounded() && b.Majority(c):
		return soft.report(c, anchorMajority)
	case hard != nil:
		return hard.report(c, anchorNone)
	}
	return incident.ClockReport{Clock: c, Offset: incident.Anything(), Anchor: anchorNone}
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
			out = append(out, t.report(c, t.anchor().String()))
		}
	}
	slices.SortFunc(out, func(a, b incident.ClockReport) int {
		return cmp.Or(cmp.Compare(off(b.Offset), off(a.Offset)), cmp.Compare(a.Clock, b.Clock))
	})
	return out[:min(len(out), mostClients)]
}

// off is how far an offset is from zero at least.
func off(i incident.Interval) int64 { return max(i.Lo, -i.Hi, 0) }

// report describes the track of a clock that an anchor ties to UTC.
func (t *Track) report(c incident.Clock, anchor string) incident.ClockReport {
	r := incident.ClockReport{Clock: c, Anchor: anchor, Warning: t.warning(c, anchor), Offset: t.Hull(), Drift: t.drift / (1 - t.drift), Readings: len(t.low) + len(t.high)}
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

// A clock that stands whole half hours wrong, to within rightToZone, mostly shows the time of another zone.
const (
	halfHour    = int64(30 * incident.Minute)
	rightToZone = int64(30 * incident.Second)
)

// localTime says so of an offset that is known as well as that; "" where it is none.
func localTime(i incident.Interval) string {
	middle := i.Lo/2 + i.Hi/2
	sign := int64(1)
	if middle < 0 {
		sign = -1
	}
	halves := (sign*middle + halfHour/2) / halfHour
	zone := sign * halves * halfHour
	if halves == 0 || i.Lo < zone-rightToZone || i.Hi > zone+rightToZone {
		return ""
	}
	return fmt.Sprintf("; it is %g hours, as where local time is taken for UTC", float64(halves)/2)
}

// warning says what harm a token host's clock does by standing wrong.
func (t *Track) warning(c incident.Clock, anchor string) string {
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
	if text != "" {
		text += localTime(h)
	}
	if anchor == anchorMajority && text != "" {
		text += "; by " + anchor
	}
	return text
}
