package replay

import (
	"slices"

	"lapse/analyze/incident"
)

// learnValidator learns two habits of the validator that the whole input tells: whether it reports what remains of a token or
// the nominal lifetime, and how long it forgives after exp.
func (b *builder) learnValidator() {
	remaining, nominal := 0, 0
	var lags []incident.Span
	for i := range b.in.Timelines {
		tl := &b.in.Timelines[i]
		ends := endsOf(tl)
		held := map[string]incident.Time{} // the end of what each session presented last
		for j := range tl.Events {
			e := &tl.Events[j]
			at := b.clocks.utc(e.Time)
			if e.Kind.Server() || !at.Known() {
				continue
			}
			if end, ok := endOf(&e.Token, ends); ok && !e.Kind.Rejection() {
				held[e.Session] = end
			}
			if end, ok := held[e.Session]; ok && e.TTL.Known() {
				switch left := end.Sub(at); {
				case abs(left-e.TTL) <= 2*jump && abs(left-b.ttl) > 3*jump:
					remaining++
				case abs(e.TTL-b.ttl) <= jump && abs(left-b.ttl) > 3*jump:
					nominal++
				}
			}
			if v := b.verdicts[e.ID]; v != nil && v.First && v.Token != nil && v.Token.Exp.Known() && expired(v) {
				lags = append(lags, at.Sub(v.Token.Exp))
			}
		}
	}
	b.w.nominal = nominal > remaining
	b.w.leeway = b.leeway(lags)
}

// expired tells whether a verdict says that the token's time had run out.
func expired(v *incident.Verdict) bool {
	return v.Cause == incident.GenuineExpiry || v.Cause == incident.MissedRefresh ||
		v.Cause == incident.ClockSkew && v.Subcause != incident.IssuerAhead
}

// leeway is what the validator forgives after exp: refusals on the register grid lag up to 30 s behind the end of the token and
// the leeway, so with many of them the least lag tells. A few seconds are lost in the readings and count as none.
func (b *builder) leeway(lags []incident.Span) incident.Span {
	const enough, readings = 8, 4 * incident.Second
	known := b.in.Leeway
	slices.Sort(lags)
	lags = lags[min(len(lags)/50, len(lags)):]
	least := incident.Span(known.Lo)
	if n := len(lags); n >= enough {
		if d := lags[0] - gridLeast/incident.Span(n+1); d > readings {
			least = max(d, least)
		}
	}
	if known.Hi > 0 {
		least = min(least, incident.Span(known.Hi))
	}
	return max(least, 0)
}

// endsOf is when the tokens of an identity end, by their names.
func endsOf(tl *incident.Timeline) map[string]incident.Time {
	ends := map[string]incident.Time{}
	for i := range tl.Events {
		if t := &tl.Events[i].Token; t.Exp.Known() {
			for _, name := range names(t) {
				ends[name] = t.Exp
			}
		}
	}
	return ends
}

func endOf(t *incident.Token, ends map[string]incident.Time) (incident.Time, bool) {
	if t.Exp.Known() {
		return t.Exp, true
	}
	for _, name := range names(t) {
		if end, ok := ends[name]; ok {
			return end, true
		}
	}
	return 0, false
}
