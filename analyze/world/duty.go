package world

import (
	"math"

	"lapse/analyze/incident"
)

// account says why a session still presented token k at t, long after it was to be replaced.
func (l *life) account(k *token, t incident.Time) finding {
	story := l.story(k, t)
	if !story.duty {
		if l.firstListen(k, k.end()) {
			return finding{incident.GenuineExpiry, incident.Cached, Far}
		}
		return finding{incident.GenuineExpiry, incident.NoRefresh, Far}
	}
	return finding{incident.MissedRefresh, story.sub(), story.margin}
}

// story is what the session did for token k until t.
type story struct {
	duty      bool
	suspended bool
	newer     bool // a newer token was here and not handed over
	asked     bool // before the end
	late      bool // answered with a newer token after the end
	stale     bool // answered with an old one
	margin    float64
}

func (s story) sub() incident.Subcause {
	switch {
	case s.suspended:
		return incident.Suspended
	case s.newer:
		return incident.NotApplied
	case s.late:
		return incident.TooLate
	case s.asked && s.stale:
		return incident.StaleToken
	case s.asked:
		return incident.EndpointFailed
	}
	return incident.NotAttempted
}

// near keeps the distance to a boundary.
func (s *story) near(a, b incident.Time) { s.margin = math.Min(s.margin, apart(a, b)) }

func (l *life) story(k *token, t incident.Time) story {
	s := story{margin: Far}
	got := l.received(k)
	over := max(k.end(), k.fairEnd())
	for _, q := range l.attempts {
		if q.first || q.sent > t {
			continue
		}
		s.duty = s.duty || !q.onError
		if q.sent < got {
			continue
		}
		if q.sent < over {
			s.asked = true
			s.answer(q, k, over, t)
		} else if !s.asked {
			s.near(q.sent, over)
		}
	}
	for _, r := range l.receipts {
		if r.token.minted > k.minted && r.at > got && !r.applied {
			s.newer = s.newer || r.at <= t.Add(-handsOver)
			s.near(r.at, t.Add(-handsOver))
		}
	}
	for _, says := range l.willSays {
		s.duty = s.duty || says.token == k && says.at <= t
	}
	s.suspended = !s.asked && l.sleptOver(k, over, t, !s.newer)
	return s
}

// answer weighs an attempt that began in time.
func (s *story) answer(q *request, k *token, over, t incident.Time) {
	if q.status != 200 {
		return
	}
	s.near(q.answered, over)
	if q.token.minted <= k.minted {
		s.stale = s.stale || q.answered <= t
		return
	}
	s.late = s.late || q.answered >= over
}

// received is when the session got token k.
func (l *life) received(k *token) incident.Time {
	for _, r := range l.receipts {
		if r.token == k {
			return r.at
		}
	}
	return l.from
}

// firstListen tells whether the session presented k for the first time only after the given moment.
func (l *life) firstListen(k *token, after incident.Time) bool {
	for _, p := range l.listens {
		if p.token == k {
			return p.at >= after
		}
	}
	return false
}

// sleptOver tells whether the session slept from before its refresh of k was due until the token was over. (A refresh that
// was due only after the end, as with a token out of a cache, would have come too late awake as well.) A refusal within
// seconds of waking counts; a later one only where the session asked on waking and has nothing newer yet.
func (l *life) sleptOver(k *token, over, t incident.Time, nothingNewer bool) bool {
	for _, set := range l.timers {
		if set.token != k || set.due >= over {
			continue
		}
		n, ok := l.napBefore(set.due, 0)
		if ok && n.to >= over && (t < n.to.Add(wakingAsks) || nothingNewer && l.askedSoon(n.to)) {
			return true
		}
	}
	return false
}

func (l *life) askedSoon(woke incident.Time) bool {
	for _, q := range l.attempts {
		if q.sent >= woke && q.sent < woke.Add(wakingAsks) {
			return true
		}
	}
	return false
}
