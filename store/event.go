package store

import (
	"slices"

	"lapse/analyze/incident"
)

// Merge joins two records of one event (equal IDs): what the record at the lesser place says is kept, and every place
// where either of them stands. The order of the two does not matter unless both claim the same place: then a counts.
// Merge(e, e) puts a single record into the kept form: Pos is the least of its places, Sightings the rest in order.
func Merge(a, b incident.Event) incident.Event {
	pa, pb := least(&a), least(&b)
	kept := a
	if pb.Compare(pa) < 0 {
		kept = b
	}
	places := slices.Concat([]incident.Pos{a.Pos, b.Pos}, a.Sightings, b.Sightings)
	slices.SortFunc(places, incident.Pos.Compare)
	places = slices.Compact(places)
	kept.Pos, kept.Sightings = places[0], nil
	if len(places) > 1 {
		kept.Sightings = slices.Clip(places[1:])
	}
	return kept
}

func least(e *incident.Event) incident.Pos {
	p := e.Pos
	for _, q := range e.Sightings {
		if q.Compare(p) < 0 {
			p = q
		}
	}
	return p
}
