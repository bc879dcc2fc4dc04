package analyze

import (
	"context"
	"slices"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Run reads the facts and concludes.
func Run(ctx context.Context, facts Facts, o Options) (*Result, error) {
	var stories []*match.Story
	res := &Result{}
	for t, err := range facts.Timelines(ctx, 0, incident.Buckets, false) {
		if err != nil {
			return nil, err
		}
		res.Events += int64(len(t.Events))
		stories = append(stories, match.Read(t))
	}
	known := learn(stories, o)
	for _, s := range stories {
		for _, ses := range s.Sessions {
			for _, r := range ses.Rejections {
				if v, ok := cause.Judge(s, ses, r, known); ok {
					res.Verdicts = append(res.Verdicts, v)
				}
			}
		}
	}
	slices.SortFunc(res.Verdicts, func(a, b incident.Verdict) int { return a.Compare(&b) })
	res.Offsets = known.Book
	res.Leeway = known.Leeway.Exp
	return res, nil
}
