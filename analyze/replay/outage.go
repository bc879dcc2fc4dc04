package replay

import (
	"cmp"
	"math"
	"slices"

	"lapse/analyze/incident"
)

// findOutages finds the stretches in which every request failed, and takes their requests out of the probes. Their edges
// are known only to lie between the last good and the first failed request.
func (w *world) findOutages() {
	slices.SortStableFunc(w.probes, func(a, b probe) int { return cmp.Compare(a.at, b.at) })
	least := w.runLength()
	var kept []probe
	for i := 0; i < len(w.probes); {
		j := i
		for j < len(w.probes) && !w.probes[j].ok {
			j++
		}
		switch n := j - i; {
		case n >= least:
			w.outages = append(w.outages, w.outageOf(i, j))
		case n > 0:
			kept = append(kept, w.probes[i:j]...)
		default:
			kept = append(kept, w.probes[i])
			j++
		}
		i = j
	}
	w.probes = kept
	w.markCached()
}

// markCached notes at which requests a cache before the endpoint was at work: those near one that was answered with a token
// the client had before.
func (w *world) markCached() {
	const near = neighbours / 4
	for i := range w.probes {
		if w.probes[i].again {
			for j := max(i-near, 0); j < min(i+near+1, len(w.probes)); j++ {
				w.probes[j].cached = true
			}
		}
	}
}

// runLength is how many failures in a row are no chance: with a background of failures, short runs of them are expected.
func (w *world) runLength() int {
	failed, longest, run := 0, 0, 0
	for _, p := range w.probes {
		if p.ok {
			run = 0
			continue
		}
		failed++
		run++
		longest = max(longest, run)
	}
	rest := failed - longest
	if rest <= 0 || len(w.probes) == longest {
		return 2
	}
	p := float64(rest) / float64(len(w.probes)-longest)
	if p >= 0.9 {
		return longest
	}
	n := math.Ceil(math.Log(0.05/float64(len(w.probes))) / math.Log(p))
	return max(2, min(int(n), longest))
}

// outageOf is the outage whose failed requests are the probes [i, j).
func (w *world) outageOf(i, j int) outage {
	first, last := w.probes[i].at, w.probes[j-1].at.Add(1)
	before, after := first, last
	if i > 0 {
		before = w.probes[i-1].at.Add(1)
	}
	if j < len(w.probes) {
		after = w.probes[j].at
	}
	o := outage{latency: w.probes[i+(j-i)/2].latency}
	o.from = [3]incident.Time{middle: between(before, first), optimistic: first, pessimistic: before}
	o.to = [3]incident.Time{middle: between(last, after), optimistic: last, pessimistic: after}
	return o
}

// between is the middle of two times.
func between(a, b incident.Time) incident.Time { return a + (b-a)/2 }
