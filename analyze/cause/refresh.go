package cause

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// refreshes finds what the session did after it had received the token, and whether it was its duty to refresh.
func (t *trial) refreshes() {
	all := t.attempts()
	t.received = incident.Anything()
	if len(all) == 0 {
		t.duty = or(t.declared(), t.warned(-1))
		if t.duty == No && t.level == clock.Hard {
			t.duty = Maybe // no log is there that would show a refresh
		}
		return
	}
	receipt := -1
	for i := len(all) - 1; i >= 0; i-- { // from the oldest
		if all[i].ok && all[i].token == t.token {
			receipt = i
			t.received = all[i].done
			break
		}
	}
	if receipt < 0 {
		receipt = t.unseenReceipt(all)
	}
	t.later = t.beforeRefusal(all[:max(receipt, 0)])
	if receipt < 0 {
		t.later = t.beforeRefusal(all)
	}
	t.duty = or(t.dutyBy(all, receipt), t.declared())
	if t.duty == No && t.level == clock.Hard && !t.wouldShow() {
		t.duty = Maybe
	}
	if t.session.Name == "" && t.known.Habit.Known() {
		t.ofTab(all, receipt)
	}
}

// ofTab keeps the attempts of the tab that holds the token, where no line names tabs: those made when the token had the
// usual age. The tab has a refresh cycle where there is one, or where the token itself replaced another.
func (t *trial) ofTab(all []*attempt, receipt int) {
	var mine []*attempt
	duty := No
	for _, a := range t.later {
		own := *a
		own.mine = a.of(t.token)
		if own.mine != No {
			mine = append(mine, &own)
		}
		if own.mine == Yes {
			duty = Yes
		}
	}
	if receipt >= 0 && len(all[receipt].follows) > 0 {
		duty = Yes
	}
	t.later, t.duty = mine, or(duty, t.declared())
}

// wouldShow tells whether a refresh of this session would stand in the logs: its own lines show it fetching. What is not in
// the endpoint's log may be in a part of it that is lost.
func (t *trial) wouldShow() bool { return len(t.session.Fetches) > 0 }

// unseenReceipt places the receipt of a token that no line shows being fetched: before its first use.
func (t *trial) unseenReceipt(all []*attempt) int {
	for _, u := range t.session.Uses {
		if u.Told() != t.token {
			continue
		}
		t.received = t.since(u.Event)
		for i := range all {
			if all[i].asked.Lo >= t.received.Lo {
				return i
			}
		}
		break
	}
	return -1
}

// beforeRefusal keeps the attempts that may have been made before the refusal, the earliest first.
func (t *trial) beforeRefusal(all []*attempt) []*attempt {
	before := len(t.desk.later)
	for i := len(all) - 1; i >= 0; i-- {
		if all[i].asked.Hi >= 0 {
			t.desk.later = append(t.desk.later, all[i])
		}
	}
	n := len(t.desk.later)
	return t.desk.later[before:n:n]
}

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

// alive tells whether an attempt began before the token's end: max(exp, m + ttl).
func (t *trial) alive(a *attempt) Tri {
	switch {
	case a.asked.Lo > t.sinceEnd.Hi:
		return Yes
	case a.asked.Hi <= t.sinceEnd.Lo:
		return No
	}
	return Maybe
}

// suspended: asleep or frozen from before the due time until T. The session asked for the first time after the end, on
// waking: no refusal came before. A refusal seconds after waking counts, and a later one while nothing newer has come. Or
// the page said that it was frozen.
func (t *trial) suspended() Tri {
	slept := and(t.frozen(), not(t.askedInTime()))
	if slept != Yes && len(t.later) > 0 {
		woke := t.onWaking()
		if t.unseenAsking() {
			woke = min(woke, Maybe)
		}
		slept = or(slept, woke)
	}
	if t.level == clock.Hard && !t.fresh() {
		return min(slept, Maybe) // its refresh may have been due after its end only
	}
	return slept
}

// askedInTime tells whether the session asked before the end: then it was awake when the refresh was due.
func (t *trial) askedInTime() Tri {
	asked := No
	for _, a := range t.later {
		asked = or(asked, and(a.mine, t.alive(a)))
	}
	return asked
}

// onWaking tells whether the first attempt that is on record came after the end, on waking.
func (t *trial) onWaking() Tri {
	first := t.later[0]
	close := within(first.asked, wakes, onWaking)
	return and(and(not(t.alive(first)), t.waking(first)), or(close, not(t.notApplied())))
}

// fresh tells whether the session received the token with nearly its whole lifetime ahead.
func (t *trial) fresh() bool {
	ahead := minus(t.received, t.sinceEnd)
	return t.ttl.Known() && ahead.Lo >= int64(t.ttl-t.ttl/20)
}

// waking tells whether an attempt came no later than the first refusal of the token, but for a moment.
func (t *trial) waking(a *attempt) Tri {
	w := Yes
	for _, r := range t.session.Rejections {
		since := t.since(r.Event)
		if since.Hi < 0 {
			break
		}
		if since.Hi > t.sinceEnd.Hi {
			continue // of a token before this one
		}
		w = and(w, reaches(minus(a.asked, since), point(-int64(atOnce))))
	}
	return w
}

// frozen tells whether the page froze before the end and resumed after it, seconds before T, and then did what had been due;
// a page that does nothing on resuming had nothing due. Without a line that shows it resuming it may have been so.
func (t *trial) frozen() Tri {
	frozen := No
	for _, e := range t.session.Pauses {
		since := t.since(e)
		if since.Hi < 0 {
			break
		}
		switch {
		case e.Kind == incident.KindFrozen:
			frozen = min(truth(since.Lo > t.sinceEnd.Hi), Maybe)
		case e.Kind == incident.KindResumed && since.Lo > t.sinceEnd.Lo:
			frozen = No
		case e.Kind == incident.KindResumed && frozen != No:
			frozen = and(within(since, wakes, onWaking), t.asksAfter(e))
		}
	}
	return frozen
}

// asksAfter tells whether the session asked for a token within seconds of a line.
func (t *trial) asksAfter(e *incident.Event) Tri {
	for _, f := range t.session.FetchesBefore(e.SortTime().Add(onWaking), 1) {
		asks := truth(f.Line().SortTime() >= e.SortTime())
		if t.level == clock.Hard && t.follows(f.Line()) {
			return min(asks, Maybe) // because of the refusal: nothing may have been due
		}
		return asks
	}
	return No
}

// notApplied: a newer token was received before T, and seconds later it was not handed over.
func (t *trial) notApplied() Tri {
	r := No
	for _, a := range t.later {
		if !a.ok || a.token == t.token || a.token != nil && a.token.Exp.Known() && t.token.Exp.Known() && a.token.Exp <= t.token.Exp {
			continue
		}
		early := not(within(a.done, applies, onWaking))
		r = or(r, and(early, or(a.mine, Maybe)))
	}
	return r
}

// within tells whether something happened at most so long before T: surely up to the first limit, surely not beyond the
// second. What "seconds" are is nowhere written down, so between the two it may be either; by likelihood the first counts.
func within(since incident.Interval, surely, hardly incident.Span) Tri {
	switch {
	case since.Hi <= int64(surely):
		return Yes
	case since.Lo > int64(hardly):
		return No
	}
	return Maybe
}

// tooLate: it asked before the end and was answered after it.
func (t *trial) tooLate() Tri {
	r := No
	for _, a := range t.later {
		if !a.ok {
			continue
		}
		after := not(reaches(a.done, t.sinceEnd))
		r = or(r, and(t.alive(a), after))
	}
	return r
}

// endpointFailed: it asked before the end, and no token came back.
func (t *trial) endpointFailed() Tri {
	asked, served := No, No
	for _, a := range t.later {
		alive := t.alive(a)
		if a.ok {
			served = or(served, alive)
		} else if a.answered || t.level == clock.Soft {
			asked = or(asked, alive)
		} else {
			asked = or(asked, min(alive, Maybe)) // the answer may have come later
		}
	}
	if asked == No && t.unseenAsking() {
		asked = Maybe
	}
	return and(asked, not(served))
}

// unseenAsking tells whether the session may have asked without a line that shows it: its own log does not show it asking
// at all, and a request that fails on its way reaches no other. By likelihood it did not.
func (t *trial) unseenAsking() bool {
	if t.level == clock.Soft {
		return false
	}
	for _, f := range t.session.Fetches {
		if f.Asked != nil {
			return false
		}
	}
	return true
}

// stale: it asked before the end and was given a token that ends no later.
func (t *trial) stale() Tri {
	r := No
	for _, a := range t.later {
		if a.ok && a.token != nil && (a.token == t.token || a.token.Exp.Known() && t.token.Exp.Known() && a.token.Exp <= t.token.Exp) {
			r = or(r, t.alive(a))
		}
	}
	return r
}

// cached: the session presented the token for the first time when it was over.
func (t *trial) cached() Tri {
	for _, u := range t.session.Uses {
		if u.Told() != t.token {
			continue
		}
		if u.Accepted {
			return No
		}
		since := t.since(u.Event)
		if since.Lo >= 0 && since.Hi <= int64(firstRefusal) && t.x == Yes && !t.fetched() {
			return Yes // refused as soon as it was presented for the first time
		}
		return not(reaches(minus(since, t.sinceExp), point(1)))
	}
	return No
}

// firstRefusal is how soon a token that is over when it is first presented is refused.
const firstRefusal = 5 * incident.Second

// fetched tells whether the session's own log shows it receiving the token.
func (t *trial) fetched() bool {
	for _, f := range t.session.Fetches {
		if f.Token == t.token {
			return true
		}
	}
	return false
}
