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

// pair is one client's reading of a moment of which the true time is known from a server's line.
type pair struct {
	at     incident.Time // the reading
	offset incident.Span
}

// learnClients sets the clocks of an identity's sessions: by what is known where that is narrow, else by the tokens that
// both sides name, else by the offset at which most of its requests meet lines of a server, else by the receive stamps.
func (c *clocks) learnClients(tl *incident.Timeline) {
	type client struct {
		got      []incident.Stamp
		pairs    []pair
		received []pair
		session  string
		narrow   bool
	}
	byClock := map[incident.Clock]*client{}
	served, times := c.served(tl)
	for i := range tl.Events {
		e := &tl.Events[i]
		if !e.Time.Known() || !isClient(e.Time.Clock) {
			continue
		}
		k := byClock[e.Time.Clock]
		if k == nil {
			in := c.known(e.Time.Clock, e.Time.Reading)
			k = &client{session: e.Session, narrow: in.Bounded() && in.Width() <= narrowEnough}
			byClock[e.Time.Clock] = k
		}
		if k.narrow {
			continue
		}
		if e.Received.Known() {
			k.received = append(k.received, pair{e.Time.Reading, e.Time.Reading.Sub(c.utc(e.Received))})
		}
		if e.Kind != incident.KindTokenFetched {
			continue
		}
		k.got = append(k.got, e.Time)
		for _, name := range names(&e.Token) {
			if at, ok := served[name]; ok {
				k.pairs = append(k.pairs, pair{e.Time.Reading, e.Time.Reading.Add(e.Time.Quantum / 2).Sub(at)})
				break
			}
		}
	}
	for clock, k := range byClock {
		switch {
		case k.narrow:
		case len(k.pairs) > 0:
			c.tracks[clock] = c.within(clock, through(k.pairs))
		default:
			if offset, ok := densest(k.got, times[k.session]); ok {
				c.tracks[clock] = c.within(clock, []step{{-never, offset}})
			} else if len(k.received) > 0 {
				late := slices.MaxFunc(k.received, func(a, b pair) int { return cmp.Compare(a.offset, b.offset) })
				c.tracks[clock] = c.within(clock, []step{{-never, late.offset}})
			}
		}
	}
}

// served lists when the servers answered, by the names of the tokens and by session.
func (c *clocks) served(tl *incident.Timeline) (byName map[string]incident.Time, bySession map[string][]incident.Time) {
	byName, bySession = map[string]incident.Time{}, map[string][]incident.Time{}
	for i := range tl.Events {
		e := &tl.Events[i]
		at := c.utc(e.Time)
		if e.Kind != incident.KindIssued && e.Kind != incident.KindAccess || !at.Known() {
			continue
		}
		for _, name := range names(&e.Token) {
			if before, ok := byName[name]; !ok || at < before {
				byName[name] = at
			}
		}
		bySession[e.Session] = append(bySession[e.Session], at)
	}
	return byName, bySession
}

// within holds a track to what is known of the clock.
func (c *clocks) within(clock incident.Clock, steps []step) []step {
	for i := range steps {
		in := c.known(clock, max(steps[i].from, 0))
		steps[i].offset = incident.Span(min(max(int64(steps[i].offset), in.Lo), in.Hi))
	}
	return steps
}

// through lays a track through pairs. An answer reaches the client after the server's line, so of each pair and its neighbours
// the least offset is the truest.
func through(pairs []pair) []step {
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.at, b.at) })
	steps := make([]step, len(pairs))
	for i := range pairs {
		least := pairs[i].offset
		for j := max(i-1, 0); j <= min(i+1, len(pairs)-1); j++ {
			least = min(least, pairs[j].offset)
		}
		steps[i] = step{pairs[i].at, least}
		if i > 0 {
			steps[i].from = between(pairs[i-1].at, pairs[i].at)
		}
	}
	steps[0].from = -never
	return steps
}

// densest is the offset at which most of a client's answers meet lines of a server, the smallest of equals; ok is false
// where fewer than two do, or fewer than half.
func densest(got []incident.Stamp, served []incident.Time) (incident.Span, bool) {
	const wide = 2 * incident.Second
	var all []incident.Span
	for _, g := range got {
		for _, at := range served {
			all = append(all, g.Reading.Add(g.Quantum/2).Sub(at))
		}
	}
	slices.Sort(all)
	best, most := incident.Span(0), 0
	for i, j := 0, 0; j < len(all); j++ {
		for all[j]-all[i] > wide {
			i++
		}
		if n := j - i + 1; n > most || n == most && abs(all[i]) < abs(best) {
			best, most = all[i], n
		}
	}
	return best, most >= 2 && 2*most >= min(len(got), len(served))
}
