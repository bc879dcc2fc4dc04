package analyze

import (
	"context"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// together is how many of the kept stories one judge takes: so many share its memory.
const together = 64

// judgeAll gives the verdicts on the kept stories, then on those that are read beyond them, by part.
func judgeAll(ctx context.Context, r *reading, known *cause.Known, o *Options) ([][]incident.Verdict, error) {
	kept := (len(r.stories) + together - 1) / together
	judges := make([]*judge, kept+r.stretches()+1)
	for i := range judges {
		judges[i] = &judge{docket: cause.NewDocket(known), o: o}
	}
	r.spread(kept, func(i int) {
		for _, s := range r.stories[i*together : min((i+1)*together, len(r.stories))] {
			judges[i].story(s)
		}
	})
	r.stories = nil
	err := r.stream(ctx, o, func(stretch int, s *match.Story) {
		s.Resolve(&known.Known)
		judges[kept+stretch].story(s)
	})
	if err != nil {
		return nil, err
	}
	var all [][]incident.Verdict
	for _, j := range judges {
		all = append(all, j.verdicts...)
	}
	return all, nil
}

// judge gives verdicts on one story after another. It is for one goroutine at a time.
type judge struct {
	docket   *cause.Docket
	o        *Options
	verdicts [][]incident.Verdict // in blocks, so that none is copied when there are more
}

// story judges a story's rejections, as far as the options ask for them.
func (j *judge) story(s *match.Story) {
	if b := incident.Bucket(s.Identity); !j.o.judges(b, b+1) {
		return
	}
	j.docket.Open(s)
	for _, ses := range s.Sessions {
		for _, r := range ses.Rejections {
			if !j.o.wants(s, ses, r) {
				continue
			}
			if v, ok := j.docket.Judge(ses, r); ok {
				j.add(&v)
			}
		}
	}
}

// largestBlock is how many verdicts a block holds at most.
const largestBlock = 256

func (j *judge) add(v *incident.Verdict) {
	last := len(j.verdicts) - 1
	if last < 0 || len(j.verdicts[last]) == cap(j.verdicts[last]) {
		size := 16
		if last >= 0 {
			size = min(2*cap(j.verdicts[last]), largestBlock)
		}
		j.verdicts = append(j.verdicts, make([]incident.Verdict, 0, size))
		last++
	}
	j.verdicts[last] = append(j.verdicts[last], *v)
}
