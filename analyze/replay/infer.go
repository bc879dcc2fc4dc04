package replay

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// habit is the schedule that a session seems to have run.
type habit struct {
	rule    Rule    // nil: never, or nothing tells
	name    string  // in the contract's syntax; "" where nothing tells
	sure    float64 // share of what was seen that it explains, in [0, 1]
	seen    int     // refreshes by timer, or due times that passed without one
	retries int
	wait    incident.Span // the first wait before a retry
	onError bool
}

// early is how long before its due time a timer may seem to have fired: readings are not exact.
const early = 3 * incident.Second / 2

// infer finds each session's habit.
func (w *world) infer() {
	rules := w.candidates()
	for i := range w.sessions {
		s := &w.sessions[i]
		s.classify()
		s.habit = s.inferHabit(rules)
	}
}

// candidates are the rules that a session may have run: round numbers, those of the built-in schedules, and margins that
// many sessions of this log have in common.
func (w *world) candidates() []Rule {
	rules := []Rule{BeforeExpiry(10 * incident.Second)}
	for _, p := range []float64{50, 60, 66.6667, 70, 75, 80, 85, 90, 95} {
		rules = append(rules, Percent(p))
	}
	for _, m := range []incident.Span{10, 30, 60, 120, 180, 225, 300, 600, 900} {
		rules = append(rules, BeforeEnd(m*incident.Second))
	}
	known := slices.Clone(rules)
	votes := map[BeforeEnd]int{}
	voters := 0
	for i := range w.sessions {
		s := &w.sessions[i]
		s.classify()
		all := s.refreshes()
		if len(all) < 2 {
			continue
		}
		voters++
		if first, ok := common(all); ok && !slices.ContainsFunc(known, func(r Rule) bool { return fits(all, r) }) {
			votes[first]++
		}
	}
	var found []BeforeEnd
	for m, n := range votes {
		if n*20 >= voters && n >= 2 {
			found = append(found, m)
		}
	}
	slices.Sort(found)
	for _, m := range found {
		rules = append(rules, m)
	}
	return rules
}

// common is the largest margin at which a session asked, in whole steps of ten seconds.
func common(all []refresh) (BeforeEnd, bool) {
	most := incident.Span(0)
	for _, r := range all {
		most = max(most, r.base.answered.Add(r.base.token.ttl).Sub(r.asked))
	}
	const step = 10 * incident.Second
	return BeforeEnd((most + step/2) / step * step), most > step
}

// fits tells whether a timer under the rule explains every refresh that was not put off by sleep.
func fits(all []refresh, rule Rule) bool {
	n := 0
	for _, r := range all {
		d := r.slip(rule)
		if d < -early {
			return false
		}
		if d <= slipMost {
			n++
		}
	}
	return n > 0
}

// inferHabit picks the rule that explains most of the session's refreshes with the least slip.
func (s *session) inferHabit(rules []Rule) habit {
	h := s.extras()
	all := s.refreshes()
	if len(all) == 0 {
		if n := s.passed(); n > 0 {
			h.name, h.seen, h.sure = "never", n, 1
			h.name += h.suffix()
		}
		return h
	}
	best, least := 0, incident.Span(0)
	for _, rule := range rules {
		n, sum := 0, incident.Span(0)
		for _, r := range all {
			switch d := r.slip(rule); {
			case d < -early:
				n--
			case d <= slipMost:
				n++
				sum += abs(d)
			}
		}
		if n <= 0 {
			continue
		}
		mean := sum / incident.Span(max(n, 1))
		if c := cmp.Or(cmp.Compare(n, best), cmp.Compare(least, mean)); best == 0 || c > 0 {
			best, least, h.rule = n, mean, rule
		}
	}
	h.seen = len(all)
	if h.rule == nil {
		return h
	}
	h.sure = float64(best) / float64(len(all))
	h.name = h.rule.String() + h.suffix()
	return h
}

// passed counts the tokens that ran out although nothing was asked for.
func (s *session) passed() int {
	n := 0
	for i := range s.fetches {
		f := &s.fetches[i]
		if f.lapsed && (i+1 == len(s.fetches) || s.fetches[i+1].asked > f.refused) {
			n++
		}
	}
	return n
}

// extras finds retries and on-error requests.
func (s *session) extras() habit {
	var h habit
	run := 0
	for i := range s.fetches {
		switch s.fetches[i].why {
		case byRetry:
			if run == 0 {
				h.wait = s.fetches[i].asked.Sub(s.fetches[i-1].answered)
			}
			run++
			h.retries = max(h.retries, run)
		case byRejection:
			h.onError = true
			run = 0
		default:
			run = 0
		}
	}
	return h
}

// suffix writes retries and on-error as modifiers.
func (h habit) suffix() string {
	var b strings.Builder
	if h.retries > 0 {
		wait := max((h.wait+incident.Second/2)/incident.Second, 1)
		fmt.Fprintf(&b, ",retry=%dx%ds", h.retries, wait)
	}
	if h.onError {
		b.WriteString(",on-error")
	}
	return b.String()
}
