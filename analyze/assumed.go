package analyze

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// anchor ties the endpoint's clocks to UTC where nothing else does: where most hosts agree with the balancer, it is taken
// as right.
func anchor(b *clock.Book, exchanges []clock.Exchange) {
	type pair struct{ issuer, balancer incident.Clock }
	diffs := map[pair][]int64{}
	for _, x := range exchanges {
		if x.Mint.Known() && x.End.Known() {
			p := pair{x.Mint.Clock, x.End.Clock}
			diffs[p] = append(diffs[p], int64(x.Mint.Lo-x.End.Lo))
		}
	}
	agree, all := map[incident.Clock]int{}, map[incident.Clock]int{}
	for p, d := range diffs {
		all[p.balancer]++
		if within(d, 2*mostlyRight) {
			agree[p.balancer]++
		}
	}
	assumed := false
	for c, n := range all {
		if 2*agree[c] >= n && !b.Answer(clock.Soft, c, anyTime(exchanges, c)).Bounded() {
			b.Assume(c, incident.Interval{Lo: -mostlyRight, Hi: mostlyRight})
			assumed = true
		}
	}
	if !assumed {
		return
	}
	b.Learn(clock.Soft, exchanges, func(*clock.Exchange) incident.Interval { return incident.Anything() })
}

// within tells whether most of the values lie within ±limit.
func within(values []int64, limit int64) bool {
	n := 0
	for _, v := range values {
		if v >= -limit && v <= limit {
			n++
		}
	}
	return 2*n > len(values)
}

func anyTime(exchanges []clock.Exchange, c incident.Clock) incident.Time {
	for _, x := range exchanges {
		if x.End.Clock == c {
			return x.End.Lo
		}
	}
	return 0
}

// assumeHosts places token hosts that nothing else ties to UTC: by the schedules that clients keep, else as right.
func assumeHosts(b *clock.Book, stories []*match.Story) {
	gaps := match.Gaps{}
	for _, s := range stories {
		s.Gaps(gaps)
	}
	offsets := gaps.Offsets()
	for _, host := range hosts(stories) {
		c := incident.IssuerClock(host)
		if b.Hull(c).Bounded() {
			continue
		}
		at := int64(offsets[host])
		b.Assume(c, incident.Interval{Lo: at - mostlyRight, Hi: at + mostlyRight})
	}
}

// hosts lists the token hosts that minted anything.
func hosts(stories []*match.Story) []string {
	seen := map[string]bool{}
	for _, s := range stories {
		for _, t := range s.Tokens {
			if len(t.Served) > 0 {
				seen[t.Host] = true
			}
		}
	}
	return sorted(seen)
}
