package replay

import "lapse/analyze/incident"

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
