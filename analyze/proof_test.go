package analyze

import (
	"testing"

	"lapse/analyze/incident"
)

// TestProofs holds what may be called proved to stories in pairs: in the first everything that decides is on record; in the
// near miss one step of the reasoning would have to be assumed, and the verdict is the same or another, but not proved.
func TestProofs(t *testing.T) {
	for _, c := range []struct {
		name  string
		story func(j *journal) incident.ID
		want  incident.Cause // proved; "" where nothing is
	}{
		{"its own lines show it fetching, and no second time", func(j *journal) incident.ID {
			return j.refused(3612, j.get("token-1", 0, 0), "")
		}, incident.GenuineExpiry},
		{"no line of its own shows a fetch: a part of the token log may be lost", func(j *journal) incident.ID {
			k := minted(0.1)
			j.issued("token-1", 0.1, k)
			j.apply(0.3, k)
			return j.refused(3612, k, "")
		}, ""},

		{"it had refreshed before", func(j *journal) incident.ID {
			return j.refused(6500, j.refreshed(), "")
		}, incident.MissedRefresh},
		{"it asked only because it had been refused, and again until it had a token", func(j *journal) incident.ID {
			k := j.get("token-1", 0, 0)
			j.refused(3612, k, "")
			j.says(incident.KindRefreshStarted, 3612.5)
			j.says(incident.KindFetchFailed, 3612.6)
			j.says(incident.KindRefreshStarted, 3672.6)
			j.says(incident.KindFetchFailed, 3672.7)
			return j.refused(3690, k, "")
		}, ""},
		{"it asked before, but only for its first token, and again until it had one", func(j *journal) incident.ID {
			j.says(incident.KindFetchFailed, -60)
			j.says(incident.KindFetchFailed, -40)
			return j.refused(3612, j.get("token-1", 0, 0), "")
		}, incident.GenuineExpiry},
		{"a token came back in between: whoever asks then has a cycle", func(j *journal) incident.ID {
			k := j.get("token-1", 0, 0)
			j.refused(3612, k, "")
			k = j.get("token-1", 3612.5, 0)
			j.says(incident.KindRefreshStarted, 6492)
			j.says(incident.KindFetchFailed, 6492.2)
			return j.refused(7232, k, "")
		}, incident.MissedRefresh},

		{"the line of a request on the host's side, after a refusal", func(j *journal) incident.ID {
			k := minted(0.1)
			j.issued("token-1", 0.1, k)
			j.apply(0.3, k)
			j.refused(3612, k, "")
			j.failed("token-1", 3613)
			return j.refused(3690, k, "")
		}, ""},

		{"the first line is a refresh, and it registers with what came", func(j *journal) incident.ID {
			return j.refused(3612, j.get("token-1", 0, 0), "")
		}, incident.GenuineExpiry},
		{"the first line is a refresh, and what came replaced something", func(j *journal) incident.ID {
			k := j.fetch("token-1", 0, 0)
			j.client(incident.KindUpdateToken, 0.3, reference(k))
			j.says(incident.KindRegistered, 0.4).TTL = incident.Hour - incident.Second
			return j.refused(3612, k, "")
		}, ""},

		{"a token that the same session had had accepted, refused with a code that only ever says so", func(j *journal) incident.ID {
			return j.refused(3180.5, j.get("token-2", 0, -420), "")
		}, incident.ClockSkew},
		{"refused on waking with the code of the SDK's race, which says nothing of the token", func(j *journal) incident.ID {
			k := j.get("token-2", 0, -420)
			e := j.client(incident.KindRejected, 3180.5, reference(k))
			e.Code = 20101
			return e.ID
		}, ""},

		{"another key, in a token that it applied", broken(func(k *incident.Token) { k.Iss = "SK00000000000000000000000000000002" }), incident.WrongIss},
		{"another key, in the only token that can have been the one", func(j *journal) incident.ID {
			k := minted(0.1)
			k.Iss = "SK00000000000000000000000000000002"
			j.issued("token-1", 0.1, printed(k))
			return j.refused(1, incident.NoToken(), "")
		}, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := newJournal()
			id := c.story(j)
			v := verdictOn(t, conclude(t, declared, j, fleet()), id)
			if got := v.Certainty == incident.Proved; got != (c.want != "") || got && v.Cause != c.want {
				t.Errorf("%s/%s %s by %s; evidence %v", v.Cause, v.Subcause, v.Certainty, v.MatchedBy, v.Evidence)
			}
		})
	}
}
