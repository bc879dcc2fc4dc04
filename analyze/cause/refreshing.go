package cause

import (
	"fmt"

	"lapse/analyze/incident"
)

// refreshing says what the session did about the end of its token.
func (b *brief) refreshing() {
	if b.leaf.cause == incident.GenuineExpiry {
		if b.leaf.sub == incident.BornExpired {
			b.add(incident.Recorded, "its exp is not after its iat", b.firstLine())
			return
		}
		b.add(incident.Recorded, "no line shows this session asking for another token, and no tokenWillExpire", b.rejection.Event)
		return
	}
	e := b.telling()
	b.add(incident.Recorded, subText[b.leaf.sub]+b.newerFor(), e...)
}

// newerFor says for how long a newer token had been there that was not presented.
func (b *brief) newerFor() string {
	if b.leaf.sub != incident.NotApplied {
		return ""
	}
	for _, a := range b.later {
		if a.ok && a.token != b.token && a.done.Bounded() {
			return fmt.Sprintf(" (%s before)", incident.Span(middle(a.done).Lo)/incident.Second*incident.Second)
		}
	}
	return ""
}

var subText = map[incident.Subcause]string{
	incident.Suspended:      "the session asked for the first time after the token's end, on waking",
	incident.NotApplied:     "a newer token had been received, and the old one was presented",
	incident.TooLate:        "the session asked before the token's end and was answered after it",
	incident.EndpointFailed: "the session asked before the token's end, and no token came back",
	incident.StaleToken:     "the session asked before the token's end and was given a token that ends no later",
	incident.NotAttempted:   "the session had refreshed before, and did not ask between this token's receipt and its end",
}

// telling picks the lines that show the sub-cause.
func (b *brief) telling() []*incident.Event {
	var out []*incident.Event
	for _, a := range b.later {
		newer := a.ok && a.token != b.token
		switch b.leaf.sub {
		case incident.Suspended:
			return []*incident.Event{a.line}
		case incident.NotApplied, incident.TooLate:
			if newer {
				return []*incident.Event{a.line, a.answer}
			}
		case incident.EndpointFailed:
			if !a.ok {
				out = append(out, a.answer)
			}
		case incident.StaleToken:
			if a.ok {
				return []*incident.Event{a.line, a.answer}
			}
		}
	}
	if len(out) > 3 {
		out = out[:3]
	}
	return out
}
