package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// mint is the true time at which a token was minted, in UTC: within its own request first, then by its host's clock.
func (s *scene) mint(t *match.Token) incident.Interval {
	first := t.First()
	if first == nil {
		return incident.Anything()
	}
	m := &s.desk.mints[t.Ordinal]
	if !m.known {
		*m = mint{s.mintBy(t, first), true}
	}
	return m.at
}

func (s *scene) mintBy(t *match.Token, first *match.Request) incident.Interval {
	m := incident.Anything()
	late := s.known.Late(t)
	if a := first.BalancedBy(doubtOf[s.level]); a != nil && a.Time.Known() {
		end := s.utc(clock.ReadingOf(a.Time, a))
		m.Hi = min(m.Hi, end.Hi)
		if a.Latency.Known() && a.End && !late {
			m.Lo = max(m.Lo, shift(end.Lo, -int64(a.Latency)))
		}
	}
	r := s.known.Mint(first)
	if !r.Known() {
		return m
	}
	by := s.utc(r)
	if late {
		by.Lo = incident.NoLo
	}
	return s.meet(m, by)
}

// hostOffset is what is known or likely of the clock that minted a token, when it did; open where no line issued it.
func (s *scene) hostOffset(t *match.Token) incident.Interval {
	first := t.First()
	if first == nil {
		return incident.Anything()
	}
	r := s.known.Mint(first)
	if !r.Known() {
		return incident.Anything()
	}
	return s.known.Book.Answer(s.level, r.Clock, r.Lo).Interval
}
