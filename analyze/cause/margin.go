package cause

import (
	"fmt"

	"lapse/analyze/incident"
)

// margin is how far the nearest interval is from flipping a verdict that time decides, and what would flip it.
func (t *trial) margin(l leaf) (incident.Span, string) {
	leeway := t.known.Leeway.Exp
	switch l.sub {
	case incident.IssuerBehind:
		if t.ttl.Known() && t.lived.Hi < incident.NoHi {
			m := incident.Span(subtract(int64(t.ttl)+leeway.Lo-int64(elapsed), t.lived.Hi))
			return clamp(m), fmt.Sprintf("refused %s later, its lifetime would really have elapsed", clamp(m))
		}
	case incident.IssuerAhead, incident.NotBeforeInFuture:
		if since := minus(t.t, point(int64(t.token.Nbf))); t.token.Nbf.Known() && since.Hi < incident.NoHi {
			m := clamp(incident.Span(-since.Hi - t.known.Leeway.Nbf.Hi))
			return m, fmt.Sprintf("presented %s later, it would have been valid", m)
		}
	case incident.NoRefresh, incident.Cached, incident.NotAttempted, incident.EndpointFailed, incident.TooLate,
		incident.NotApplied, incident.StaleToken, incident.Suspended:
		return t.marginOfEnd(leeway)
	}
	return incident.NoSpan, ""
}

// marginOfEnd is how much earlier T would have to be, or how much more the host's clock behind, for the lifetime not to
// have elapsed.
func (t *trial) marginOfEnd(leeway incident.Interval) (incident.Span, string) {
	best := incident.NoSpan
	if t.ttl.Known() && t.lived.Lo > incident.NoLo {
		best = incident.Span(t.lived.Lo - int64(t.ttl) - leeway.Hi + int64(elapsed))
	}
	if lead := t.lead(); t.x == Yes && lead.Lo > incident.NoLo {
		best = max(best, incident.Span(lead.Lo+int64(elapsed)))
	}
	if !best.Known() {
		return best, ""
	}
	best = clamp(best)
	return best, fmt.Sprintf("refused %s earlier, its lifetime would not have elapsed, and the issuer's clock would be to blame", best)
}

// clamp keeps a margin from going below zero: an interval that reaches over the boundary has none.
func clamp(d incident.Span) incident.Span { return max(d, 0) }
