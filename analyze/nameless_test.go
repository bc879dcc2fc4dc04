package analyze

import (
	"testing"

	"lapse/analyze/incident"
)

// TestNameless: lines that name no identity find theirs by the token, by the session, and through each other; what nobody
// claims is still judged.
func TestNameless(t *testing.T) {
	j := newJournal()
	k := j.get("token-1", 0, 0)
	nobody := &journal{session: "dev-1"}
	nobody.client(incident.KindRejected, 3612, incident.NoToken()) // names the session
	nobody.client(incident.KindRejected, 3700, reference(k))       // names the token
	nobody.client(incident.KindRejected, 3800, incident.NoToken()) // names nothing
	ids := []incident.ID{nobody.events[0].ID, nobody.events[1].ID, nobody.events[2].ID}
	for i := range nobody.events {
		nobody.events[i].Code = 31205
	}
	nobody.events[1].Session, nobody.events[2].Session = "", ""

	res := conclude(t, declared, j, nobody, fleet())
	for i, want := range []string{"agent-7", "agent-7", ""} {
		if v := verdictOn(t, res, ids[i]); v.Identity != want {
			t.Errorf("event %d was given to %q, want %q", i, v.Identity, want)
		}
	}
	if v := verdictOn(t, res, ids[0]); v.Cause != incident.GenuineExpiry {
		t.Errorf("by session: %s", v.Cause)
	}
	if len(res.Verdicts) != 3 {
		t.Errorf("%d verdicts, want 3", len(res.Verdicts))
	}
}
