package replay

import (
	"slices"

	"lapse/analyze/incident"
)

const (
	// jump is how far a token's iat may lie from that of its host's other tokens before something else than reading errors is behind it.
	jump = 5 * incident.Second
	// around is over how many tokens of a host on either side a shift is smoothed.
	around = 4
)

// findShifts smooths what the tokens of each host tell of its clock: iat is cut to whole seconds and the moment of minting
// is known to some tenths. A token that lies apart from its neighbours keeps its own
// shift: the clock was stepped. A request whose token is not known takes the nearest shift before it.
func (w *world) findShifts() {
	order := make([]int, len(w.probes))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return compareTimes(w.probes[a].at, w.probes[b].at) })
	byHost := make([][]int, len(w.hosts)+1)
	for _, i := range order {
		if p := &w.probes[i]; p.ok && p.shift.Known() {
			byHost[p.host+1] = append(byHost[p.host+1], i)
		}
	}
	for h, all := range byHost {
		w.smooth(h-1, all)
	}
	last := incident.Span(0)
	for _, i := range order {
		if p := &w.probes[i]; p.shift.Known() {
			last = p.shift
		} else {
			p.shift = last
		}
	}
}

// smooth sets the shifts of one host's probes, which are in order of time.
func (w *world) smooth(host int, all []int) {
	raw := make([]incident.Span, len(all))
	for k, i := range all {
		raw[k] = w.probes[i].shift
	}
	before := incident.NoSpan
	for k, i := range all {
		median := middleSpan(raw[max(k-around, 0):min(k+around+1, len(raw))])
		if abs(raw[k]-median) <= jump {
			w.probes[i].shift = median
		}
		if host < 0 {
			continue
		}
		h := &w.hosts[host]
		if before.Known() && abs(median-before) > jump {
			h.steps++
		}
		before, h.offset = median, median
	}
}

// middleSpan is the median.
func middleSpan(all []incident.Span) incident.Span {
	sorted := slices.Sorted(slices.Values(all))
	return sorted[len(sorted)/2]
}
