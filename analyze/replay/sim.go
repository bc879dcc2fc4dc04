package replay

import "lapse/analyze/incident"

const (
	firstTries = 6                          // how often a session asks for its first token
	firstWait  = 20 * incident.Second       // the first wait between those; it doubles
	errorWait  = incident.Second / 2        // from a rejection to an on-error request
	errorTries = 3                          // on-error requests without an accepted token in between
	copySpread = 5 * incident.Minute        // how far the start of a copied session is moved
	slipMost   = 62 * incident.Second       // how late an app timer fires at most: hidden tabs run theirs once a minute
	gridLeast  = 30 * incident.Second       // the SDK registers again every 30 s (REGISTRATION_INTERVAL) …
	mostAsked  = 50_000                     // requests of one session: months of tokens that last seconds are a mistake of stamps
	gridSpread = 300 * incident.Millisecond // … and a little
)

// tally is what one simulated session came to.
type tally struct {
	lapses      int32
	requests    int32
	refused     int32 // presentations of faulty tokens
	unknown     int32 // requests at times of which nothing was recorded
	unprotected incident.Span
}

// player simulates sessions, one after another, under one schedule, one luck and one view. Its fields from s on are the
// state of the session that is being played.
type player struct {
	w      *world
	sch    *Schedule
	luck   uint64
	view   view
	paused bool       // timers stand still while the machine sleeps
	load   []int32    // requests by second since w.from; nil: not counted
	trace  func(Mark) // nil: not traced
	copy   int        // with a what-if of more sessions: which copy of the recorded one; 0 is the recorded one itself

	s     *session
	key   uint64
	now   incident.Time
	end   incident.Time
	tally tally

	sleeps []sleep // the session's, those included that are imputed to it
	spare  []sleep // memory for them

	held     token
	have     bool // a token is held
	accepted bool // the validator took it
	set      bool // the SDK's timer was set for it
	counted  bool // it lapsed already
	received incident.Time
	due      incident.Time // what the rule says for the held token
	since    incident.Time // the first receipt, the origin of polls
	bare     incident.Time // since when, or from when on, the session has no acceptable token

	timer    incident.Time // the next moments; never where there is none
	retry    incident.Time
	rescue   incident.Time // an on-error request
	check    incident.Time // the validator looks at a token that is over
	answered incident.Time
	inflight reply
	failures int // of the current attempt
	rescues  int // on-error requests since a token was accepted
	fetch    int // cursors into the session's records
	use      int
	wake     int
}

// play simulates one session from its first request to its end.
//
// The order of things at one moment: timers, then an answer, then the validator's look, then the session's own uses. So a
// refresh applied in the moment of the look is in time, and after a sleep the refusal is back before an answer is.
func (p *player) play(s *session) tally {
	p.reset(s)
	p.impute()
	p.begin()
	for {
		next, act := p.timer, (*player).onTimer
		if p.retry < next {
			next, act = p.retry, (*player).onRetry
		}
		if p.rescue < next {
			next, act = p.rescue, (*player).onRescue
		}
		if p.answered < next {
			next, act = p.answered, (*player).onAnswer
		}
		if p.check < next {
			next, act = p.check, (*player).onCheck
		}
		if p.use < len(s.uses) && s.uses[p.use].at < next {
			next, act = s.uses[p.use].at, (*player).onUse
		}
		if p.sch.OnWake && p.wake < len(p.sleeps) && p.sleeps[p.wake].to < next {
			next, act = p.sleeps[p.wake].to, (*player).onWake
		}
		if next >= p.end || p.tally.requests >= mostAsked {
			break
		}
		p.now = next
		act(p)
	}
	p.tally.unprotected += p.awakeSpan(p.bare, p.end)
	return p.tally
}

func (p *player) reset(s *session) {
	*p = player{w: p.w, sch: p.sch, luck: p.luck, view: p.view, paused: p.paused, load: p.load, trace: p.trace, copy: p.copy, spare: p.spare,
		s: s, sleeps: s.sleeps, key: mix(s.key ^ p.luck), end: s.end[p.view],
		timer: never, retry: never, rescue: never, check: never, answered: never}
	if p.copy > 0 {
		p.key = mix(p.key + uint64(p.copy))
	}
}

// begin asks for the session's first token, or takes the one that was there before the log began.
func (p *player) begin() {
	if len(p.s.fetches) == 0 {
		p.now, p.bare = p.end, p.end
		return
	}
	first := &p.s.fetches[0]
	p.now, p.bare = first.asked, first.asked
	if p.copy > 0 { // another user like this one, not at the same second
		p.now = p.now.Add(incident.Span(unit(draw(p.key, p.now, drawStart)) * float64(copySpread)))
		p.bare = p.now
	}
	if first.given {
		p.fetch = 1
		p.receive(first.token)
		return
	}
	p.ask("first")
}
