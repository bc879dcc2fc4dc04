package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// step is one event of a story. The stamp stays as logged; utc is the best estimate of when it was, to put steps of several
// clocks in order and to draw them on one axis.
type step struct {
	event     *incident.Event
	utc       incident.Time
	corrected bool // the clock's offset is known well enough
}

// steps puts events in the order in which they happened, as far as the clocks tell.
func (m *Model) steps(events []incident.Event) []step {
	out := make([]step, 0, len(events))
	for i := range events {
		e := &events[i]
		if stamp := bestStamp(e); stamp.Known() {
			utc, ok := m.toUTC(stamp)
			out = append(out, step{e, utc, ok})
		}
	}
	slices.SortStableFunc(out, func(a, b step) int {
		return cmp.Or(cmp.Compare(a.utc, b.utc), a.event.Compare(b.event))
	})
	return out
}

// bestStamp is the stamp of whoever wrote the line and, where there is none, of who received it.
func bestStamp(e *incident.Event) incident.Stamp {
	if e.Time.Known() {
		return e.Time
	}
	return e.Received
}

// sharp is how well a clock's offset has to be known for a reading to be corrected by its middle.
const sharp = 10 * incident.Second

// toUTC takes a clock's offset off a reading: the middle of what is proved where that is narrow, else the least that is likely,
// because most clocks are nearly right. ok tells whether it was narrow.
func (m *Model) toUTC(s incident.Stamp) (utc incident.Time, ok bool) {
	if m.Result.Offsets == nil {
		return s.Reading, false
	}
	if i, known := m.Result.Offsets.At(s.Clock, s.Reading); known && i.Bounded() && !i.Empty() && i.Width() <= sharp {
		return s.Reading - incident.Time(i.Lo+(i.Hi-i.Lo)/2), true
	}
	if m.Result.Likely == nil {
		return s.Reading, false
	}
	i, known := m.Result.Likely.At(s.Clock, s.Reading)
	if !known || i.Empty() {
		return s.Reading, false
	}
	return s.Reading - incident.Time(min(max(0, i.Lo), i.Hi)), false
}

// kindWords say what happened, in the words of the story.
var kindWords = map[incident.Kind]string{
	incident.KindRejected: "refused", incident.KindSuspect: "error that may hide a refusal",
	incident.KindRegister: "app asked to register", incident.KindRegistering: "registering", incident.KindRegistered: "registered",
	incident.KindUnregistered: "unregistered", incident.KindReconnecting: "connection lost, reconnecting", incident.KindReconnected: "reconnected",
	incident.KindListen: "token presented", incident.KindConnected: "token accepted",
	incident.KindRefreshStarted: "asked for a new token", incident.KindTokenFetched: "new token received", incident.KindFetchFailed: "asking for a token failed",
	incident.KindTokenWillExpire: "SDK warned: token will expire", incident.KindUpdateToken: "new token handed to the SDK",
	incident.KindCallStarted: "call started", incident.KindCallEnded: "call ended",
	incident.KindOffline: "went offline", incident.KindOnline: "came online", incident.KindHidden: "page hidden", incident.KindVisible: "page visible",
	incident.KindFrozen: "page frozen", incident.KindResumed: "page resumed",
	incident.KindIssued: "token issued", incident.KindIssueFailed: "the host gave no token", incident.KindAccess: "request seen by the balancer",
	incident.KindServerTime: "Twilio's answer told its time",
}

func kindWord(k incident.Kind) string { return cmp.Or(kindWords[k], k.String()) }

// what tells one event with what its line says of it.
func what(e *incident.Event) string {
	parts := []string{kindWord(e.Kind)}
	if code := e.EffectiveCode(); code != 0 {
		parts = append(parts, codes(e))
	}
	if e.Host != "" && e.Kind.Server() {
		parts = append(parts, "host "+e.Host)
	}
	if e.Status != 0 {
		parts = append(parts, fmt.Sprintf("status %d", e.Status))
	}
	if e.Latency.Known() {
		parts = append(parts, "took "+e.Latency.String())
	}
	if e.TTL.Known() {
		parts = append(parts, "ttl "+e.TTL.String())
	}
	if t := tokenName(&e.Token); t != "" {
		parts = append(parts, t)
	}
	if m := cmp.Or(e.WireMessage, e.Message); m != "" {
		parts = append(parts, "“"+cut(Clean(m), 80)+"”")
	}
	return strings.Join(parts, ", ")
}

func codes(e *incident.Event) string {
	if e.WireCode != 0 && e.Code != 0 && e.Code != e.WireCode {
		return fmt.Sprintf("code %d (the app saw %d)", e.WireCode, e.Code)
	}
	return fmt.Sprintf("code %d", e.EffectiveCode())
}

// tokenName tells tokens of one story apart: the beginning of the fingerprint, and when it ends.
func tokenName(t *incident.Token) string {
	var parts []string
	switch {
	case t.Fingerprint != "":
		parts = append(parts, "token "+cut(t.Fingerprint.Hex(), 9))
	case t.JTI != "":
		parts = append(parts, "jti "+ends(t.JTI))
	}
	if t.Exp.Known() {
		parts = append(parts, "exp "+t.Exp.Std().Format("15:04:05"))
	}
	return strings.Join(parts, " ")
}

// ends keeps both ends of a long name: Twilio's helpers begin every jti of a key alike, and end it with the second.
func ends(s string) string {
	r := []rune(s)
	if len(r) <= 20 {
		return s
	}
	return string(r[:6]) + "…" + string(r[len(r)-11:])
}
