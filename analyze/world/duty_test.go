package world

import (
	"testing"

	"lapse/analyze/incident"
)

// TestAccount tells the story of one token in one session and asks why it ran out. Times are minutes after its receipt;
// the token lives 60 minutes and is refused at 61, unless the case says otherwise.
func TestAccount(t *testing.T) {
	w := quietWorld()
	k := mintAt(w, 0)
	newer := mintAt(w, 0)
	newer.minted, newer.exp = k.minted.Add(48*minute), k.exp+48*60
	at := func(m float64) incident.Time { return k.minted.Add(incident.Span(m * float64(minute))) }
	ask := func(sent, answered float64, status int, tok *token) *request {
		return &request{sent: at(sent), answered: at(answered), status: status, token: tok}
	}
	cycle := ask(-48, -48, 200, k) // the session refreshed before
	tests := []struct {
		name     string
		attempts []*request
		got      []receipt // beside k
		naps     []nap
		due      float64 // of the refresh timer; 0: none
		refused  float64
		first    float64 // when k was first presented
		want     incident.Subcause
	}{
		{name: "nobody ever asked", refused: 61, want: incident.NoRefresh},
		{name: "first presented when it was over", refused: 70, first: 70, want: incident.Cached},
		{name: "an earlier refresh, none for this token", attempts: []*request{cycle}, refused: 61, want: incident.NotAttempted},
		{name: "asked, 503", attempts: []*request{ask(48, 48, 503, nil)}, refused: 61, want: incident.EndpointFailed},
		{name: "asked in time, answered a second after the end", attempts: []*request{ask(59, 60.02, 200, newer)}, refused: 61, want: incident.TooLate},
		{name: "asked, the same token again", attempts: []*request{ask(48, 48, 200, k)}, refused: 61, want: incident.StaleToken},
		{name: "a newer one not handed over", attempts: []*request{ask(48, 48, 200, newer)}, got: []receipt{{newer, at(48), false}}, refused: 61, want: incident.NotApplied},
		{name: "asked only a second after the end", attempts: []*request{cycle, ask(60.02, 60.03, 503, nil)}, refused: 61, want: incident.NotAttempted},
		{name: "asleep over it", attempts: []*request{ask(90, 90, 200, newer)}, naps: []nap{{at(40), at(90)}}, due: 48, refused: 90.01, want: incident.Suspended},
		{name: "asleep, asked on waking in vain, refused again", attempts: []*request{ask(90, 90, 503, nil)}, naps: []nap{{at(40), at(90)}}, due: 48, refused: 92, want: incident.Suspended},
		{name: "asleep over a refresh that was due after the end", attempts: []*request{cycle, ask(90, 90, 200, newer)}, naps: []nap{{at(50), at(90)}}, due: 70, refused: 90.01, want: incident.NotAttempted},
		{name: "asleep after the due time only", attempts: []*request{cycle, ask(90, 90, 200, newer)}, naps: []nap{{at(50), at(90)}}, refused: 90.01, want: incident.NotAttempted},
	}
	for _, c := range tests {
		l := &life{session: &session{from: at(-100), naps: c.naps}, attempts: c.attempts, receipts: append([]receipt{{k, at(0), true}}, c.got...)}
		l.listens = []receipt{{k, at(c.first), true}}
		if c.due != 0 {
			l.timers = []timer{{k, at(c.due)}}
		}
		if got := l.account(k, at(c.refused)); got.sub != c.want {
			t.Errorf("%s: %s/%s, want %s", c.name, got.cause, got.sub, c.want)
		}
	}
}
