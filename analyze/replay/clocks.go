package replay

import (
	"cmp"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// clocks turns readings into true time. A simulation needs one number for each clock, not an interval: servers' clocks are
// taken as steady as their intervals allow, and where a client's clock is not bounded it is set by the requests that both
// sides logged.
type clocks struct {
	offsets incident.Offsets
	tracks  map[incident.Clock][]step // from a reading on
}

// narrowEnough is the widest interval of a client's clock whose middle is taken as it is.
const narrowEnough = 2 * incident.Second

// utc is the reading's true time.
func (c *clocks) utc(s incident.Stamp) incident.Time {
	if !s.Known() {
		return incident.NoTime
	}
	return s.Reading.Add(s.Quantum/2 - c.offset(s.Clock, s.Reading))
}

// offset is the best single guess of reading − UTC.
func (c *clocks) offset(clock incident.Clock, at incident.Time) incident.Span {
	if t := c.tracks[clock]; len(t) > 0 {
		i, found := slices.BinarySearchFunc(t, at, func(s step, at incident.Time) int { return cmp.Compare(s.from, at) })
		if !found {
			i = max(i-1, 0)
		}
		return t[i].offset
	}
	return middleOf(c.known(clock, at))
}

// known is the interval of a clock; everything where nothing is known of it.
func (c *clocks) known(clock incident.Clock, at incident.Time) incident.Interval {
	if clock == incident.UTC || clock == incident.Validator {
		return incident.Interval{}
	}
	if c.offsets == nil {
		return incident.Anything()
	}
	i, ok := c.offsets.At(clock, at)
	if !ok || i.Empty() {
		return incident.Anything()
	}
	return i
}

// middleOf is the middle of an interval or, where a side is open, what is nearest to a right clock.
func middleOf(i incident.Interval) incident.Span {
	if i.Bounded() {
		return incident.Span(i.Lo + (i.Hi-i.Lo)/2)
	}
	return incident.Span(min(max(0, i.Lo), i.Hi))
}

// learn sets all clocks that the timelines name.
func (c *clocks) learn(timelines []incident.Timeline) {
	c.tracks = map[incident.Clock][]step{}
	c.learnServers(timelines)
	for i := range timelines {
		c.learnClients(&timelines[i])
	}
	c.correctServers(timelines)
}

func isClient(c incident.Clock) bool {
	return strings.HasPrefix(string(c), string(incident.ClientClock("")))
}

// learnServers lays the fewest steps through the intervals of every clock that is no client's.
func (c *clocks) learnServers(timelines []incident.Timeline) {
	type known struct {
		at incident.Time
		in incident.Interval
	}
	all := map[incident.Clock][]known{}
	for i := range timelines {
		for j := range timelines[i].Events {
			e := &timelines[i].Events[j]
			for _, s := range [...]incident.Stamp{e.Time, e.Received} {
				if s.Known() && !isClient(s.Clock) {
					all[s.Clock] = append(all[s.Clock], known{s.Reading, c.known(s.Clock, s.Reading)})
				}
			}
		}
	}
	for clock, ks := range all {
		slices.SortStableFunc(ks, func(a, b known) int { return cmp.Compare(a.at, b.at) })
		var steps []step
		left, from := incident.Anything(), ks[0].at
		for _, k := range ks {
			both := incident.Interval{Lo: max(left.Lo, k.in.Lo), Hi: min(left.Hi, k.in.Hi)}
			if both.Empty() {
				steps = append(steps, step{from, middleOf(left)})
				both, from = k.in, k.at
			}
			left = both
		}
		c.tracks[clock] = append(steps, step{from, middleOf(left)})
	}
}

// through lays a track through pairs: the median of each with its neighbours, up to so many on either side.
func through(pairs []pair, neighbours int) []step {
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Or(cmp.Compare(a.at, b.at), cmp.Compare(a.offset, b.offset)) })
	steps := make([]step, len(pairs))
	var around []incident.Span
	for i := range pairs {
		around = around[:0]
		for j := max(i-neighbours, 0); j <= min(i+neighbours, len(pairs)-1); j++ {
			around = append(around, pairs[j].offset)
		}
		slices.Sort(around)
		steps[i] = step{pairs[i].at, around[len(around)/2]}
		if i > 0 {
			steps[i].from = between(pairs[i-1].at, pairs[i].at)
		}
	}
	steps[0].from = -never
	return steps
}

// peak is where sorted spans lie densest, and how many are there; of equals the least.
func peak(sorted []incident.Span) (best incident.Span, most int) {
	const wide = 2 * incident.Second
	for i, j := 0, 0; j < len(sorted); j++ {
		for sorted[j]-sorted[i] > wide {
			i++
		}
		middle := sorted[i+(j-i)/2]
		if n := j - i + 1; n > most || n == most && abs(middle) < abs(best) {
			best, most = middle, n
		}
	}
	return best, most
}
