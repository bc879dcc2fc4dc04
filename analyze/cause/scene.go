package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// scene is one rejection in its story, at one level of evidence.
type scene struct {
	docket    *Docket
	desk      *desk
	story     *match.Story
	session   *match.Session
	rejection *match.Rejection
	known     *Known
	level     clock.Level
	t         incident.Interval // the rejection in UTC
	listed    bool              // its attempts are on the desk; see attempts
	conflict  bool              // some bounds contradicted each other; nothing is proved from this scene
}

// offset is the offset of any clock when it showed at, as far as this level knows.
func (s *scene) offset(c incident.Clock, at incident.Time) clock.Answer {
	if s.session == nil || s.session.Clock == nil || c != s.own() || c == incident.Validator {
		return s.known.Book.Answer(s.level, c, at)
	}
	switch {
	case s.level == clock.Soft:
		a := s.session.Likely.Steady(at)
		a.Interval = s.soften(a.Interval)
		return a
	case s.session.Name == "": // several tabs may stand behind it, each with a clock of its own
		return clock.Answer{Interval: incident.Anything()}
	}
	return s.session.Clock.Steady(at)
}

func (s *scene) own() incident.Clock { return s.rejection.Event.Time.Clock }

// utc is the interval of UTC in which a reading lies.
func (s *scene) utc(r clock.Reading) incident.Interval {
	if !r.Known() {
		return incident.Anything()
	}
	a := s.offset(r.Clock, r.Lo)
	return minus(incident.Interval{Lo: int64(r.Lo), Hi: int64(r.Hi)}, a.Interval)
}

// when finds the true time of the rejection: by the clock of whoever wrote the line, and at the latest when it was
// received.
func (s *scene) when() incident.Interval {
	e := s.rejection.Event
	t := incident.Anything()
	if e.Time.Known() {
		t = s.utc(clock.ReadingOf(e.Time, e))
		if e.Time.Clock == incident.Validator {
			t.Lo = shift(t.Lo, -int64(alertLag))
		}
	}
	if e.Received.Known() {
		r := s.utc(clock.ReadingOf(e.Received, e))
		t = s.meet(t, incident.Interval{Lo: incident.NoLo, Hi: r.Hi})
	}
	return t
}

// alertLag is how long after a refusal its alert may be created.
const alertLag = 10 * incident.Second

// meet intersects two bounds of one thing; where they contradict each other the first stands and nothing is proved.
func (s *scene) meet(a, b incident.Interval) incident.Interval {
	c, ok := meet(a, b)
	if !ok {
		s.conflict = true
		return a
	}
	return c
}

// sameClock is the interval of b − a for two events that one clock recorded: exact but for the quanta and the clock's
// drift.
func sameClock(a, b incident.Stamp) (incident.Interval, bool) {
	if !a.Known() || !b.Known() || a.Clock != b.Clock {
		return incident.Anything(), false
	}
	d := int64(b.Reading.Sub(a.Reading))
	drift := d / 1_000_000 * clock.ProvedPPM
	if drift < 0 {
		drift = -drift
	}
	return incident.Interval{Lo: d - int64(a.Quantum) - drift, Hi: d + int64(b.Quantum) + drift}, true
}

// sameClock is sameClock for two lines of this session. Where lines name no session, several tabs may have written them,
// each by a clock of its own: then nothing is certain, and by likelihood the clocks differ by seconds.
func (s *scene) sameClock(a, b incident.Stamp) (incident.Interval, bool) {
	d, ok := sameClock(a, b)
	if !ok || s.session.Name != "" {
		return d, ok
	}
	if s.level == clock.Hard {
		return incident.Anything(), false
	}
	return incident.Interval{Lo: d.Lo - 2*postDelay, Hi: d.Hi + 2*postDelay}, true
}

// since is the interval of T − (time of e).
func (s *scene) since(e *incident.Event) incident.Interval {
	if d, ok := s.sameClock(e.Time, s.rejection.Event.Time); ok {
		return d
	}
	return minus(s.t, s.utc(clock.ReadingOf(e.Time, e)))
}

// before tells whether one event came before another. Where one clock of this session recorded both, its readings tell.
func (s *scene) before(a, b *incident.Event) Tri {
	if a.Time.Known() && a.Time.Clock == b.Time.Clock && s.session.Name != "" && a.Time.Clock == s.own() {
		return truth(a.Time.Reading < b.Time.Reading)
	}
	return not(reaches(minus(s.since(b), s.since(a)), point(0)))
}
