package replay

import (
	"math"
	"slices"
)

// resamples is how many fleets the bootstrap draws.
const resamples = 400

// interval is the 95 % bootstrap interval of the lapses over identities: fleets are drawn from the recorded identities
// with replacement, whole identities at a time because the sessions of one share a person, a desk and a laptop lid.
func (b *bench) interval(m *measured, seed uint64) [2]int {
	n := 0
	for _, r := range b.runs {
		if r.view == middle {
			n++
		}
	}
	var byOwner []int64
	for i := range b.w.sessions {
		for int(b.w.sessions[i].owner) >= len(byOwner) {
			byOwner = append(byOwner, 0)
		}
		byOwner[b.w.sessions[i].owner] += int64(m.lapses[i])
	}
	if len(byOwner) == 0 || n == 0 {
		return [2]int{}
	}
	sums := make([]int64, resamples)
	x := mix(seed ^ 0xb0075742a9)
	for i := range sums {
		for range byOwner {
			x += 0x9e3779b97f4a7c15
			sums[i] += byOwner[mix(x)%uint64(len(byOwner))]
		}
	}
	slices.Sort(sums)
	at := func(share float64) int {
		return int(math.Round(float64(sums[int(share*float64(resamples-1))]) / float64(n)))
	}
	return [2]int{at(0.025), at(0.975)}
}
