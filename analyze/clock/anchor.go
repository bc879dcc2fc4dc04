package clock

import "strings"

// Anchor is a set of what ties a clock to UTC, best first: the times that Twilio's answers tell, the ttl that the validator
// tells, and what it accepted and refused.
type Anchor uint8

const (
	ByDate Anchor = 1 << iota
	ByTTL
	ByDecision
)

// String names the set as a report does: "the validator's Date headers, ttl and decisions". Of nothing it says so.
func (a Anchor) String() string {
	var words []string
	for i, w := range [...]string{"Date headers", "ttl", "decisions"} {
		if a&(1<<i) != 0 {
			words = append(words, w)
		}
	}
	n := len(words)
	if n == 0 {
		return "the validator"
	}
	if n > 1 {
		words = append(words[:n-2], words[n-2]+" and "+words[n-1])
	}
	return "the validator's " + strings.Join(words, ", ")
}

// anchor is what the bounds of a client's clock rest on by themselves.
func (t *Track) anchor() (a Anchor) {
	for _, side := range [...][]Bound{t.low, t.high} {
		for i := range side {
			a |= side[i].Why.Anchor
		}
	}
	return a
}

// Vouch notes what ties the clock of a source of exchanges to UTC.
func (b *Book) Vouch(source string, client *Track) {
	if a := client.anchor(); a != 0 {
		b.vouched[source] = a
	}
}

// through is what ties a shared clock to UTC: what the clients rest on that saw it or, where they rest on clocks that others
// saw, what those rest on.
func (b *Book) through(t *Track) (a Anchor) {
	for _, side := range [...][]Bound{t.low, t.high} {
		for i := range side {
			a |= b.vouched[side[i].Source]
		}
	}
	if a == 0 {
		for _, v := range b.vouched {
			a |= v
		}
	}
	return a
}
