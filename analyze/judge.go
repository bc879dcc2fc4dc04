package analyze

import (
	"context"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// together is how many of the kept stories make one part of the verdicts.
const together = 64

// judgeAll gives the verdicts on the kept stories, then on those that are read beyond them.
func judgeAll(ctx context.Context, r *reading, known *cause.Known, o *Options) ([]part, error) {
	kept := (len(r.stories) + together - 1) / together
	parts := make([]part, kept+r.stretches()+1)
	r.share(kept, func() func(i int) {
		j := newJudge(known, o)
		return func(i int) {
			for _, s := range r.stories[i*together : min((i+1)*together, len(r.stories))] {
				j.story(s)
			}
			parts[i] = j.end()
		}
	})
	r.stories = nil
	err := r.stream(ctx, o, func() (story func(*match.Story), end func(stretch int)) {
		j := newJudge(known, o)
		story = func(s *match.Story) {
			s.Resolve(&known.Known)
			j.story(s)
		}
		return story, func(stretch int) { parts[kept+stretch] = j.end() }
	})
	return parts, err
}

// judge gives verdicts on one story after another, in the same memory. It is for one goroutine.
type judge struct {
	docket *cause.Docket
	o      *Options

	part     part // that is being judged
	episodes map[group]string
}

func newJudge(known *cause.Known, o *Options) *judge {
	return &judge{docket: cause.NewDocket(known), o: o, episodes: map[group]string{}}
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
				j.part.add(&v)
			}
		}
	}
}

// end is the end of a part: its verdicts in order, and with their episodes.
func (j *judge) end() part {
	p := j.part
	j.part = part{}
	p.sort()
	clear(j.episodes)
	for _, at := range p.order {
		v := p.at(at)
		j.name(v)
		if j.o.Brief {
			v.Token = nil
		}
	}
	return p
}
