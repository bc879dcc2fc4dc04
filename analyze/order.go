package analyze

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// place is where a verdict stands in parts that are not yet in order.
type place struct {
	millisecond int64 // by which verdicts are ordered first; most comparisons end here
	part, item  int32
}

// inOrder joins verdicts, one an event: an event that names no identity may have been claimed by two. What is sorted is
// where they stand, since a verdict is large.
func inOrder(parts [][]incident.Verdict) []incident.Verdict {
	n := 0
	for _, p := range parts {
		n += len(p)
	}
	order := make([]place, 0, n)
	for i, p := range parts {
		for k := range p {
			order = append(order, place{p[k].Time.Milliseconds(), int32(i), int32(k)})
		}
	}
	at := func(p place) *incident.Verdict { return &parts[p.part][p.item] }
	slices.SortFunc(order, func(a, b place) int {
		if a.millisecond != b.millisecond {
			return cmp.Compare(a.millisecond, b.millisecond)
		}
		v, w := at(a), at(b)
		return cmp.Or(v.Compare(w), cmp.Compare(v.Identity, w.Identity), cmp.Compare(a.part, b.part), cmp.Compare(a.item, b.item))
	})
	all := make([]incident.Verdict, 0, n)
	for _, p := range order {
		v := at(p)
		if last := len(all) - 1; last >= 0 && all[last].Event == v.Event && all[last].Time == v.Time {
			continue
		}
		all = append(all, *v)
	}
	episodes(all)
	return all
}
