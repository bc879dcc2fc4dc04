package replay

import "lapse/analyze/incident"

// findRepeats learns how often, and after what time, clients present a token again after it was refused. A token that was replaced
// was repeated less often, so it is the most that some clients did.
func (w *world) findRepeats() {
	counts := map[int]int{}
	note := func(n int) {
		for ; n > 0; n-- {
			counts[n]++
		}
	}
	for i := range w.sessions {
		n := 0
		rs := w.sessions[i].refusals
		for j := 1; j < len(rs); j++ {
			d := rs[j].at.Sub(rs[j-1].at)
			if rs[j].token == rs[j-1].token && d > 10*incident.Second && d < repeatMost {
				w.gaps = append(w.gaps, d)
				n++
				continue
			}
			note(n)
			n = 0
		}
		note(n)
	}
	for w.repeats < 10 && counts[w.repeats+1] >= 2 {
		w.repeats++
	}
	if w.repeats == 0 {
		w.gaps = nil
	}
}

// findEarly learns how long before nbf the validator accepts a token: between the earliest acceptance and the latest
// refusal that is recorded.
func (w *world) findEarly() {
	const usual = 5 * incident.Second
	least, most := incident.Span(0), incident.Span(never)
	for i := range w.sessions {
		s := &w.sessions[i]
		for j := range s.fetches {
			f := &s.fetches[j]
			if f.token.begins == -never || f.applied == never || f.token.faulty {
				continue
			}
			ahead := f.token.begins.Sub(f.applied)
			if r := s.firstRefusal(f); r != nil && r.at.Sub(f.applied) < same {
				if ahead > 0 && !r.overdue {
					most = min(most, f.token.begins.Sub(r.at)-1)
				}
			} else {
				least = max(least, ahead)
			}
		}
	}
	w.early = max(min(usual, most), least)
	for i := range w.sessions {
		for j := range w.sessions[i].fetches {
			if t := &w.sessions[i].fetches[j].token; t.begins > -never {
				t.begins = t.begins.Add(-w.early)
			}
		}
	}
}

// firstRefusal is the first recorded refusal of a token, nil if there is none.
func (s *session) firstRefusal(f *fetch) *refusal {
	for i := range s.refusals {
		if s.refusals[i].token == f.token.rec {
			return &s.refusals[i]
		}
	}
	return nil
}
