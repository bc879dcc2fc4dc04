package replay

import (
	"cmp"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// habits lists what each session seems to have run, and how many ran what.
func (w *world) habits() (all []Habit, mix []Share) {
	count := map[string]int{}
	for i := range w.sessions {
		s := &w.sessions[i]
		h := Habit{Identity: s.identity, Session: s.id, Schedule: s.habit.name, Sure: s.habit.sure, Seen: s.habit.seen, Slip: incident.NoSpan}
		if n := len(s.slips); n > 0 {
			sorted := slices.Sorted(slices.Values(s.slips))
			h.Slip = sorted[n/2]
		}
		all = append(all, h)
		count[h.Schedule]++
	}
	for name, n := range count {
		mix = append(mix, Share{Schedule: name, Sessions: n, Share: float64(n) / float64(len(w.sessions))})
	}
	slices.SortFunc(mix, func(a, b Share) int {
		return cmp.Or(cmp.Compare(b.Sessions, a.Sessions), compareText(a.Schedule, b.Schedule))
	})
	slices.SortFunc(all, func(a, b Habit) int {
		return cmp.Or(compareText(a.Identity, b.Identity), compareText(a.Session, b.Session))
	})
	return all, mix
}

func compareText(a, b string) int { return strings.Compare(a, b) }

func compareTimes(a, b incident.Time) int { return cmp.Compare(a, b) }

// outside counts the rejections that no schedule can change.
func (w *world) outside(in *Input) Outside {
	type reason struct {
		cause incident.Cause
		sub   incident.Subcause
	}
	var out Outside
	count := map[reason]int{}
	for i := range in.Verdicts {
		switch v := &in.Verdicts[i]; v.Cause {
		case incident.WrongIss, incident.BadSignature, incident.BadToken:
			count[reason{v.Cause, v.Subcause}]++
			out.Rejections++
		}
	}
	for i := range w.sessions {
		s := &w.sessions[i]
		n := 0
		for _, f := range s.fetches {
			if f.token.faulty {
				n++
			}
		}
		out.Tokens += n
		if slices.ContainsFunc(s.refusals, func(r refusal) bool { return r.fatal }) {
			out.Sessions++
		}
	}
	for r, n := range count {
		out.ByCause = append(out.ByCause, CauseCount{r.cause, r.sub, n})
	}
	slices.SortFunc(out.ByCause, func(a, b CauseCount) int {
		return cmp.Or(cmp.Compare(b.Rejections, a.Rejections), cmp.Compare(a.Cause, b.Cause), cmp.Compare(a.Subcause, b.Subcause))
	})
	return out
}
