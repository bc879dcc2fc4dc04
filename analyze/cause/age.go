package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// age is T − m, the time from the true mint of a token to the rejection.
func (s *scene) age(t *match.Token) incident.Interval {
	age := incident.Anything()
	for _, f := range s.session.Fetches {
		if !f.OK() || f.Token != t {
			continue
		}
		if d, ok := s.sameClock(f.Answered.Time, s.rejection.Event.Time); ok {
			age = s.meet(age, incident.Interval{Lo: d.Lo, Hi: incident.NoHi})
		}
		if t.Unseen && s.level == clock.Soft && s.known.UsualTTL.Known() {
			age = s.meet(age, s.mintedFor(f))
		}
		if f.Asked != nil && f.Request != nil && f.Request == t.First() && f.Doubt() == match.Sure && !s.known.Late(t) {
			if d, ok := s.sameClock(f.Asked.Time, s.rejection.Event.Time); ok {
				age = s.meet(age, incident.Interval{Lo: incident.NoLo, Hi: d.Hi})
			}
		}
	}
	for _, u := range s.session.Uses {
		if u.Told() != t || u.Event.SortTime() > s.rejection.Event.SortTime() {
			continue
		}
		if d, ok := s.sameClock(u.Event.Time, s.rejection.Event.Time); ok {
			age = s.meet(age, incident.Interval{Lo: d.Lo, Hi: incident.NoHi})
		}
		break // the first use binds
	}
	if m := s.mint(t); m != incident.Anything() {
		age = s.meet(age, minus(s.t, m))
	}
	return age
}

// mintedFor bounds the age of a token that no line issued, if it was minted for the fetch that brought it: so it is where
// its lifetime was cut short by what a host's clock is known to be behind.
func (s *scene) mintedFor(f *match.Fetch) incident.Interval {
	since := incident.Anything()
	if d, ok := s.sameClock(f.Answered.Time, s.rejection.Event.Time); ok {
		since = incident.Interval{Lo: incident.NoLo, Hi: shift(d.Hi, int64(usualDelay))}
	}
	if f.Asked != nil {
		if d, ok := s.sameClock(f.Asked.Time, s.rejection.Event.Time); ok {
			since.Hi = d.Hi
		}
	}
	lead := minus(plus(since, -s.known.UsualTTL), s.sinceEndOf(f.Token))
	for _, off := range s.known.WrongHosts {
		if lead.Hi >= off.Lo-mostlyRight && lead.Hi <= off.Hi+mostlyRight {
			return since
		}
	}
	return incident.Anything() // a cache may have served it
}

// sinceEndOf is T − exp: by UTC, and by what the validator told the session of the token's ttl, both read on one clock,
// whatever it shows.
func (s *scene) sinceEndOf(t *match.Token) incident.Interval {
	since := incident.Anything()
	if t.Exp.Known() {
		since = minus(s.t, point(int64(t.Exp)))
	}
	if s.known.TTL != match.Remaining {
		return since
	}
	for _, u := range s.session.Uses {
		if !u.Accepted || !u.Event.TTL.Known() || u.Told() != t || u.Event.SortTime() > s.rejection.Event.SortTime() {
			continue
		}
		d, ok := s.sameClock(u.Event.Time, s.rejection.Event.Time)
		if !ok {
			continue
		}
		pin := incident.Interval{Lo: shift(d.Lo, -int64(u.Event.TTL+incident.Second)), Hi: shift(d.Hi, -int64(u.Event.TTL-incident.Second-answerDelay))}
		since = s.meet(since, pin)
	}
	return since
}

// answerDelay is how long an acceptance may take from the validator to the client's log.
const answerDelay = 2 * incident.Second

// ttl is a token's lifetime; where no line tells, at the level of likelihood the one that nearly all tokens have.
func (s *scene) ttl(t *match.Token) incident.Span {
	if d := t.TTL(); d.Known() || s.level == clock.Hard {
		return d
	}
	return s.known.UsualTTL
}
