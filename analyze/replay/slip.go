package replay

// findSlips notes how late each session's app timers fired.
func (w *world) findSlips() {
	for i := range w.sessions {
		s := &w.sessions[i]
		if _, sdk := s.habit.rule.(BeforeExpiry); sdk || s.habit.rule == nil {
			continue
		}
		for _, r := range s.refreshes() {
			if d := r.slip(s.habit.rule); d >= -early && d <= slipMost {
				s.slips = append(s.slips, max(d, 0))
			}
		}
		if len(s.slips) > 0 {
			w.slippers = append(w.slippers, s.slips)
		}
	}
}

// findFaultySessions marks sessions of which every judged token was faulty while their host's other tokens were not.
func (w *world) findFaultySessions() {
	good := false
	for i := range w.sessions {
		for _, f := range w.sessions[i].fetches {
			good = good || f.ok && !f.token.faulty
		}
	}
	for i := range w.sessions {
		s := &w.sessions[i]
		n, bad := 0, 0
		for _, f := range s.fetches {
			if f.ok {
				n++
				if f.token.faulty {
					bad++
				}
			}
		}
		s.faulty = good && bad == n && n >= 2
	}
}
