package cause

import (
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
