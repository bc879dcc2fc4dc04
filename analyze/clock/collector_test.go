package clock

import (
	"fmt"
	"testing"

	"lapse/analyze/incident"
)

// TestCollect: a line that reached the collector before it was written, by a clock that is known, says how far behind the
// collector is at least. How far ahead it may be nobody can tell: lines are posted late.
func TestCollect(t *testing.T) {
	for _, c := range []struct {
		name            string
		device, receipt float64 // seconds off, and seconds from the line to its receipt, as the two stamps show them
		most            float64 // the offset, at most
		refuted         bool
	}{
		{"received soon, by a collector that is right", 0, 0.2, 1.2, false},
		{"a collector a minute behind", 0, -60, -59, true},
		{"a device ten seconds ahead", 10, -9.8, 1.2, false},
		{"posted an hour late", 0, 3600, 3601, false},
		{"as long before it was written as both clocks allow", 0, -1.95, -0.95, false},
		{"a little longer", 0, -2.05, -1.05, true},
	} {
		b := NewBook()
		var all []Delivery
		for i := range 3 {
			e := incident.NewEvent(incident.KindRegistered)
			e.Time = incident.Stamp{Clock: incident.ClientClock("dev"), Reading: reading(1000)}
			e.Received = incident.Stamp{Clock: incident.CollectorClock(""), Reading: reading(1000).Add(incident.Span(c.receipt * float64(incident.Second)))}
			all = append(all, Delivery{fmt.Sprint("agent-", i, "\x00dev"), &e,
				observed(0, 2*hour, 60, 1, func(int64) float64 { return c.device })})
		}
		b.Collect(all)
		r := b.Reports()[0]
		if want := int64(c.most * float64(second)); r.Clock != incident.CollectorClock("") || r.Offset.Lo != incident.NoLo ||
			r.Offset.Hi < want-second/10 || r.Offset.Hi > want+second/10 || r.Sources != 3 {
			t.Errorf("%s: %+v", c.name, r)
		}
		if refuted := b.Trust(r.Clock) != nil; refuted != c.refuted {
			t.Errorf("%s: --trust refuted: %t", c.name, refuted)
		}
	}
}

// TestCollectByUnknownClocks: a device of which nothing is known tells nothing of its collector.
func TestCollectByUnknownClocks(t *testing.T) {
	e := incident.NewEvent(incident.KindRegistered)
	e.Time = incident.Stamp{Clock: incident.ClientClock("dev"), Reading: reading(1000)}
	e.Received = incident.Stamp{Clock: incident.CollectorClock(""), Reading: reading(1001)}
	b := NewBook()
	b.Collect([]Delivery{{"agent-1\x00dev", &e, &Track{}}})
	if r := b.Reports(); len(r) != 0 {
		t.Errorf("%+v", r)
	}
}
