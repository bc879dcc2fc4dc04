package clock

import (
	"strings"

	"lapse/analyze/incident"
)

// Delivery is a line of a client that a collector received.
type Delivery struct {
	Source string          // the session
	Event  *incident.Event // stamped by the client, and by the collector on receipt
	Client *Track          // of the client's clock
}

// Collect bounds the clocks of collectors from above: a line is received after it was written (method, section 1). Nothing
// bounds them from below, since what a client has queued is posted late.
func (b *Book) Collect(deliveries []Delivery) {
	tracks := map[incident.Clock]*Track{}
	for _, d := range deliveries {
		written, received := ReadingOf(d.Event.Time, d.Event), ReadingOf(d.Event.Received, d.Event)
		known := d.Client.At(written.Lo).Interval
		if known.Hi == incident.NoHi {
			continue
		}
		t := tracks[received.Clock]
		if t == nil {
			t = &Track{}
			tracks[received.Clock] = t
		}
		t.High(Bound{At: received.Lo, Offset: known.Hi + int64(received.Hi-written.Lo), Source: d.Source,
			Why: Because("a client's line and its receipt", d.Event, nil)})
	}
	for _, c := range b.build(tracks) {
		b.tracks[Hard][c] = tracks[c]
	}
}

func isCollector(c incident.Clock) bool {
	return strings.HasPrefix(string(c), string(incident.CollectorClock("")))
}
