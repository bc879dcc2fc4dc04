package match

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// joinAccess finds for each balancer's line the host's line of the same request: in one session and host, the n-th with
// the n-th where both logs hold equally many; elsewhere by the offset between the two logs that most pairs agree on.
func (s *Story) joinAccess() {
	if !slices.ContainsFunc(s.Requests, func(r *Request) bool { return r.Issued == nil }) {
		return
	}
	type group struct{ hosts, balancer []*Request }
	groups := map[[2]string]*group{}
	var names [][2]string
	for _, r := range s.Requests {
		key := [2]string{r.Session(), r.Line().Host}
		g := groups[key]
		if g == nil {
			g = &group{}
			groups[key] = g
			names = append(names, key)
		}
		if r.Issued != nil {
			g.hosts = append(g.hosts, r)
		} else {
			g.balancer = append(g.balancer, r)
		}
	}
	joined := map[*Request]bool{}
	for _, key := range names {
		pairRequests(groups[key].hosts, groups[key].balancer, joined)
	}
	s.Requests = slices.DeleteFunc(s.Requests, func(r *Request) bool { return joined[r] })
	slices.SortStableFunc(s.Requests, func(a, b *Request) int {
		return cmp.Compare(a.Line().SortTime(), b.Line().SortTime())
	})
}

// pairRequests joins balancer's lines to host's lines. Lines that find no partner stay requests of their own.
func pairRequests(hosts, balancer []*Request, joined map[*Request]bool) {
	if len(hosts) == 0 || len(balancer) == 0 {
		return
	}
	shift, doubt, ok := offsetOf(hosts, balancer)
	if !ok {
		return
	}
	j := 0
	for _, h := range hosts {
		want := h.Line().SortTime().Add(-shift)
		for j < len(balancer) && balancer[j].Line().SortTime() < want.Add(-pairSlack) {
			j++
		}
		if j < len(balancer) && balancer[j].Line().SortTime() <= want.Add(pairSlack) && fits(h, balancer[j]) {
			h.Access, h.Joined = balancer[j].Access, doubt
			if crowded(hosts, balancer, h, balancer[j], shift) {
				h.Joined = Guess
			}
			joined[balancer[j]] = true
			j++
		}
	}
	joinSlow(hosts, balancer, shift, max(doubt, Likely), joined)
}

// joinSlow joins what is left where a request took so long that the host's line, written at the mint, and the balancer's,
// written at the end, stand far apart: the mint lies within the balancer's request, and both say that it took as long.
func joinSlow(hosts, balancer []*Request, shift incident.Span, doubt Doubt, joined map[*Request]bool) {
	for _, h := range hosts {
		if h.Access != nil || !h.Issued.Latency.Known() {
			continue
		}
		mint := h.Line().SortTime().Add(-shift)
		from, _ := slices.BinarySearchFunc(balancer, mint.Add(-pairSlack), bySortTime)
		var found []*Request
		for _, b := range balancer[from:] {
			if b.Line().SortTime() > mint.Add(answerWithin) {
				break
			}
			if !joined[b] && fits(h, b) && b.during(mint) && span(b.Access.Latency-h.Issued.Latency) <= sameTook {
				found = append(found, b)
			}
		}
		if len(found) == 1 {
			h.Access, h.Joined = found[0].Access, doubt
			joined[found[0]] = true
		}
	}
}

// sameTook is how much what the host and what the balancer measured of one request may differ.
const sameTook = 100 * incident.Millisecond

// during tells whether a time lies within a request, as the balancer saw it.
func (r *Request) during(t incident.Time) bool {
	end := r.Access.SortTime()
	return r.Access.Latency.Known() && t >= end.Add(-r.Access.Latency-pairSlack) && t <= end.Add(pairSlack)
}

// crowded tells whether either of two joined lines has another candidate.
func crowded(hosts, balancer []*Request, h, b *Request, shift incident.Span) bool {
	near := func(list []*Request, at incident.Time) int {
		from, _ := slices.BinarySearchFunc(list, at.Add(-pairSlack), bySortTime)
		n := from
		for n < len(list) && list[n].Line().SortTime() <= at.Add(pairSlack) {
			n++
		}
		return n - from
	}
	return near(balancer, h.Line().SortTime().Add(-shift)) > 1 || near(hosts, b.Line().SortTime().Add(shift)) > 1
}

func bySortTime(r *Request, t incident.Time) int { return cmp.Compare(r.Line().SortTime(), t) }

// pairSlack is how much the offset between two logs may vary from one request to the next.
const pairSlack = 3 * incident.Second

func fits(h, b *Request) bool {
	return h.OK() == (b.Access.Status >= 200 && b.Access.Status < 300)
}

// offsetOf is the difference host − balancer that most lines agree on, within pairSlack; false where no two agree and there
// is more than one choice. It is sure where no other comes near, or where every line of either log has its partner.
func offsetOf(hosts, balancer []*Request) (shift incident.Span, doubt Doubt, ok bool) {
	few, many := hosts, balancer
	if len(hosts)*len(balancer) > 4096 {
		few, many = hosts[:min(64, len(hosts))], balancer[:min(64, len(balancer))]
	}
	var fitting []fit
	for i, h := range few {
		for j, b := range many {
			if fits(h, b) {
				fitting = append(fitting, fit{h.Line().SortTime().Sub(b.Line().SortTime()), i, j})
			}
		}
	}
	a := align(fitting, pairSlack)
	if !a.sure(len(few)) && !(a.votes == len(hosts) && len(hosts) == len(balancer)) {
		doubt = Likely
	}
	return a.shift, doubt, a.votes > 1 || len(fitting) == 1
}

// densest finds the window of the given width that holds most values, and its middle value; of equally full windows the
// one nearest to zero.
func densest(values []incident.Span, width incident.Span) (middle incident.Span, votes int) {
	slices.Sort(values)
	j := 0
	for i := range values {
		for j < len(values) && values[j] <= values[i]+width {
			j++
		}
		m := values[(i+j-1)/2]
		if n := j - i; n > votes || n == votes && span(m) < span(middle) {
			middle, votes = m, n
		}
	}
	return middle, votes
}

func span(d incident.Span) incident.Span {
	if d < 0 {
		return -d
	}
	return d
}
