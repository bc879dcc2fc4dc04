package replay

import "lapse/analyze/incident"

// MarkKind says what happened at a Mark.
type MarkKind string

const (
	MarkAsked     MarkKind = "asked"     // a request for a token
	MarkReceived  MarkKind = "received"  // a token came
	MarkFailed    MarkKind = "failed"    // the request failed
	MarkApplied   MarkKind = "applied"   // recorded only: the token was handed to the SDK
	MarkLapsed    MarkKind = "lapsed"    // the token was refused because its time had run out
	MarkRefused   MarkKind = "refused"   // the token was refused for another reason
	MarkReconnect MarkKind = "reconnect" // recorded only: the token was presented again
	MarkSlept     MarkKind = "slept"     // recorded only: the machine fell asleep at about this time
	MarkWoke      MarkKind = "woke"      // recorded only: it was back
	MarkEnded     MarkKind = "ended"     // recorded only: the session was over
)

// Mark is one thing that happened to a session, in true time.
type Mark struct {
	At      incident.Time
	Kind    MarkKind
	Text    string        // why it asked, why it was refused; "" where the kind says it
	Expires incident.Time // of the token, for MarkReceived; NoTime otherwise
}

// mark reports a step to the trace, if there is one.
func (p *player) mark(k MarkKind, text string) {
	if p.trace == nil {
		return
	}
	m := Mark{At: p.now, Kind: k, Text: text, Expires: incident.NoTime}
	if k == MarkReceived {
		m.Expires = p.held.expires
	}
	p.trace(m)
}
