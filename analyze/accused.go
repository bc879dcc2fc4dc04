package analyze

import (
	"strings"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// rightWithin is how far a host's clock may be off and still be called right.
const rightWithin = int64(15 * incident.Second)

// wrongHosts lists the offsets of token hosts whose clock is known to be off.
func wrongHosts(b *clock.Book) []incident.Interval {
	var out []incident.Interval
	for _, c := range b.Clocks() {
		if h := b.Hull(c); strings.HasPrefix(string(c), "issuer:") && h.Bounded() && (h.Hi < -rightWithin || h.Lo > rightWithin) {
			out = append(out, h)
		}
	}
	return out
}

// accused lists the token hosts that are behind by record, by the word of more than one source, or by the schedules that
// clients keep. A single client that nothing ties to UTC may as well be the one whose clock is wrong.
func accused(b *clock.Book, stories []*match.Story) map[incident.Clock]bool {
	out := map[incident.Clock]bool{}
	for _, host := range hosts(stories) {
		c := incident.IssuerClock(host)
		if b.Accusers(clock.Hard, c, 0) > 0 || b.Majority(c) && b.Accusers(clock.Soft, c, mostlyRight) > 1 || b.Assumed(c).Hi < 0 {
			out[c] = true
		}
	}
	return out
}
