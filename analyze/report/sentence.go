package report

import (
	"fmt"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// sentence tells what was found, with numbers: how many sessions, when, and the three weightiest reasons.
func (m *Model) sentence() string {
	t := m.Totals
	if t.Events == 0 {
		return "No token was refused in what was read."
	}
	var b strings.Builder
	if t.SeenSessions > t.Sessions {
		fmt.Fprintf(&b, "%d of ", t.Sessions)
	}
	fmt.Fprintf(&b, "%s had a token refused", plural(t.SeenSessions, "session"))
	if w := window(t.First, t.Last); w != "" {
		b.WriteString(" " + w)
	}
	if sessions(m.Causes) > t.Sessions {
		b.WriteString(", some for more than one reason")
	}
	for i, r := range m.Causes[:min(len(m.Causes), 3)] {
		b.WriteString([]string{": ", "; ", "; "}[i])
		fmt.Fprintf(&b, "%d %s", r.Sessions, m.because(r))
	}
	if rest := sessions(m.Causes[min(len(m.Causes), 3):]); rest > 0 {
		fmt.Fprintf(&b, "; %d for other reasons", rest)
	}
	b.WriteString("." + m.remedy())
	return Clean(b.String())
}

// remedy says how far the best of the schedules that were tried would have got.
func (m *Model) remedy() string {
	r := m.Replay
	if r == nil || !r.Calibration.Comparable || r.Recorded.Lapses == 0 {
		return ""
	}
	for _, o := range ranked(r.Outcomes) {
		if o.Schedule == "oracle" {
			continue // the lower bound, not a schedule that anybody could run
		}
		if o.Lapses >= r.Recorded.Lapses {
			break
		}
		return fmt.Sprintf(" Of the schedules tried, %s would have done best: %s instead of %d.", o.Schedule, plural(o.Lapses, "lapse"), r.Recorded.Lapses)
	}
	return " None of the schedules tried would have done better."
}

// sessions adds up rows; a session with several causes counts in each.
func sessions(rows []CauseRow) int {
	n := 0
	for _, r := range rows {
		n += r.Sessions
	}
	return n
}

// because ends a sentence on what happened to a number of sessions.
func (m *Model) because(r CauseRow) string {
	if r.Cause == incident.Undetermined {
		return "that could not be decided: " + clauses[r.Subcause]
	}
	return "because " + m.clause(r)
}

// clause ends a sentence that begins with "because".
func (m *Model) clause(r CauseRow) string {
	host := "a token host"
	if r.Host != "" {
		host = r.Host
	}
	switch r.Subcause {
	case incident.IssuerBehind:
		return "the clock of " + host + " runs behind" + m.offsetOf(r.Host)
	case incident.IssuerAhead:
		return "the clock of " + host + " runs ahead" + m.offsetOf(r.Host)
	case incident.EndpointFailed:
		return clauses[r.Subcause] + m.answers(r)
	}
	if c, ok := clauses[r.Subcause]; ok {
		return c
	}
	if r.Cause == incident.BadSignature {
		return "the signature does not fit the API key"
	}
	return "of " + name(r.Cause, r.Subcause)
}

// answers says what the endpoint answered instead of a token, where the timelines are at hand: the most frequent status in
// the hour before the refusals, and when.
func (m *Model) answers(r CauseRow) string {
	at := map[int32][]incident.Time{}
	for i := range m.Timelines {
		for j := range m.Timelines[i].Events {
			e := &m.Timelines[i].Events[j]
			stamp := bestStamp(e)
			failed := e.Kind == incident.KindFetchFailed || e.Kind == incident.KindIssueFailed || e.Kind == incident.KindAccess
			if failed && e.Status >= 400 && stamp.Known() && r.First.Known() && stamp.Reading > r.First.Add(-incident.Hour) && stamp.Reading < r.Last {
				at[e.Status] = append(at[e.Status], stamp.Reading)
			}
		}
	}
	var status int32
	for s, times := range at {
		if n := len(times); n > len(at[status]) || n == len(at[status]) && s < status {
			status = s
		}
	}
	if status == 0 {
		return ""
	}
	times := at[status]
	slices.Sort(times)
	few := len(times) / 50 // a stray one on either side says nothing
	return fmt.Sprintf(" (it answered %d from %s to %s)", status, times[few].Std().Format("15:04"), times[len(times)-1-few].Std().Format("15:04"))
}

// offsetOf says by how much a host's clock is off, where both sides are known.
func (m *Model) offsetOf(host string) string {
	for _, c := range m.Result.Clocks {
		if c.Clock == incident.IssuerClock(host) && c.Offset.Bounded() {
			middle := incident.Span(c.Offset.Lo/2 + c.Offset.Hi/2)
			if middle < 0 {
				middle = -middle
			}
			return fmt.Sprintf(" by about %.0f s", middle.Seconds())
		}
	}
	return ""
}

// clauses say in a few words why a token was refused.
var clauses = map[incident.Subcause]string{
	incident.NoRefresh:          "the token ran out and nothing was set to renew it",
	incident.Cached:             "an old token was presented at the start",
	incident.BornExpired:        "the token was minted without a lifetime",
	incident.NotAttempted:       "the client did not ask for a new token in time",
	incident.EndpointFailed:     "the token endpoint gave no token",
	incident.TooLate:            "the new token came after the old one had ended",
	incident.NotApplied:         "a new token had come but was not handed to the SDK",
	incident.StaleToken:         "the endpoint served a token that lived no longer than the old one",
	incident.Suspended:          "the device slept over the refresh",
	incident.AccountAsIssuer:    "iss held the Account SID instead of the API key SID",
	incident.UnknownIssuer:      "iss is not one of the expected API keys",
	incident.MissingIssuer:      "the token has no iss",
	incident.WrongSubject:       "sub is another account",
	incident.UnreadableToken:    "the token cannot be decoded",
	incident.TTLTooLong:         "the token's lifetime is longer than 24 hours",
	incident.NotBeforeInFuture:  "the token's nbf lay in the future",
	incident.MissingVoiceGrant:  "the token has no voice grant",
	incident.NoTokenFound:       "no token is known",
	incident.ValidWhenPresented: "the token was good when presented",
	incident.Ambiguous:          "more than one token fits",
}
