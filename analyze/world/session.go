package world

import "lapse/analyze/incident"

// session is a client's life: what is the same under every schedule.
type session struct {
	id       int
	identity string
	device   string
	app      string
	address  string
	clock    clock
	from, to incident.Time
	naps     []nap           // asleep or frozen, in order
	drops    []incident.Time // lost sockets
	asleep   bool            // it ends asleep: no `unregistered`
	slip     incident.Span   // its timers are late by up to so much
	period   incident.Span   // of the SDK's checks while registered
	stored   *token          // it begins with this token instead of a fetch

	plan       schedule
	notApplied bool
	stops      int
}

// nap is a time in which nothing happens in the page.
type nap struct{ from, to incident.Time }

// awake is t or, where the session sleeps at t, the moment it wakes; ok is false where it never does.
func (s *session) awake(t incident.Time) (incident.Time, bool) {
	for _, n := range s.naps {
		if t >= n.from && t < n.to {
			t = n.to
		}
	}
	return t, t < s.to
}

// napBefore is the nap that ended at most d before t, or covers it.
func (s *session) napBefore(t incident.Time, d incident.Span) (nap, bool) {
	for _, n := range s.naps {
		if t >= n.from && t < n.to.Add(d) {
			return n, true
		}
	}
	return nap{}, false
}
