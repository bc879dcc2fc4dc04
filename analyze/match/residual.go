package match

import (
	"slices"

	"lapse/analyze/incident"
)

// Residuals collects, by host, how far the stamps of requests that nothing was paired with stand from the fetches that
// nothing was paired with, beyond the offset of the session. A host whose clock is hours off shows the same residual in
// all sessions, while wrong pairs scatter.
type Residuals map[string][]incident.Span

const (
	mostResiduals    = 1 << 14 // a host
	mostOfOneSession = 12      // of the unpaired fetches and requests of one session
)

// Residuals adds those of a story whose fetches were paired as far as possible.
func (s *Story) Residuals(out Residuals, skew Skew) {
	for _, ses := range s.Sessions {
		mine := ses.requests(s.Requests)
		offset, _, ok := ses.endpointOffset(mine, skew)
		if !ok {
			continue
		}
		var fetches []*Fetch
		surely := map[*Request]bool{}
		for _, f := range ses.Fetches {
			switch {
			case f.OK() && (f.Request == nil || f.doubt == Guess):
				fetches = append(fetches, f)
			case f.Request != nil:
				surely[f.Request] = true
			}
		}
		var requests []*Request
		for _, r := range mine {
			if r.OK() && r.Access == nil && !surely[r] {
				requests = append(requests, r)
			}
		}
		for _, f := range fetches[:min(len(fetches), mostOfOneSession)] {
			for _, r := range requests[:min(len(requests), mostOfOneSession)] {
				if h := r.Issued.Host; len(out[h]) < mostResiduals {
					out[h] = append(out[h], r.Issued.SortTime().Sub(f.Answered.SortTime())-offset)
				}
			}
		}
	}
}

// Skews tells for each host the residual that most pairs agree on, where enough do and no other comes near.
func (m Residuals) Skews() map[string]incident.Span {
	out := map[string]incident.Span{}
	for host, all := range m {
		d, votes := densest(all, pairSlack)
		rest := slices.DeleteFunc(slices.Clone(all), func(r incident.Span) bool { return span(r-d) <= 2*pairSlack })
		if _, second := densest(rest, pairSlack); votes >= enoughGaps && votes > second {
			out[host] = d
		}
	}
	return out
}
