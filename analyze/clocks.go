package analyze

import (
	"slices"

	"lapse/analyze/cause"
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// tight is how well a clock must be known for nothing to be assumed of it.
const tight = 10 * incident.Second

// mostlyRight is how far most clients' clocks are taken to be off at most, at the level of likelihood.
const mostlyRight = int64(5 * incident.Second)

// learnClocks bounds the clocks of hosts and balancers, first by what is recorded, then by what is likely.
func learnClocks(r *reading, k *cause.Known) {
	resolve(r, k)
	stories := r.stories
	parts := make([][]clock.Exchange, len(stories))
	r.spread(len(stories), func(i int) { parts[i] = stories[i].Exchanges(k.Zones) })
	exchanges := slices.Concat(parts...)
	bySource := map[string]*match.Session{}
	for _, s := range stories {
		for _, ses := range s.Sessions {
			bySource[s.Identity+"\x00"+ses.Name] = ses
		}
	}
	k.Book.Learn(clock.Hard, exchanges, func(x *clock.Exchange) incident.Interval {
		s := bySource[x.Source]
		if s == nil || s.Name == "" {
			return incident.Anything() // several tabs may stand behind it, each with a clock of its own
		}
		return clientOffset(s.Clock, x)
	})
	k.Skew = skew(k, residuals(stories, k))
	if k.Book.Tight(exchanges) {
		return
	}
	k.Book.Learn(clock.Soft, exchanges, func(x *clock.Exchange) incident.Interval {
		i := incident.Anything()
		if s := bySource[x.Source]; s != nil {
			i = clientOffset(s.Likely, x)
		}
		if i.Bounded() && i.Width() <= tight {
			return i
		}
		lo, hi := max(i.Lo, -mostlyRight), min(i.Hi, mostlyRight)
		if lo > hi {
			return i
		}
		return incident.Interval{Lo: lo, Hi: hi}
	})
	anchor(k.Book, exchanges)
	assumeHosts(k.Book, stories)
}

// clientOffset is what is known of a session's own clock at an exchange.
func clientOffset(t *clock.Track, x *clock.Exchange) incident.Interval {
	r := x.Got
	if !r.Known() {
		r = x.Asked
	}
	if t == nil || !r.Known() {
		return incident.Anything()
	}
	return t.Steady(r.Lo).Interval
}

// residuals tells how far hosts stand whose requests found no fetch.
func residuals(stories []*match.Story, k *cause.Known) map[string]incident.Span {
	m := match.Residuals{}
	for _, s := range stories {
		s.Residuals(m, k.Skew)
	}
	return m.Skews()
}

// skew is the middle of what is known of a host's offset, else what its unpaired requests show, for pairing only.
func skew(k *cause.Known, residual map[string]incident.Span) match.Skew {
	return func(host string, at incident.Time) (incident.Span, bool) {
		zone := k.Zones[host]
		if !zone.Known() {
			return 0, false
		}
		a := k.Book.Answer(clock.Soft, incident.IssuerClock(host), at.Add(-zone))
		if !a.Bounded() {
			d, ok := residual[host]
			return d, ok
		}
		return zone + incident.Span(a.Interval.Lo/2+a.Interval.Hi/2), true
	}
}

// trust declares clocks right, and remembers those that the logs refute or do not know.
func trust(k *cause.Known, clocks []incident.Clock) {
	known := k.Book.Clocks()
	k.Refuted = map[incident.Clock]incident.Evidence{}
	for _, c := range clocks {
		if e := k.Book.Trust(c); e != nil {
			k.Refuted[c] = *e
		} else if !slices.Contains(known, c) {
			k.Unseen = append(k.Unseen, c)
		}
	}
}

// keepClients makes the clocks of clients, and what ties them to UTC, known to whoever asks for offsets later. Lines that name no session may come
// from several tabs, and so from several clocks.
func keepClients(r *reading, b *clock.Book) {
	for _, s := range r.stories {
		for _, ses := range s.Sessions {
			if ses.Name == "" || ses.Clock == nil || len(ses.Events) == 0 {
				continue
			}
			b.Keep(ses.Events[0].Time.Clock, ses.Clock)
			b.Vouch(s.Identity+"\x00"+ses.Name, ses.Clock)
		}
	}
}
