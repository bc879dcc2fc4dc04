package replay

import (
	"maps"
	"slices"

	"lapse/analyze/incident"
)

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
