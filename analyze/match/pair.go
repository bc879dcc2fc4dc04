package match

import (
	"lapse/analyze/incident"
)

// Skew tells how far a host's stamps stand from those of most other clocks, at one of its own readings. It is learnt
// from all sessions before fetches are paired for good.
type Skew func(host string, at incident.Time) (incident.Span, bool)

// pairFetches finds for each fetch of a session the request that answered it, and with it the token. A fetch whose token
// is known finds it among the requests that served that token. The others are paired by the offset between session and
// endpoint that most pairs agree on, not by the nearest time: a clock may be hours off. What is left between two pairs
// is paired in order where it is unambiguous.
func (s *Session) pairFetches(requests []*Request, skew Skew) {
	if s.paired = nil; len(s.Fetches) == 0 {
		return
	}
	mine := s.requests(requests)
	taken := map[*Request]bool{}
	s.paired = taken
	s.pairNamed(taken, skew)
	offset, sure, ok := s.endpointOffset(mine, skew)
	if !ok {
		s.pairBetween(mine, taken, skew)
		return
	}
	for _, f := range s.Fetches {
		if f.Answered == nil || f.Request != nil {
			continue
		}
		if r := nearestRequest(f, mine, offset, taken, skew); r != nil {
			switch {
			case f.Token != nil:
			case alternatives(f, mine, offset, skew) > 1:
				f.doubt = Guess
			case !sure:
				f.doubt = Likely
			default:
				f.doubt = r.Joined // its stamp was the balancer's
			}
			f.take(r, taken)
		}
	}
	s.pairBetween(mine, taken, skew)
}

func (f *Fetch) take(r *Request, taken map[*Request]bool) {
	f.Request = r
	taken[r] = true
	if f.Token == nil && f.OK() {
		f.Token = r.Token
	}
}

// requests are those that this session can have made.
func (s *Session) requests(all []*Request) []*Request {
	if s.Name == "" {
		return all
	}
	var out []*Request
	for _, r := range all {
		if n := r.Session(); n == "" || n == s.Name {
			out = append(out, r)
		}
	}
	return out
}

// pairNamed pairs the fetches whose token is known; those of tokens that were served several times come last, when the others
// tell the offset.
func (s *Session) pairNamed(taken map[*Request]bool, skew Skew) {
	var several []*Fetch
	for _, f := range s.Fetches {
		switch {
		case !f.OK() || f.Token == nil:
		case len(f.Token.Served) > 1:
			several = append(several, f)
		default:
			s.pairKnown(f, 0, taken, skew)
		}
	}
	if len(several) > 0 {
		near := s.pairedOffset(skew)
		for _, f := range several {
			s.pairKnown(f, near, taken, skew)
		}
	}
}

// pairKnown picks among the requests that served the fetched token the one whose stamp is nearest by the offset that other
// pairs show; usually there is one. A token that was served several times, or fetched more often than any line serves it,
// came out of a cache: where nothing names the session, nothing tells whose request is whose.
func (s *Session) pairKnown(f *Fetch, offset incident.Span, taken map[*Request]bool, skew Skew) {
	var best *Request
	var least incident.Span
	vague := f.Token.fetched > len(f.Token.Served) || len(f.Token.Served) > 1
	for _, r := range f.Token.Served {
		n := r.Session()
		if taken[r] || n != "" && s.Name != "" && n != s.Name || vague && (n == "" || s.Name == "") {
			continue
		}
		if d := span(r.stamp(skew).Sub(f.Answered.SortTime()) - offset); best == nil || d < least {
			best, least = r, d
		}
	}
	if best != nil {
		f.Request = best
		taken[best] = true
	}
}

// pairedOffset is endpoint − session as the pairs so far show it; by receive stamps where there is none.
func (s *Session) pairedOffset(skew Skew) incident.Span {
	var all []incident.Span
	for _, f := range s.Fetches {
		if f.Request != nil {
			all = append(all, f.Request.stamp(skew).Sub(f.Answered.SortTime()))
		}
	}
	if len(all) == 0 {
		return -s.delay()
	}
	d, _ := densest(all, pairSlack)
	return d
}

// stamp is a request's time for pairing: the balancer's where there is one (all hosts share its clock), else the host's
// with the host's own skew taken off.
func (r *Request) stamp(skew Skew) incident.Time {
	if r.Access != nil {
		return r.Access.SortTime()
	}
	t := r.Issued.SortTime()
	if skew != nil {
		if d, ok := skew(r.Issued.Host, t); ok {
			return t.Add(-d)
		}
	}
	return t
}

// alignsSurely tells whether the session's fetches and the endpoint's log of them fit in one way only.
func (s *Session) alignsSurely(requests []*Request, skew Skew) bool {
	_, sure, ok := s.endpointOffset(s.requests(requests), skew)
	return sure && ok
}

// endpointOffset is endpoint − session that most fetches agree on.
func (s *Session) endpointOffset(requests []*Request, skew Skew) (offset incident.Span, sure, ok bool) {
	var fixed []incident.Span
	var all []fit
	prior, open := -s.delay(), 0
	for i, f := range s.Fetches {
		if f.Answered == nil {
			open++ // its answer's line may be lost
			continue
		}
		if f.Request != nil {
			fixed = append(fixed, f.Request.stamp(skew).Sub(f.Answered.SortTime()))
			sure = sure || f.doubt == Sure
			continue
		}
		open++
		for j, r := range requests {
			if r.OK() == f.OK() {
				all = append(all, fit{r.stamp(skew).Sub(f.Answered.SortTime()) - prior, i, j})
			}
		}
	}
	if len(fixed) > 0 {
		d, _ := densest(fixed, pairSlack)
		return d, sure, true
	}
	a := align(all, pairSlack)
	return a.shift + prior, a.sure(open), a.votes > 1 || a.votes == 1 && span(a.shift) < incident.Minute
}

func nearestRequest(f *Fetch, requests []*Request, offset incident.Span, taken map[*Request]bool, skew Skew) *Request {
	var best *Request
	var least incident.Span
	for _, r := range requests {
		if taken[r] || r.OK() != f.OK() || f.Token != nil && r.Token != nil && r.Token != f.Token {
			continue
		}
		if d := span(r.stamp(skew).Sub(f.Answered.SortTime()) - offset); d <= pairSlack && (best == nil || d < least) {
			best, least = r, d
		}
	}
	return best
}

// alternatives counts the requests that stand so near to where a fetch is expected that it may be theirs.
func alternatives(f *Fetch, requests []*Request, offset incident.Span, skew Skew) int {
	n := 0
	for _, r := range requests {
		if r.OK() == f.OK() && span(r.stamp(skew).Sub(f.Answered.SortTime())-offset) <= 4*pairSlack {
			n++
		}
	}
	return n
}

// pairBetween pairs, between two neighbouring pairs (or before the first, after the last), as many unpaired fetches with
// equally many unpaired requests that name this session. A host that is off by less than the time between two refreshes
// is found in this way before anything is known of its clock.
func (s *Session) pairBetween(requests []*Request, taken map[*Request]bool, skew Skew) {
	if s.Name == "" {
		return
	}
	var own []*Request
	for _, r := range requests {
		if r.Session() == s.Name && r.OK() {
			own = append(own, r)
		}
	}
	position := map[*Request]int{}
	for i, r := range own {
		position[r] = i
	}
	var open []*Fetch
	from := 0
	flush := func(to int) {
		var free []*Request
		for _, r := range own[min(from, to):to] {
			if !taken[r] {
				free = append(free, r)
			}
		}
		if len(free) == len(open) {
			for i, f := range open {
				f.doubt = Guess
				f.take(free[i], taken)
			}
		}
		open = nil
	}
	for _, f := range s.Fetches {
		if !f.OK() {
			continue
		}
		if f.Request == nil {
			open = append(open, f)
			continue
		}
		if p, ok := position[f.Request]; ok {
			flush(p)
			from = p + 1
		}
	}
	flush(len(own))
}
