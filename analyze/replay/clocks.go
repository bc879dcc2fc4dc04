package replay

import (
	"cmp"
	"maps"
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

// pair is a reading of a clock and what it tells of that clock's offset.
type pair struct {
	at     incident.Time // the reading
	offset incident.Span
}

// client is what the lines of one client clock tell.
type client struct {
	session  string
	narrow   bool                    // its offset is known well enough
	got      []incident.Stamp        // when tokens came
	first    map[name]incident.Stamp // when each token, by name, was first seen
	received []pair                  // stamp against receive stamp
}

// learnClients sets the clocks of an identity's sessions: by what is known where that is narrow, else by the receive
// stamps, else by the requests that servers logged as well.
func (c *clocks) learnClients(tl *incident.Timeline) {
	byClock := c.clients(tl)
	served := c.serve(tl)
	for clock, k := range byClock {
		late := incident.Span(incident.NoLo)
		for _, r := range k.received {
			late = max(late, r.offset)
		}
		switch {
		case k.narrow:
		case len(k.received) > 0: // posts come late, never early: the least delay tells
			c.set(clock, []step{{-never, late}})
		default:
			if pairs := k.pairs(served); len(pairs) > 0 {
				c.set(clock, through(pairs, 2))
			} else if offset, ok := densest(k.got, served.bySession[k.session]); ok {
				c.set(clock, []step{{-never, offset}})
			}
		}
	}
}

// clients reads the lines of the clients of an identity.
func (c *clocks) clients(tl *incident.Timeline) map[incident.Clock]*client {
	byClock := map[incident.Clock]*client{}
	for i := range tl.Events {
		e := &tl.Events[i]
		if !e.Time.Known() || !isClient(e.Time.Clock) {
			continue
		}
		k := byClock[e.Time.Clock]
		if k == nil {
			in := c.known(e.Time.Clock, e.Time.Reading)
			k = &client{session: e.Session, narrow: in.Bounded() && in.Width() <= narrowEnough, first: map[name]incident.Stamp{}}
			byClock[e.Time.Clock] = k
		}
		if e.Received.Known() {
			k.received = append(k.received, pair{e.Time.Reading, e.Time.Reading.Sub(c.utc(e.Received))})
		}
		switch e.Kind {
		case incident.KindTokenFetched:
			k.got = append(k.got, e.Time)
			fallthrough
		case incident.KindRegister, incident.KindUpdateToken, incident.KindListen:
			for _, n := range names(&e.Token) {
				if _, seen := k.first[n]; !seen {
					k.first[n] = e.Time
				}
			}
		}
	}
	return byClock
}

// pairs sets the client's readings against the times of the servers' lines about the same tokens.
func (k *client) pairs(served *served) []pair {
	var all []pair
	for _, l := range served.lines {
		for _, n := range names(&l.Token) {
			if got, ok := k.first[n]; ok {
				all = append(all, pair{got.Reading, got.Reading.Add(got.Quantum / 2).Sub(l.at)})
				break
			}
		}
	}
	return all
}

// served is when the servers answered.
type served struct {
	lines     []line
	bySession map[string][]incident.Time
}

func (c *clocks) serve(tl *incident.Timeline) *served {
	out := &served{bySession: map[string][]incident.Time{}}
	for i := range tl.Events {
		e := &tl.Events[i]
		at := c.utc(e.Time)
		if e.Kind != incident.KindIssued && e.Kind != incident.KindAccess || !at.Known() {
			continue
		}
		out.lines = append(out.lines, line{at, e})
		out.bySession[e.Session] = append(out.bySession[e.Session], at)
	}
	return out
}

// set notes a client's track, held to what is known of the clock.
func (c *clocks) set(clock incident.Clock, steps []step) {
	for i := range steps {
		in := c.known(clock, max(steps[i].from, 0))
		steps[i].offset = incident.Span(min(max(int64(steps[i].offset), in.Lo), in.Hi))
	}
	c.tracks[clock] = steps
}

// correctServers moves the track of a token host's clock where it contradicts the clients by more than their answers'
// latency explains: its log may be in a zone of its own, or its clock may drift faster than its interval tells.
func (c *clocks) correctServers(timelines []incident.Timeline) {
	residues := map[incident.Clock][]pair{}
	apart := c.apart(timelines)
	for i := range timelines {
		served := c.serve(&timelines[i])
		for _, k := range c.independent(&timelines[i]) {
			for _, l := range served.lines {
				if got, ok := c.moment(k, &l, apart[l.Time.Clock]); ok {
					residues[l.Time.Clock] = append(residues[l.Time.Clock], pair{l.Time.Reading, l.at.Sub(got)})
				}
			}
		}
	}
	for clock, pairs := range residues {
		c.correct(clock, pairs)
	}
}

// independent lists the clients whose clocks were set without the servers, in a fixed order.
func (c *clocks) independent(tl *incident.Timeline) []*client {
	byClock := c.clients(tl)
	var all []*client
	for _, clock := range slices.Sorted(maps.Keys(byClock)) {
		if k := byClock[clock]; k.narrow || len(k.received) > 0 {
			all = append(all, k)
		}
	}
	return all
}

// moment is when the client had what a server's line tells of: by the name of the token or, where the client names none, the
// nearest answer, once the clocks are that far apart.
func (c *clocks) moment(k *client, l *line, apart incident.Span) (incident.Time, bool) {
	for _, n := range names(&l.Token) {
		if got, ok := k.first[n]; ok {
			return c.utc(got), true
		}
	}
	if len(k.first) > 0 || l.Session != k.session {
		return 0, false
	}
	best, least := incident.NoTime, slipMost
	for _, got := range k.got {
		if d := abs(l.at.Sub(c.utc(got)) - apart); d < least {
			best, least = c.utc(got), d
		}
	}
	return best, best.Known()
}

// apart is how far each server's clock lies from those of clients that name no tokens, where that is more than a minute:
// the difference at which most of their lines meet, if that is at least twice as often as where the clocks agree.
func (c *clocks) apart(timelines []incident.Timeline) map[incident.Clock]incident.Span {
	all := map[incident.Clock][]incident.Span{}
	for i := range timelines {
		served := c.serve(&timelines[i])
		for _, k := range c.independent(&timelines[i]) {
			for _, l := range served.lines {
				if l.Session != k.session || len(k.first) > 0 {
					continue
				}
				for _, got := range k.got {
					all[l.Time.Clock] = append(all[l.Time.Clock], l.at.Sub(c.utc(got)))
				}
			}
		}
	}
	out := map[incident.Clock]incident.Span{}
	for clock, ds := range all {
		slices.Sort(ds)
		near := 0
		for _, d := range ds {
			if abs(d) < slipMost {
				near++
			}
		}
		if d, n := peak(ds); n > 2*near && n >= 5 {
			out[clock] = d
		}
	}
	return out
}

// correct moves a track by the local median of its residues, where that is not small.
func (c *clocks) correct(clock incident.Clock, pairs []pair) {
	const least, small = 5, 3 * incident.Second / 2
	if len(pairs) < least {
		return
	}
	steps := through(pairs, 4)
	large := false
	for _, s := range steps {
		large = large || abs(s.offset) > small
	}
	if !large {
		return
	}
	for i := range steps {
		if abs(steps[i].offset) <= small {
			steps[i].offset = 0
		}
		steps[i].offset += c.offset(clock, pairs[i].at)
	}
	c.tracks[clock] = steps
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

// densest is the offset at which most of a client's answers meet lines of a server, the smallest of equals; ok is false
// where fewer than two do, or fewer than half.
func densest(got []incident.Stamp, served []incident.Time) (incident.Span, bool) {
	var all []incident.Span
	for _, g := range got {
		for _, at := range served {
			all = append(all, g.Reading.Add(g.Quantum/2).Sub(at))
		}
	}
	slices.Sort(all)
	best, most := peak(all)
	return best, most >= 2 && 2*most >= min(len(got), len(served))
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
