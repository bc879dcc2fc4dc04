package match

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// Leeway is what the validator forgives, as far as it is known: after exp, and before nbf.
type Leeway struct{ Exp, Nbf incident.Interval }

// track collects what bounds the offset of a session's own clock: the validator's ttl, its decisions, and its requests as
// clocks that are already known saw them.
func (s *Session) track(k *Known) {
	s.Clock, s.Likely = s.trackBy(k, Sure), nil
	if s.Likely = s.Clock; s.doubtful() {
		s.Likely = s.trackBy(k, Likely)
	}
}

// doubtful tells whether any line means a token or request that is only likely to be the one.
func (s *Session) doubtful() bool {
	return slices.ContainsFunc(s.Uses, func(u *Use) bool { return u.Accepted && u.Doubt() == Likely }) ||
		slices.ContainsFunc(s.Fetches, func(f *Fetch) bool { return f.doubt == Likely })
}

// trackBy uses the lines of which it is known that surely which token they mean.
func (s *Session) trackBy(k *Known, most Doubt) *clock.Track {
	t := &clock.Track{}
	for _, u := range s.Uses {
		if u.Accepted && u.Doubt() <= most {
			s.pin(t, u, k)
		}
	}
	for _, r := range s.Rejections {
		s.refusal(t, r, k)
	}
	s.served(t)
	for _, f := range s.Fetches {
		if f.Request != nil && f.doubt <= most {
			s.exchange(t, f, k, most)
		}
	}
	t.Build(clock.ProvedPPM)
	return t
}

// pin bounds the clock by an acceptance: the validator answered between the line before (the token was handed over) and
// this one, while `ttl` seconds of the token were left; without a ttl, while it was valid.
func (s *Session) pin(t *clock.Track, u *Use, k *Known) {
	tok := u.Told()
	if tok == nil || !tok.Exp.Known() || !u.Event.Time.Known() {
		return
	}
	x := u.Event.Time.Reading
	lo, hi := tok.Nbf.Add(-incident.Span(k.Leeway.Nbf.Hi)), tok.Exp.Add(incident.Span(k.Leeway.Exp.Hi))
	why := clock.Because("the validator accepted the token, which holds only from nbf to exp", u.Event, nil)
	why.Anchor = clock.ByDecision
	if u.Event.TTL.Known() && k.TTL == Remaining {
		left := tok.Exp.Add(-u.Event.TTL)
		lo = left.Add(-incident.Second)
		if u.Event.TTL > 0 { // else it was over, and how long ago only the leeway limits
			hi = left.Add(incident.Second)
		}
		why.Text, why.Anchor = "the validator said how many seconds the token had left", clock.ByTTL
	}
	if f := tok.First(); f != nil && f.Issued != nil {
		why.B = f.Issued.Pos
	}
	if lo.Known() {
		t.High(clock.Bound{At: x, Offset: int64(x.Sub(lo)) + int64(u.Event.Time.Quantum), Source: "pin", Why: why})
	}
	if h := u.presented(); h != nil {
		t.Low(clock.Bound{At: h.Time.Reading, Offset: int64(h.Time.Reading.Sub(hi)), Source: "pin", Why: why})
	}
}

// presented is the line at which the token of an acceptance had not been presented yet; nil where no line is near.
func (u *Use) presented() *incident.Event {
	if u.of == nil || u.before == nil || !u.before.Time.Known() {
		return nil
	}
	return u.before
}

// refusal bounds the clock by a refusal that says "expired" of a token that its own line names.
func (s *Session) refusal(t *clock.Track, r *Rejection, k *Known) {
	e := r.Event
	if !e.Time.Known() || !r.SaysExpired() {
		return
	}
	tok := k.find(s, e)
	if tok == nil || !tok.Exp.Known() {
		return
	}
	why := clock.Because("the validator refused the token as expired", e, nil)
	why.Anchor = clock.ByDecision
	lo := tok.Exp.Add(incident.Span(k.Leeway.Exp.Lo))
	t.High(clock.Bound{At: e.Time.Reading, Offset: int64(e.Time.Reading.Sub(lo)) + int64(e.Time.Quantum), Source: "refusal", Why: why})
}

// exchange bounds the clock by a request that clocks which are known saw as well.
func (s *Session) exchange(t *clock.Track, f *Fetch, k *Known, most Doubt) {
	if k.Book == nil {
		return
	}
	x := clock.Exchange{Source: "exchange"}
	if f.Asked != nil {
		x.Asked = clock.ReadingOf(f.Asked.Time, f.Asked)
	}
	if f.Answered != nil {
		x.Got = clock.ReadingOf(f.Answered.Time, f.Answered)
	}
	f.Request.fill(&x, k.Zones, most)
	own := x.Got.Clock
	x.Bounds(func(c incident.Clock, at incident.Time) incident.Interval {
		return k.Book.Answer(k.Level, c, at).Interval
	}, func(c incident.Clock, b clock.Bound) {
		if c == own {
			t.Low(b)
		}
	}, func(c incident.Clock, b clock.Bound) {
		if c == own {
			t.High(b)
		}
	})
}
