package match

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// Gaps collects how long after one token the same session got the next, by the hosts that minted the two. Where clients
// refresh by a schedule, the frequent gap between tokens of one host is the period; between two hosts it differs from
// that by what their clocks differ.
type Gaps map[[2]string][]incident.Span

// maxGaps bounds what is kept for each pair of hosts.
const maxGaps = 4096

// Gaps adds the story's gaps, session by session where the lines name them.
func (s *Story) Gaps(g Gaps) {
	bySession := map[string][]*Request{}
	var names []string
	for _, r := range s.Requests {
		if r.Issued == nil || !r.OK() || r.Token == nil || r.Token.First() != r || !r.Token.Iat.Known() {
			continue
		}
		n := r.Session()
		if bySession[n] == nil {
			names = append(names, n)
		}
		bySession[n] = append(bySession[n], r)
	}
	slices.Sort(names)
	for _, n := range names {
		list := bySession[n]
		slices.SortStableFunc(list, func(a, b *Request) int { return cmp.Compare(a.Token.Iat, b.Token.Iat) })
		for i := 1; i < len(list); i++ {
			key := [2]string{list[i-1].Token.Host, list[i].Token.Host}
			if len(g[key]) < maxGaps {
				g[key] = append(g[key], list[i].Token.Iat.Sub(list[i-1].Token.Iat))
			}
		}
	}
}

// gapWidth is how much a scheduled gap varies: the second of iat, and the endpoint's latency.
const gapWidth = 3 * incident.Second

// enoughGaps is how many gaps must agree before a schedule is believed.
const enoughGaps = 3

// Offsets tells how far each host's clock stands from that of the first of the hosts that agree with each other; hosts
// about which the gaps say nothing are left out. It is an inference from habits: likely at best.
func (g Gaps) Offsets() map[string]incident.Span {
	hosts := g.hosts()
	period, ok := g.period(hosts)
	if !ok {
		return nil
	}
	var best map[string]incident.Span
	right := 0
	for _, base := range hosts {
		at, n := map[string]incident.Span{base: 0}, 1
		for _, h := range hosts {
			if d, ok := g.relative(base, h, period); ok && h != base {
				at[h] = d
				if span(d) <= 2*gapWidth {
					n++
				}
			}
		}
		if n > right || n == right && len(at) > len(best) {
			best, right = at, n
		}
	}
	return best
}

// relative is how far clock b stands from clock a, where the gaps in both directions say the same: P + d one way, P − d the
// other. One direction alone says nothing: clients that keep another period leave such gaps between hosts that are right.
func (g Gaps) relative(a, b string, period incident.Span) (incident.Span, bool) {
	there, back := slices.Clone(g[[2]string{a, b}]), slices.Clone(g[[2]string{b, a}])
	d, votes := densest(there, gapWidth)
	e, others := densest(back, gapWidth)
	if votes < 2 || others < 2 || span(d+e-2*period) > 2*gapWidth {
		return 0, false
	}
	return (d - e) / 2, true
}

func (g Gaps) hosts() []string {
	var out []string
	for key := range g {
		for _, h := range key {
			if !slices.Contains(out, h) {
				out = append(out, h)
			}
		}
	}
	slices.Sort(out)
	return out
}

// period is the gap that most tokens of one host agree on.
func (g Gaps) period(hosts []string) (incident.Span, bool) {
	var same []incident.Span
	for _, h := range hosts {
		same = append(same, g[[2]string{h, h}]...)
	}
	d, votes := densest(same, gapWidth)
	return d, votes >= enoughGaps
}

// Ages collects, for every two tokens of an identity, how long after the first the second was minted, up to limit: tabs
// that interleave still show the period of each.
func (s *Story) Ages(out []incident.Span, skew Skew, limit incident.Span) []incident.Span {
	var at []incident.Time
	for _, r := range s.Requests {
		if r.OK() {
			at = append(at, r.stamp(skew))
		}
	}
	slices.Sort(at)
	at = at[:min(len(at), maxAges)]
	for i := range at {
		for j := i + 1; j < len(at) && at[j].Sub(at[i]) <= limit; j++ {
			out = append(out, at[j].Sub(at[i]))
		}
	}
	return out
}

// maxAges bounds the requests of one identity that are compared.
const maxAges = 200

// ageWidth is how much the time from one token to the next varies: timers slip.
const ageWidth = 20 * incident.Second

// Habit is the age at which clients usually fetch the next token; NoSpan where no age stands out.
func Habit(ages []incident.Span) incident.Span {
	ages = slices.DeleteFunc(ages, func(d incident.Span) bool { return d < incident.Minute })
	d, votes := densest(ages, ageWidth)
	if votes < 5 || votes*20 < len(ages) {
		return incident.NoSpan
	}
	return d
}
