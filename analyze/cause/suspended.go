package cause

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

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
			continue // of a token before this one, or before its end
		}
		first := reaches(minus(a.asked, since), point(-int64(atOnce)))
		if since.Hi > t.sinceEnd.Lo {
			first = max(first, Maybe) // it may have come before the end
		}
		w = and(w, first)
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
