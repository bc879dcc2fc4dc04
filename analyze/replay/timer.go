package replay

import "lapse/analyze/incident"

// setTimer decides when the held token is refreshed.
func (p *player) setTimer() {
	if p.sch.kind == oracle {
		p.timer = p.latest()
		return
	}
	p.due = p.sch.due(Holding{Received: p.received, TTL: p.held.ttl, Expires: p.expiry(),
		Luck: unit(draw(p.key, p.received, drawJitter))})
	switch {
	case p.due >= never || p.sch.Trigger == Lazy:
		return
	case p.sch.Trigger == Poll:
		p.timer = p.pollAt(p.due)
	default:
		p.timer = p.fire()
	}
}

// expiry is when the client believes the held token to end: what the validator told of it, counted from now.
func (p *player) expiry() incident.Time {
	if p.w.nominal {
		return p.now.Add(p.held.ttl)
	}
	return p.held.expires.Add(-p.w.leeway)
}

// fire is when the timer really fires: when the recorded one of the same token did, if it was due at that time; else as
// late as the session's timers are.
func (p *player) fire() incident.Time {
	late := slipMost
	if p.sdk() {
		late = same
	}
	if f := p.successor(); f != nil && f.why == byTimer && f.asked >= p.due.Add(-same) && f.asked <= p.due.Add(late) {
		return f.asked
	}
	return p.timerAt(p.due.Add(p.slip()))
}

// successor is the recorded request by which the held token was replaced; nil if it was not, or is not a recorded token.
func (p *player) successor() *fetch {
	if p.held.rec < 0 {
		return nil
	}
	for i := int(p.held.rec) + 1; i < len(p.s.fetches); i++ {
		if f := &p.s.fetches[i]; f.asked >= p.received {
			return f
		}
	}
	return nil
}

// follow keeps what happened to a recorded token that is replaced as it was in the record.
func (p *player) follow() {
	f := p.successor()
	if f == nil || !f.ok || !p.accepted || abs(f.asked.Sub(p.timer)) > same {
		return
	}
	switch was := &p.s.fetches[p.held.rec]; {
	case was.applied == never || f.applied == never:
	case was.lapsed && was.refused < f.applied:
		p.check = max(min(was.refused, p.timer), p.held.expires)
	case !was.lapsed && p.check >= p.timer.Add(-same):
		p.check = never
	}
}

// slip is how late the session's app timers fire: as its recorded ones did, else as those of another session of its
// fleet. The SDK's own timer does not.
func (p *player) slip() incident.Span {
	if p.sdk() {
		return 0
	}
	slips := p.s.slips
	if len(slips) == 0 {
		if len(p.w.slippers) == 0 {
			return 0
		}
		slips = p.w.slippers[draw(p.key, 0, drawSlipper)%uint64(len(p.w.slippers))]
	}
	return slips[draw(p.key, p.due, drawSlip)%uint64(len(slips))]
}

// pollAt is the first look of a poll at or after that time.
func (p *player) pollAt(at incident.Time) incident.Time {
	at = max(at, p.received.Add(soonest), p.since.Add(p.sch.Poll))
	n := (at.Sub(p.since) + p.sch.Poll - 1) / p.sch.Poll
	return p.timerAt(p.since.Add(n * p.sch.Poll))
}

// checkAfter is when the validator first looks at the token after it is over, counted on the grid that began at
// registered. After a sleep over that moment it is the moment of waking.
func (p *player) checkAfter(registered, expires incident.Time) incident.Time {
	if expires >= p.end {
		return never
	}
	period := gridLeast + incident.Span(unit(draw(p.key, 0, drawPeriod))*float64(gridSpread))
	if n := len(p.s.periods); n > 0 {
		period = p.s.periods[draw(p.key, 0, drawPeriod)%uint64(n)]
	}
	if woken := p.awake(expires); woken > expires {
		return woken
	}
	n := (expires.Sub(registered) + period - 1) / period
	return p.awake(registered.Add(n * period))
}

// latest is when an oracle asks: as late as it can, before the token is over, while the machine is awake and the endpoint is up.
func (p *player) latest() incident.Time {
	const margin = 5 * incident.Second
	at := p.held.expires.Add(-margin)
	for at > p.now {
		if s := p.asleep(at); s != nil {
			at = s.from[p.view].Add(-margin)
		} else if o := p.w.outage(at, p.view); o != nil {
			at = o.from[p.view].Add(-incident.Second)
		} else {
			return at
		}
	}
	at = p.awake(p.now.Add(incident.Second)) // the token was over when it came: a host far behind, a lifetime of seconds
	for o := p.w.outage(at, p.view); o != nil; o = p.w.outage(at, p.view) {
		at = p.awake(o.to[p.view])
	}
	return max(at, p.awake(p.held.expires))
}

// asleep is the sleep at that time, nil if the machine is awake.
func (p *player) asleep(at incident.Time) *sleep {
	for i := range p.sleeps {
		if s := &p.sleeps[i]; at >= s.from[p.view] && at < s.to {
			return s
		}
	}
	return nil
}

// awake is that time, or the moment of resuming if the machine sleeps then.
func (p *player) awake(at incident.Time) incident.Time {
	if s := p.asleep(at); s != nil {
		return s.to
	}
	return at
}

// timerAt is when a timer set now for that time fires. Timers keep wall time; where they stand still during sleep, every
// sleep before it fires pushes it back.
func (p *player) timerAt(at incident.Time) incident.Time {
	if p.paused {
		for i := range p.sleeps {
			s := &p.sleeps[i]
			if from := max(s.from[p.view], p.now); s.to > from && from <= at {
				at = at.Add(s.to.Sub(from))
			}
		}
		return at
	}
	return p.awake(at)
}

// awakeSpan is how long the machine was awake between two times.
func (p *player) awakeSpan(from, to incident.Time) incident.Span {
	if to <= from {
		return 0
	}
	d := to.Sub(from)
	for i := range p.sleeps {
		s := &p.sleeps[i]
		if a, b := max(s.from[p.view], from), min(s.to, to); b > a {
			d -= b.Sub(a)
		}
	}
	return d
}

func abs(d incident.Span) incident.Span { return max(d, -d) }
