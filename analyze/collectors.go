package analyze

import (
	"strings"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// collect bounds the clocks of collectors by the line of each session that was received soonest after it was written.
func collect(stories []*match.Story, b *clock.Book) {
	var deliveries []clock.Delivery
	for _, s := range stories {
		for _, ses := range s.Sessions {
			if ses.Name == "" || ses.Clock == nil {
				continue
			}
			if e := soonest(ses.Events); e != nil {
				deliveries = append(deliveries, clock.Delivery{Source: s.Identity + "\x00" + ses.Name, Event: e, Client: ses.Clock})
			}
		}
	}
	b.Collect(deliveries)
}

// soonest is the client's line that a collector received soonest after it was written, by their two clocks; nil where none
// tells. Which of several equal ones it is does not depend on the order of logs: events are in order.
func soonest(events []*incident.Event) (best *incident.Event) {
	for _, e := range events {
		if e.Kind.Server() || !e.Time.Known() || !e.Received.Known() || !strings.HasPrefix(string(e.Received.Clock), string(incident.CollectorClock(""))) {
			continue
		}
		if best == nil || e.Received.Reading.Sub(e.Time.Reading) < best.Received.Reading.Sub(best.Time.Reading) {
			best = e
		}
	}
	return best
}
