package cause

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
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
// one at once and attempts in this session mostly do; by record it may, unless a token came back between the two.
func (t *trial) onError(older []*attempt, a *attempt) Tri {
	if t.level == clock.Hard {
		return and(truth(t.unsettled(older, a)), Maybe)
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

// unsettled tells whether the last refusal that may have come before an attempt was not surely settled by then: no older
// attempt lies between the two that brought a token. Whoever asks because of a refusal asks again until it has one.
func (t *trial) unsettled(older []*attempt, a *attempt) bool {
	for i := len(t.session.Rejections) - 1; i >= 0; i-- {
		refusal := t.session.Rejections[i].Event
		if t.before(refusal, a.line) == No {
			continue
		}
		return !slices.ContainsFunc(older, func(b *attempt) bool {
			return b.ok && t.before(refusal, b.line) == Yes && t.before(b.answer, a.line) == Yes
		})
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
