package world

import "math"

import "lapse/analyze/incident"

// luck is a source of draws without state: a draw depends on the seed and on the names it was reached by, never on how
// many draws came before it. A world that is run again with one thing changed keeps the luck of everything else.
type luck uint64

// of is the luck of something with a name and numbers (a session and a time, a host and a request).
func (l luck) of(name string, n ...int64) luck {
	h := uint64(l) ^ 0x9e3779b97f4a7c15
	for i := 0; i < len(name); i++ {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	h = scramble(h)
	for _, x := range n {
		h = scramble(h ^ uint64(x)*0xff51afd7ed558ccd)
	}
	return luck(h)
}

// scramble is the finaliser of splitmix64 (Steele, Lea and Flood 2014).
func scramble(h uint64) uint64 {
	h += 0x9e3779b97f4a7c15
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// unit is uniform in [0, 1).
func (l luck) unit() float64 { return float64(scramble(uint64(l))>>11) / (1 << 53) }

// chance is true with probability p.
func (l luck) chance(p float64) bool { return l.unit() < p }

// below is uniform in 0 … n−1.
func (l luck) below(n int) int { return int(l.unit() * float64(n)) }

// between is uniform in [lo, hi).
func (l luck) between(lo, hi incident.Span) incident.Span {
	return lo + incident.Span(l.unit()*float64(hi-lo))
}

// normal is normally distributed with mean 0 and deviation 1 (Box and Muller).
func (l luck) normal() float64 {
	r := math.Sqrt(-2 * math.Log(1-l.of("radius").unit()))
	return r * math.Cos(2*math.Pi*l.of("angle").unit())
}

// hex is n hex digits, for SIDs and device names.
func (l luck) hex(n int) string {
	const digits = "0123456789abcdef"
	out := make([]byte, n)
	for i := range out {
		out[i] = digits[l.of("digit", int64(i)).below(16)]
	}
	return string(out)
}
