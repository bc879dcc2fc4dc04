package replay

import (
	"slices"

	"lapse/analyze/incident"
)

// learnLeeway learns how long the validator forgives after exp.
func (b *builder) learnLeeway() {
	var lags []incident.Span
	for i := range b.in.Timelines {
		for j := range b.in.Timelines[i].Events {
			e := &b.in.Timelines[i].Events[j]
			v := b.verdicts[e.ID]
			if v == nil || !v.First || v.Token == nil || !v.Token.Exp.Known() || !expired(v) {
				continue
			}
			if at := b.clocks.utc(e.Time); at.Known() {
				lags = append(lags, at.Sub(v.Token.Exp))
			}
		}
	}
	b.w.leeway = b.leeway(lags)
}

// findNominal learns whether the validator reports what remains of a token or its nominal lifetime. Only tokens of which
// much has passed tell, or of hosts whose clocks are off. Where it is the nominal one, clients believe in ends that are not.
func (w *world) findNominal() {
	remaining, nominal := 0, 0
	for i := range w.sessions {
		s := &w.sessions[i]
		for _, l := range w.stories[i].client {
			f := s.heldAt(l.at)
			if !l.TTL.Known() || f == nil || !f.known {
				continue
			}
			left := f.token.expires.Add(-w.leeway).Sub(l.at)
			switch {
			case abs(left-f.token.ttl) <= 3*jump:
			case abs(left-l.TTL) <= jump:
				remaining++
			case abs(f.token.ttl-l.TTL) <= jump:
				nominal++
			}
		}
	}
	if w.nominal = nominal > remaining; !w.nominal {
		return
	}
	for i := range w.sessions {
		for j := range w.sessions[i].fetches {
			if f := &w.sessions[i].fetches[j]; f.applied < never {
				f.told = f.applied.Add(f.token.ttl)
			}
		}
	}
}

// heldAt is the request whose token the session held at that time, nil if none.
func (s *session) heldAt(at incident.Time) *fetch {
	var held *fetch
	for i := range s.fetches {
		if s.fetches[i].applied <= at {
			held = &s.fetches[i]
		}
	}
	return held
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
func endsOf(tl *incident.Timeline) map[name]incident.Time {
	ends := map[name]incident.Time{}
	for i := range tl.Events {
		if t := &tl.Events[i].Token; t.Exp.Known() {
			for _, n := range names(t) {
				ends[n] = t.Exp
			}
		}
	}
	return ends
}
