package analyze

import (
	"context"
	"slices"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Run reads the facts and concludes: clocks first, from all that was read, then a verdict on each rejection that the
// options ask for. The result does not depend on the order in which lines were read, nor on the number of workers.
func Run(ctx context.Context, facts Facts, o Options) (*Result, error) {
	var stories []*match.Story
	res := &Result{Window: incident.Interval{Lo: incident.NoHi, Hi: incident.NoLo}}
	for t, err := range facts.Timelines(ctx, 0, incident.Buckets, false) {
		if err != nil {
			return nil, err
		}
		s := match.Read(t)
		stories = append(stories, s)
		res.count(t, s)
	}
	known := learn(stories, o)
	for _, s := range stories {
		res.judge(s, known, &o)
	}
	slices.SortFunc(res.Verdicts, func(a, b incident.Verdict) int { return a.Compare(&b) })
	episodes(res.Verdicts)
	res.conclude(known)
	return res, nil
}

// count adds up what a timeline holds.
func (r *Result) count(t *incident.Timeline, s *match.Story) {
	r.Events += int64(len(t.Events))
	for i := range t.Events {
		if at := t.Events[i].SortTime(); at.Known() {
			r.Window.Lo, r.Window.Hi = min(r.Window.Lo, int64(at)), max(r.Window.Hi, int64(at))
		}
	}
	for _, ses := range s.Sessions {
		if ses.Name != "" {
			r.Sessions++
		}
	}
}

// judge adds the verdicts on a story's rejections.
func (r *Result) judge(s *match.Story, known *cause.Known, o *Options) {
	before := len(r.Verdicts)
	for _, ses := range s.Sessions {
		for _, rejection := range ses.Rejections {
			if !o.wants(s, ses, rejection) {
				continue
			}
			if v, ok := cause.Judge(s, ses, rejection, known); ok {
				r.Verdicts = append(r.Verdicts, v)
			}
		}
	}
	if len(r.Verdicts) > before {
		r.Identities++
	}
}

// wants tells whether a rejection is among those that the user asked for.
func (o *Options) wants(s *match.Story, ses *match.Session, r *match.Rejection) bool {
	at := r.Event.SortTime()
	switch {
	case o.Since != 0 && o.Since.Known() && at < o.Since, o.Until != 0 && o.Until.Known() && at >= o.Until:
		return false
	case o.Identity != "" && o.Identity != s.Identity, o.Session != "" && o.Session != ses.Name:
		return false
	}
	return len(o.Codes) == 0 || slices.Contains(o.Codes, int(r.Event.EffectiveCode())) || slices.Contains(o.Codes, int(r.Event.Code))
}

// conclude fills in what holds for the whole run.
func (r *Result) conclude(k *cause.Known) {
	r.Clocks, r.Offsets = k.Book.Reports(), k.Book
	r.Leeway = k.Leeway.Exp
	r.Issuers, r.Accounts, r.Inferred = sorted(k.Issuers), sorted(k.Accounts), k.Inferred
	r.Assumptions, r.Notes = assumptions(k), notes(r.Clocks, k)
}

func sorted(set map[string]bool) []string {
	var out []string
	for v := range set {
		out = append(out, v)
	}
	slices.Sort(out)
	return out
}
