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
	return s.session.Clock.At(at)
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

// Assumptions about a client's clock of which the lines tell only one side, or nothing: it is right to within mostlyRight,
// or as its fastest post says where several posts agree.
const (
	mostlyRight = int64(5 * incident.Second)
	postDelay   = int64(3 * incident.Second)
	severalPost = 3
	tight       = 10 * incident.Second // a clock that is known this well needs no assumption
)

// soften adds them, at the level of likelihood.
func (s *scene) soften(known incident.Interval) incident.Interval {
	if s.session.Name == "" && known.Bounded() {
		known.Lo, known.Hi = known.Lo-postDelay, known.Hi+postDelay
	}
	if known.Bounded() && known.Width() <= tight {
		return known
	}
	right := incident.Interval{Lo: -mostlyRight, Hi: mostlyRight}
	guess := right
	if d, lines := s.session.Delay(); lines > 0 {
		guess = incident.Interval{Lo: int64(d) - postDelay, Hi: int64(d) + postDelay}
		if guess.Hi < right.Lo {
			guess = s.queued(guess, right, lines)
		}
	}
	if i, ok := meet(known, guess); ok {
		return i
	}
	return known
}

// queued decides between a clock that is behind and posts that waited in a queue. A registered SDK is refused within half a
// minute after its token's end: the offset that lets more first refusals come in that time is the likelier. Where that is
// a tie, several posts with the same delay speak for the clock; few do not tell.
func (s *scene) queued(behind, right incident.Interval, lines int) incident.Interval {
	a, b := s.prompt(behind), s.prompt(right)
	switch {
	case b > a:
		return right
	case a > b || lines >= severalPost:
		return behind
	}
	return incident.Interval{Lo: behind.Lo, Hi: right.Hi}
}

// registersEvery is how often a registered SDK shows its token, with a second of grace.
const registersEvery = int64(31 * incident.Second)

// prompt counts the refusals that come within that time after some token's end if the session's clock is off by offset.
func (s *scene) prompt(offset incident.Interval) int {
	n := 0
	for _, r := range s.session.Rejections {
		if !r.Event.Time.Known() {
			continue
		}
		at := int64(r.Event.Time.Reading)
		for _, t := range s.story.Tokens {
			if s.session.MayHold(t) && t.Exp.Known() && at-offset.Lo >= int64(t.Exp) && at-offset.Hi <= int64(t.Exp)+registersEvery {
				n++
				break
			}
		}
	}
	return n
}
