package replay

import (
	"lapse/analyze/incident"
)

const (
	gridStep  = 5 * incident.Millisecond   // between the periods that are tried
	gridLoose = 600 * incident.Millisecond // how far a recorded refusal may lie from the grid: the way there and back, and two readings
)

// look is what the record says about one token that was over: the validator looked at it at a time, or not before a time.
type look struct {
	registered, expires incident.Time
	refused             incident.Time // never: it was not refused …
	replaced            incident.Time // … before this
}

// findGrids finds, for each session, the periods of its registrations that fit what was recorded. Refusals alone would mislead:
// where a refresh is late, only the short lags become refusals; so the tokens that went unrefused count too.
func (w *world) findGrids() {
	for i := range w.sessions {
		s := &w.sessions[i]
		for j := range s.fetches {
			s.fetches[j].checked = w.registered(i, &s.fetches[j])
		}
		looks := s.looks()
		if len(looks) == 0 {
			continue
		}
		for period := gridLeast; period <= gridLeast+gridSpread; period += gridStep {
			if fitsAll(looks, period) {
				s.periods = append(s.periods, period)
			}
		}
	}
}

// looks lists what is known of a session's tokens that were over while they were held.
func (s *session) looks() []look {
	var all []look
	for j := range s.fetches {
		f := &s.fetches[j]
		if f.applied == never || f.token.faulty || f.applied >= f.token.expires {
			continue
		}
		l := look{registered: f.checked, expires: f.token.expires, refused: never, replaced: never}
		for k := j + 1; k < len(s.fetches); k++ {
			l.replaced = min(l.replaced, s.fetches[k].applied)
		}
		switch lag := f.refused.Sub(f.token.expires); {
		case s.disturbed(f.token.expires):
		case f.lapsed && lag >= 0 && lag <= lagMost:
			l.refused = f.refused
			all = append(all, l)
		case !f.lapsed && l.replaced > f.token.expires && l.replaced.Sub(f.token.expires) <= lagMost:
			all = append(all, l)
		}
	}
	return all
}

// registered is when the session last registered with a token before that was over.
func (w *world) registered(i int, f *fetch) incident.Time {
	at := f.applied
	for _, l := range w.stories[i].client {
		switch l.Kind {
		case incident.KindRegistered, incident.KindConnected, incident.KindReconnected:
			if l.at >= f.applied && l.at < f.token.expires {
				at = l.at
			}
		}
	}
	return at
}

// disturbed tells whether something else than the grid may have shown the token around that time: waking, or a reconnect.
func (s *session) disturbed(at incident.Time) bool {
	for _, u := range s.uses {
		if d := u.at.Sub(at); d >= -gridLoose && d <= lagMost {
			return true
		}
	}
	for _, x := range s.sleeps {
		if at >= x.from[pessimistic] && at <= x.to {
			return true
		}
	}
	return false
}

// fitsAll tells whether a grid of that period agrees with everything recorded.
func fitsAll(looks []look, period incident.Span) bool {
	for _, l := range looks {
		n := (l.expires.Sub(l.registered) + period - 1) / period
		at := l.registered.Add(n * period)
		if l.refused < never && abs(l.refused.Sub(at)) > gridLoose {
			return false
		}
		if l.refused == never && at < l.replaced.Add(-gridLoose) {
			return false
		}
	}
	return true
}
