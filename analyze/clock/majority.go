package clock

import (
	"cmp"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// vote is where one client's lines on one request place a clock, if the client's own clock is right.
type vote struct {
	at       incident.Time
	identity string
	incident.Interval
}

const (
	agreeWithin = incident.Hour   // how far apart two requests may lie whose votes are compared
	voteWidth   = incident.Minute // the widest vote
	voteReach   = 16              // later votes that a vote is compared with
)

// Majority tells whether what is only likely of a clock rests on more than one client: two identities place it alike, or they
// so place the balancer that it was seen through. One client that disagrees with a host may as well be the one that is wrong,
// and clients that all disagree with each other say nothing.
func (b *Book) Majority(c incident.Clock) bool {
	t := b.tracks[Soft][c]
	if t == nil {
		return false
	}
	votes := t.votes()
	if agree(votes) {
		return true
	}
	if i, assumed := b.assumed[c]; isBalancer(c) { // that most hosts agree with, and no client contradicts
		h := t.Hull()
		return assumed && len(t.regimes) == 1 && h.Lo <= i.Hi && h.Hi >= i.Lo
	}
	through := slices.ContainsFunc(t.low, func(v Bound) bool { return v.Why.Text == stepText[balancer][issuer] })
	return through && slices.ContainsFunc(b.Clocks(), func(d incident.Clock) bool {
		return isBalancer(d) && (b.tight(d) || b.Majority(d))
	})
}

// tight tells whether a clock is known well by record.
func (b *Book) tight(c incident.Clock) bool {
	t := b.tracks[Hard][c]
	return t != nil && t.tight
}

func isBalancer(c incident.Clock) bool {
	return strings.HasPrefix(string(c), string(incident.BalancerClock("")))
}

// agree tells whether clients of two identities place a clock alike, as far as it may drift between their requests.
func agree(votes []vote) bool {
	for i := range votes {
		others := 0
		for _, v := range votes[i+1:] {
			if v.at.Sub(votes[i].at) > agreeWithin || others == voteReach {
				break
			}
			if v.identity == votes[i].identity {
				continue
			}
			others++
			slack := drifted(v.at.Sub(votes[i].at), brokenPPM)
			if v.Lo <= votes[i].Hi+slack && votes[i].Lo <= v.Hi+slack {
				return true
			}
		}
	}
	return false
}

// votes pairs the bounds that a client's own lines on one request give, in order of the clock's readings.
func (t *Track) votes() []vote {
	low := direct(t.low)
	high := direct(t.high)
	var out []vote
	for i, j := 0, 0; i < len(low) && j < len(high); {
		switch d := cmp.Or(cmp.Compare(low[i].At, high[j].At), cmp.Compare(low[i].Source, high[j].Source)); {
		case d < 0:
			i++
		case d > 0:
			j++
		default:
			v := vote{low[i].At, "", incident.Interval{Lo: low[i].Offset, Hi: high[j].Offset}}
			v.identity, _, _ = strings.Cut(low[i].Source, "\x00")
			if v.Width() <= voteWidth {
				out = append(out, v)
			}
			i, j = i+1, j+1
		}
	}
	return out
}

// direct are the bounds that come from a client's clock at once, in order of reading and source.
func direct(bounds []Bound) []*Bound {
	var out []*Bound
	for i := range bounds {
		if w := bounds[i].Why.Text; w == stepText[client][issuer] || w == stepText[client][balancer] {
			out = append(out, &bounds[i])
		}
	}
	slices.SortStableFunc(out, func(a, b *Bound) int { return cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.Source, b.Source)) })
	return out
}
