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
		if next >= p.end {
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

func (p *player) onTimer() {
	p.timer = never
	p.failures = 0
	p.ask("timer")
}

func (p *player) onRetry() {
	p.retry = never
	p.ask("retry")
}

func (p *player) onRescue() {
	p.rescue = never
	p.failures = 0
	p.rescues++
	p.ask("on-error")
}

// ask sends a request, unless one is under way.
func (p *player) ask(reason string) {
	if p.answered < never {
		return
	}
	p.count()
	p.inflight = p.answer(p.now)
	p.answered = p.awake(p.inflight.at)
	if p.inflight.unknown {
		p.tally.unknown++
	}
	p.mark(MarkAsked, reason)
}

// count counts a request, and the load it makes.
func (p *player) count() {
	p.tally.requests++
	if i := int(p.now.Sub(p.w.from) / incident.Second); i >= 0 && i < len(p.load) {
		p.load[i]++
	}
}

func (p *player) onAnswer() {
	p.answered = never
	if p.inflight.ok {
		p.receive(p.inflight.token)
		return
	}
	p.mark(MarkFailed, "")
	wait, again := p.sch.Retry.Wait(p.failures)
	if !p.have {
		wait, again = firstWait<<p.failures, p.failures < firstTries-1
	} else if again && p.sch.Jitter > 0 {
		wait += incident.Span(unit(draw(p.key, p.now, drawJitter)) * float64(p.sch.Jitter))
	}
	p.failures++
	switch {
	case again:
		p.retry = p.timerAt(p.now.Add(wait))
	case p.sch.Trigger == Poll && p.have && p.timer == never:
		p.timer = p.pollAt(p.now + 1)
	}
}

// receive takes a new token: the only moment at which a timer is set.
func (p *player) receive(t token) {
	old, running := p.timer, p.accepted
	p.counted = p.counted && t == p.held // a cache may serve the same token again
	p.held, p.have, p.received, p.failures = t, true, p.now, 0
	p.timer, p.retry, p.rescue, p.check = never, never, never, never
	if p.since == 0 {
		p.since = p.now
	}
	p.mark(MarkReceived, "")
	p.set = false
	if !p.sdk() {
		p.setTimer()
	}
	p.present()
	if p.sdk() && running && old < p.timer {
		// Voice JS SDK 2.18.5 never clears the timer of the token before: it fires at its old time and cancels the newer one.
		p.timer = old
	}
}

// sdk tells whether the timer is the SDK's own: it is set when the validator accepts a token, not on its receipt.
func (p *player) sdk() bool {
	_, ok := p.sch.Rule.(BeforeExpiry)
	return ok
}

// present shows the held token to the validator: a listen after updateToken, a reconnect or a call.
func (p *player) present() {
	switch {
	case p.held.faulty:
		p.accepted = false
		p.bare = min(p.bare, p.now)
		p.tally.refused++
		p.reject("faulty token")
	case p.now < p.held.begins:
		p.accepted = false
		p.tally.refused++
		p.bare = min(p.bare, p.now)
		p.repeat()
		p.reject("not valid yet")
	case p.now >= p.held.expires:
		p.accepted = false
		p.lapse()
	default:
		p.accept(p.now)
	}
}

// accept notes that the validator took the token at that time: the grid of registrations starts anew.
func (p *player) accept(at incident.Time) {
	if at > p.bare {
		p.tally.unprotected += p.awakeSpan(p.bare, at)
	}
	p.bare = p.held.expires
	p.accepted, p.rescues = true, 0
	p.check = p.checkAfter(at, p.held.expires)
	if !p.set && p.sdk() {
		p.set = true
		p.setTimer()
	}
	p.follow()
}

// repeat finds the presentation, among those that clients make after a refusal, at which a token that was not valid yet
// is accepted.
func (p *player) repeat() {
	at := p.now
	for range p.w.repeats {
		at = at.Add(p.w.gaps[draw(p.key, at, drawGap)%uint64(len(p.w.gaps))])
		if at >= p.held.begins {
			p.accept(at)
			return
		}
	}
}

// onCheck is the first look of the validator at a token that is over.
func (p *player) onCheck() {
	p.check = never
	p.lapse()
}

func (p *player) lapse() {
	if !p.counted {
		p.tally.lapses++
		p.counted = true
		p.mark(MarkLapsed, "")
	}
	p.reject("expired")
}

// reject is what the client does when its token was refused.
func (p *player) reject(reason string) {
	if reason != "expired" {
		p.mark(MarkRefused, reason)
	}
	if p.sch.OnError && p.answered == never && p.rescue == never && p.rescues < errorTries {
		p.rescue = p.timerAt(p.now.Add(errorWait))
	}
}

// onUse is a recorded reconnect or call.
func (p *player) onUse() {
	u := p.s.uses[p.use]
	p.use++
	lazy := p.sch.Trigger == Lazy && p.have && p.now >= p.due
	if lazy {
		p.failures = 0
		p.ask("needed")
	}
	if p.have && !(lazy && u.call) {
		p.present()
	}
}

// onWake looks at the rule when the machine resumes.
func (p *player) onWake() {
	p.wake++
	if p.have && p.now >= p.due {
		p.failures = 0
		p.ask("wake")
	}
}
