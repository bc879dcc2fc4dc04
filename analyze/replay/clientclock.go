package replay

import (
	"slices"

	"lapse/analyze/incident"
)

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
		if e.Received.Known() && e.Received.Clock != incident.Validator {
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
