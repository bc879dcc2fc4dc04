package clock

import (
	"slices"

	"lapse/analyze/incident"
)

// block is the stretch of readings over which drift is looked at.
const block = 10 * incident.Minute

// slopes are how fast a clock gains (seconds per second of its readings) from each block in which both sides are known to the
// next one, in increasing order.
func slopes(s *sides) []float64 {
	type mid struct{ at, offset int64 }
	var mids []mid
	i, j := 0, 0
	for i < len(s.low) && j < len(s.high) {
		end := min(s.low[i].At, s.high[j].At).Add(block)
		b, c := i, j
		for i < len(s.low) && s.low[i].At < end {
			i++
		}
		for j < len(s.high) && s.high[j].At < end {
			j++
		}
		if i > b && j > c {
			lo := middle(s.low[b:i])
			hi := middle(s.high[c:j])
			mids = append(mids, mid{int64(lo.At)/2 + int64(hi.At)/2, lo.Offset/2 + hi.Offset/2})
		}
	}
	var out []float64
	for k := 1; k < len(mids); k++ {
		if d := mids[k].at - mids[k-1].at; d > 0 {
			out = append(out, float64(mids[k].offset-mids[k-1].offset)/float64(d))
		}
	}
	slices.Sort(out)
	return out
}

func middle(b []Bound) Bound { return b[len(b)/2] }

const (
	slowestDrift = 2 * ProvedPPM / 1e6 // below the limit of a good quartz it is taken as 0
	fewestSlopes = 3
)

// drift is the median slope. Steps are rare, so the median passes them by.
func drift(slopes []float64) float64 {
	if len(slopes) < fewestSlopes {
		return 0
	}
	if m := slopes[len(slopes)/2]; abs(m) >= slowestDrift {
		return m
	}
	return 0
}

// manySteps is into how many regimes a clock must fall for it to be asked whether it drifted for a part of the time: no
// daemon sets a clock so often.
const manySteps = 4

// runs is the median of the slopes of a clock that drifts one way for a part of the time, and is steady for the rest; 0 where
// slopes both ways are too many.
func runs(slopes []float64) float64 {
	falls, _ := slices.BinarySearch(slopes, -slowestDrift)
	gains, _ := slices.BinarySearch(slopes, slowestDrift)
	down, up := slopes[:falls], slopes[gains:]
	switch {
	case len(down) >= fewestSlopes && len(down) > 2*len(up):
		return down[len(down)/2]
	case len(up) >= fewestSlopes && len(up) > 2*len(down):
		return up[len(up)/2]
	}
	return 0
}

// follow takes the clock to drift at that rate, where this leaves half as many stretches: it is not told from few.
func (t *Track) follow(drift float64, ppm int64) {
	if drift == 0 {
		return
	}
	if cut := regimes(&t.sides, granted(ppm, drift)); 2*len(cut) <= len(t.regimes) {
		t.drift, t.ppm, t.regimes = drift, granted(ppm, drift), cut
	}
}

// driftError is how far, as a share, the estimate of a drift may be off: blocks in which the clock did not drift yet, or not any
// more, pull it towards 0.
const driftError = 0.1

// granted is what is granted to a clock that drifts, in parts per million.
func granted(ppm int64, drift float64) int64 { return ppm + int64(abs(drift)*(1+driftError)*1e6) }

func abs(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}
