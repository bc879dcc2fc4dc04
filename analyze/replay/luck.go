package replay

import "lapse/analyze/incident"

// Chance is a hash, not a generator: a draw depends on the seed, the session, the millisecond and what is drawn, and on
// nothing that was drawn before. So every schedule meets the same luck, sessions may be simulated in any order, and the
// same input gives the same bytes.

// What is drawn. Different draws of one session in one millisecond must not depend on each other.
const (
	drawHost uint64 = iota + 1
	drawJitter
	drawSlip
	drawSlipper
	drawPeriod
	drawGap
	drawStart
	drawSleep
	drawSleepStart
	drawSleepLength
)

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood 2014): every bit of the input changes about half of the output's.
func mix(x uint64) uint64 {
	x += 0x9e3779b97f4a7c15
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// draw is the luck of one session at one millisecond.
func draw(key uint64, at incident.Time, what uint64) uint64 {
	return mix(key ^ mix(uint64(at/incident.Time(incident.Millisecond))*16+what))
}

// unit is a draw as a number in [0, 1).
func unit(x uint64) float64 { return float64(x>>11) / (1 << 53) }

// keyOf hashes a name (FNV-1a, 64 bit).
func keyOf(name string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 1099511628211
	}
	return h
}
