package analyze

import (
	"slices"
	"sync"

	"lapse/analyze/incident"
)

// nameless holds the events that name no identity, until a timeline shows whose they are: by the token's fingerprint, by
// jti with exp, by the session, by the call. Lines of one session go together.
type nameless struct {
	mu     sync.Mutex
	events []incident.Event
	taken  []bool

	byPrint   map[incident.Fingerprint][]int
	byClaims  map[claims][]int
	bySession map[string][]int
	byCall    map[string][]int
}

// claims is what tells a token apart where its fingerprint is not logged. jti alone does not.
type claims struct {
	jti string
	exp incident.Time
}

func newNameless(events []incident.Event) *nameless {
	n := &nameless{
		events: events, taken: make([]bool, len(events)),
		byPrint: map[incident.Fingerprint][]int{}, byClaims: map[claims][]int{},
		bySession: map[string][]int{}, byCall: map[string][]int{},
	}
	for i := range events {
		e := &events[i]
		if e.Token.Fingerprint != "" {
			n.byPrint[e.Token.Fingerprint] = append(n.byPrint[e.Token.Fingerprint], i)
		}
		if e.Token.JTI != "" && e.Token.Exp.Known() {
			k := claims{e.Token.JTI, e.Token.Exp}
			n.byClaims[k] = append(n.byClaims[k], i)
		}
		if e.Session != "" {
			n.bySession[e.Session] = append(n.bySession[e.Session], i)
		}
		if e.CallSID != "" {
			n.byCall[e.CallSID] = append(n.byCall[e.CallSID], i)
		}
	}
	return n
}

// claim adds to a timeline the nameless events that are its own; only those that nobody has taken yet, if the claim is
// exclusive. The timeline that came is left as it is. It may be called by several goroutines at once.
func (n *nameless) claim(t *incident.Timeline, exclusive bool) *incident.Timeline {
	if n == nil || len(n.events) == 0 || t.Identity == "" {
		return t
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	var mine []int
	seen := map[int]bool{}
	take := func(indexes []int) {
		for _, i := range indexes {
			if !seen[i] && !(exclusive && n.taken[i]) {
				n.taken[i], seen[i] = true, true
				mine = append(mine, i)
			}
		}
	}
	for i := range t.Events {
		e := &t.Events[i]
		take(n.byPrint[e.Token.Fingerprint])
		take(n.byClaims[claims{e.Token.JTI, e.Token.Exp}])
		take(n.bySession[e.Session])
		take(n.byCall[e.CallSID])
	}
	for k := 0; k < len(mine); k++ { // what was taken may bring its session along
		e := &n.events[mine[k]]
		take(n.bySession[e.Session])
		take(n.byPrint[e.Token.Fingerprint])
	}
	if len(mine) == 0 {
		return t
	}
	joined := &incident.Timeline{Identity: t.Identity, Events: slices.Clone(t.Events)}
	for _, i := range mine {
		joined.Events = append(joined.Events, n.events[i])
	}
	slices.SortFunc(joined.Events, func(a, b incident.Event) int { return a.Compare(&b) })
	return joined
}

// rest is a timeline of what nobody claimed; nil if there is none.
func (n *nameless) rest() *incident.Timeline {
	if n == nil {
		return nil
	}
	t := &incident.Timeline{}
	for i := range n.events {
		if !n.taken[i] {
			t.Events = append(t.Events, n.events[i])
		}
	}
	if len(t.Events) == 0 {
		return nil
	}
	return t
}
