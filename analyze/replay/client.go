package replay

import "lapse/analyze/incident"

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
