package analyze

import (
	"context"
	"slices"

	"lapse/analyze/cause"
	"lapse/analyze/clock"
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

func learn(stories []*match.Story, o Options) *cause.Known {
	k := &cause.Known{}
	k.Book = clock.NewBook()
	k.Leeway.Exp = o.Leeway
	if k.Leeway.Exp == (incident.Interval{}) {
		k.Leeway.Exp = incident.Interval{Lo: 0, Hi: int64(60 * incident.Second)}
	}
	k.Leeway.Nbf = incident.Interval{Lo: 0, Hi: int64(60 * incident.Second)}
	votes := map[string]map[incident.Span]int{}
	for _, s := range stories {
		s.ZoneVotes(votes)
	}
	k.Zones = match.Zones(votes)
	remaining, nominal := 0, 0
	for _, s := range stories {
		s.Resolve(&k.Known)
		for _, ses := range s.Sessions {
			r, n := ses.TTLVotes()
			remaining += r
			nominal += n
		}
	}
	switch {
	case remaining > nominal:
		k.TTL = match.Remaining
	case nominal > remaining:
		k.TTL = match.Nominal
	}
	for round := 0; round < 2; round++ {
		var ex []clock.Exchange
		owner := map[*clock.Exchange]*match.Session{}
		_ = owner
		bySource := map[string]*match.Session{}
		for _, s := range stories {
			s.Resolve(&k.Known)
			ex = append(ex, s.Exchanges(k.Zones)...)
			for _, ses := range s.Sessions {
				bySource[s.Identity+"\x00"+ses.Name] = ses
			}
		}
		k.Book.Learn(clock.Hard, ex, func(x *clock.Exchange, _ clock.Level) incident.Interval {
			ses := bySource[x.Source]
			if ses == nil || ses.Clock == nil {
				return incident.Anything()
			}
			r := x.Got
			if !r.Known() {
				r = x.Asked
			}
			return ses.Clock.At(r.Lo).Interval
		}, func(*clock.Book) map[incident.Clock]*clock.Track { return map[incident.Clock]*clock.Track{} })
		k.Skew = func(host string, at incident.Time) (incident.Span, bool) {
			a := k.Book.Answer(clock.Soft, incident.IssuerClock(host), at.Add(-k.Zones[host]))
			if !a.Bounded() {
				return 0, false
			}
			return k.Zones[host] + incident.Span(a.Interval.Lo/2+a.Interval.Hi/2), true
		}
	}
	for _, s := range stories {
		s.Resolve(&k.Known)
	}
	k.Issuers, k.Accounts = map[string]bool{}, map[string]bool{}
	for _, v := range o.Issuers {
		k.Issuers[v] = true
	}
	for _, v := range o.Accounts {
		k.Accounts[v] = true
	}
	survey := cause.NewSurvey()
	for _, s := range stories {
		survey.Add(s, k)
	}
	survey.Conclude(k)
	return k
}
