package world

import "lapse/analyze/incident"

// What the SDK does of its own: it listens with the token it holds, checks by registering again every 30 s, listens anew
// when the socket is lost, and tells the page what the validator said.

// present sends the held token; the validator decides on the way.
func (l *life) present(t incident.Time) {
	if n := len(l.listens); n > 0 && l.listens[n-1] == (receipt{l.held, t, true}) {
		return // several were put off until the client woke
	}
	k, d := l.held, l.draw("listen", t)
	decided := t.Add(d.of("there").between(25*incident.Millisecond, 90*incident.Millisecond))
	seen := decided.Add(d.of("back").between(25*incident.Millisecond, 120*incident.Millisecond))
	l.listens = append(l.listens, receipt{k, t, true})
	l.run.note(fact{kind: incident.KindListen, at: t, session: l.session, token: k})
	l.settle(k, decided, seen, false)
}

// settle lets the validator decide at one moment and the client learn it at another.
func (l *life) settle(k *token, decided, seen incident.Time, check bool) {
	w := l.run.world
	why := w.judge(k, decided)
	if why == accepted {
		l.run.at(seen, l, func(l *life, t incident.Time) { l.accept(t, k, w.told(k, decided), check) })
		return
	}
	r := &refusal{session: l.session, token: k, at: decided, why: why, check: check, life: l}
	l.run.at(seen, l, func(l *life, t incident.Time) { l.refuse(t, r) })
}

func (l *life) accept(t incident.Time, k *token, told incident.Span, check bool) {
	if !check {
		l.run.note(fact{kind: incident.KindRegistered, at: t, session: l.session, token: k, ttl: told})
	}
	if k != l.held {
		return
	}
	l.errorAsks, l.gaveUp = 0, false
	l.round++
	l.watch(t, k)
	fresh := len(l.timers) == 0 || l.timers[len(l.timers)-1].token != k
	if l.plan.expire > 0 && fresh && (l.stops == 0 || l.refreshes < l.stops) {
		late := l.draw("slip", t).between(0, incident.Second/2)
		l.wake(k, t.Add(max(told-l.plan.expire, 0)+late), true)
	}
}

// watch finds the first of the 30 s checks that the token will not pass; the ones before change nothing.
func (l *life) watch(t incident.Time, k *token) {
	over := k.end().Add(l.run.world.Config.Leeway).Sub(t)
	n := over/l.period + 1
	round := l.round
	l.run.at(t.Add(n*l.period), l, func(l *life, t incident.Time) {
		if round == l.round {
			l.check(t)
		}
	})
}

// check registers again with the held token. Its answer is back before any fetch that began at the same moment.
func (l *life) check(t incident.Time) {
	d := l.draw("check", t)
	decided := t.Add(d.of("there").between(8*incident.Millisecond, 30*incident.Millisecond))
	seen := decided.Add(d.of("back").between(8*incident.Millisecond, 30*incident.Millisecond))
	l.settle(l.held, decided, seen, true)
}

func (l *life) refuse(t incident.Time, r *refusal) {
	r.seen = t
	l.round++
	if l.refused != r.token {
		l.refused, l.times = r.token, 0
	}
	l.times++
	l.run.refusals = append(l.run.refusals, r)
	l.run.note(fact{kind: incident.KindRejected, at: t, session: l.session, token: r.token, refusal: r})
	if l.times < presentTries {
		wait := l.draw("again", t).between(incident.Minute, 2*incident.Minute)
		l.run.at(t.Add(wait), l, (*life).present)
	}
	if l.plan.onError && l.errorAsks < errorAsks && !l.gaveUp {
		l.errorAsks++
		l.run.at(t.Add(incident.Second/2), l, (*life).askAfterError)
	}
}

// askAfterError fetches, unless a fetch is under way already.
func (l *life) askAfterError(t incident.Time) {
	if !l.asking {
		l.ask(t, &request{onError: true})
	}
}

func (l *life) reconnect(t incident.Time) {
	if l.held == nil || l.cut == t {
		return
	}
	l.gaveUp, l.cut = false, t
	l.run.note(fact{kind: incident.KindReconnecting, at: t, session: l.session, token: l.held})
	l.run.at(t.Add(l.draw("drop", t).between(5*incident.Millisecond, 40*incident.Millisecond)), l, (*life).present)
}

// scheduleWaking notes frozen tabs and lets a waking SDK fall into the race that refuses a valid token.
func (l *life) scheduleWaking() {
	w := l.run.world
	for _, n := range l.naps {
		if w.Config.Frozen {
			l.run.note(fact{kind: incident.KindFrozen, at: n.from, session: l.session})
			if n.to < l.to {
				l.run.note(fact{kind: incident.KindResumed, at: n.to, session: l.session})
			}
		}
		if l.draw("race", n.to).chance(w.Config.Racing) {
			l.run.at(n.to, l, (*life).race)
		}
	}
}

// race is the register/listen race of SDKs before 2.18.5: 31204 on a token that is valid.
func (l *life) race(t incident.Time) {
	if l.held == nil || l.run.world.judge(l.held, t) != accepted {
		return
	}
	at := t.Add(10 * incident.Millisecond)
	l.refuse(at.Add(10*incident.Millisecond), &refusal{session: l.session, token: l.held, at: at, why: raced, life: l})
}
