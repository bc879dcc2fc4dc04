package cause

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// dutyBy looks for a refresh cycle: an attempt to replace a token before the refusal, or the SDK's tokenWillExpire.
func (t *trial) dutyBy(all []*attempt, receipt int) Tri {
	duty := No
	for i, a := range all {
		if a.asked.Hi < 0 {
			continue
		}
		d := and(a.mine, and(t.replaces(all[i+1:], a), not(t.onError(all[i+1:], a))))
		if a.asked.Lo < 0 {
			d = and(d, Maybe)
		}
		duty = or(duty, d)
	}
	return or(duty, t.warned(receipt))
}

// warned tells whether the SDK said tokenWillExpire of this token: after its receipt, before the refusal.
func (t *trial) warned(receipt int) Tri {
	for _, e := range t.session.Events {
		if e.Kind == incident.KindTokenWillExpire && t.since(e).Lo >= 0 && (receipt < 0 || t.since(e).Lo <= t.received.Hi) {
			return Yes
		}
	}
	return No
}

// replaces tells whether the session had a token when it made an attempt: its first one fetches, and replaces nothing. By
// record it is the first where the session registers with what it brings; else the log may not show the token before.
func (t *trial) replaces(older []*attempt, a *attempt) Tri {
	if t.usedBefore(a) || slices.ContainsFunc(older, func(b *attempt) bool { return b.ok && b.witness() == a.witness() }) {
		return Yes
	}
	uses := t.session.Uses
	if t.level == clock.Hard && (len(uses) == 0 || uses[0].Event.Kind != incident.KindRegister) {
		return Maybe
	}
	return No
}

// witness says whose log tells of an attempt. Two logs may tell of one and the same.
func (a *attempt) witness() incident.Kind {
	switch k := a.line.Kind; {
	case !k.Server():
		return incident.KindRefreshStarted
	case k == incident.KindIssueFailed:
		return incident.KindIssued
	default:
		return k
	}
}

// usedBefore tells whether the session had another token when it made an attempt: by its own clock, or because what it
// handed over first is not what the attempt brought.
func (t *trial) usedBefore(a *attempt) bool {
	for _, u := range t.session.Uses {
		if u.Event.Time.Clock == a.line.Time.Clock {
			return u.Event.SortTime() < a.line.SortTime()
		}
		if told := u.Told(); told != nil {
			return a.token != nil && told != a.token
		}
	}
	return false
}

// Between waking and asking, and between a refusal and a fetch that answers to it.
const (
	atOnce  = 250 * incident.Millisecond
	answers = 2 * incident.Second
)

// onError tells whether an attempt answers to a refusal, which is no refresh cycle. By likelihood it does where it follows
// one at once and attempts in this session mostly do; by record it may, unless no refusal can have called it.
func (t *trial) onError(older []*attempt, a *attempt) Tri {
	if t.level == clock.Hard {
		return and(truth(t.unsettled(older, a) || !t.uncalled(older, a)), Maybe)
	}
	if a.line.Kind.Server() || !t.follows(a.line) {
		return No
	}
	answered := 0
	for _, r := range t.session.Rejections {
		for _, f := range t.session.FetchesBefore(r.Event.SortTime().Add(answers), 1) {
			if line := f.Line(); line.SortTime() > r.Event.SortTime() {
				answered++
			}
		}
	}
	return truth(2*answered >= len(t.session.Rejections))
}

// again is how long after a refusal, or after an attempt that failed, whoever asks because of the refusal asks at most.
const again = int64(2 * incident.Minute)

// unsettled tells whether a refusal may have called an attempt. Whoever asks because of a refusal asks soon, and again until
// a token comes back.
func (t *trial) unsettled(older []*attempt, a *attempt) bool {
	first := t.firstTry(older, a)
	return slices.ContainsFunc(t.session.Rejections, func(r *match.Rejection) bool {
		ahead := minus(t.since(r.Event), first.asked)
		return ahead.Hi >= 0 && ahead.Lo <= again && t.before(r.Event, a.line) != No
	})
}

// firstTry is the attempt of which a is the repetition: before it, each failed and was repeated soon.
func (t *trial) firstTry(older []*attempt, a *attempt) *attempt {
	for _, b := range older {
		if b.ok || minus(b.asked, a.asked).Lo > again {
			break
		}
		a = b
	}
	return a
}

// uncalled tells whether no refusal can have called an attempt, though its line were lost: a refusal came seconds later, and
// two do not come so close; or the token that the session held had been accepted before, and was not over.
func (t *trial) uncalled(older []*attempt, a *attempt) bool {
	first := t.firstTry(older, a)
	for _, r := range t.session.Rejections {
		if ahead := minus(first.asked, t.since(r.Event)); ahead.Lo >= 0 && ahead.Hi <= int64(wakes) {
			return true
		}
	}
	for i := len(t.session.Uses) - 1; i >= 0; i-- {
		if u := t.session.Uses[i]; t.before(u.Event, first.line) == Yes {
			held := u.Told()
			return u.Accepted && u.Doubt() == match.Sure && held != nil && first.asked.Lo >= t.sinceEndOf(held).Hi
		}
	}
	return false
}

// follows tells whether a line stands right after a refusal.
func (t *trial) follows(e *incident.Event) bool {
	for _, r := range t.session.Rejections {
		if d, ok := t.sameClock(r.Event.Time, e.Time); ok && d.Lo > int64(atOnce) && d.Hi <= int64(answers) {
			return true
		}
	}
	return false
}

// declared tells whether a declared policy obliged the session to refresh.
func (t *trial) declared() Tri {
	if t.known.PolicyDue {
		return Yes
	}
	return No
}
