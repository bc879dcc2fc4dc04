package analyze

import (
	"testing"

	"lapse/analyze/incident"
)

// declared are the issuers that a user would declare.
var declared = Options{Issuers: []string{goodKey}, Accounts: []string{goodAccount}, Leeway: incident.Interval{Lo: 0, Hi: 1}}

// TestTable holds every row of the decision table to a story that concludes it and to a near miss that does not: mostly the
// same story with one thing a second, or a field, otherwise.
func TestTable(t *testing.T) {
	type want struct {
		cause incident.Cause
		sub   incident.Subcause
	}
	expiry := want{incident.GenuineExpiry, incident.NoRefresh}
	for _, c := range []struct {
		name  string
		story func(j *journal) incident.ID
		want  want
	}{
		{"row 1: a token that cannot be read", broken(func(k *incident.Token) { k.Defects = incident.Unreadable }),
			want{incident.BadToken, incident.UnreadableToken}},
		{"row 1: no voice grant", broken(func(k *incident.Token) { k.Defects = incident.MissingGrant }),
			want{incident.BadToken, incident.MissingVoiceGrant}},
		{"row 1, near miss: nothing wrong with it", broken(func(*incident.Token) {}),
			want{incident.Undetermined, incident.ValidWhenPresented}},

		{"row 2: the account as issuer", broken(func(k *incident.Token) { k.Iss = goodAccount }),
			want{incident.WrongIss, incident.AccountAsIssuer}},
		{"row 2: another key", broken(func(k *incident.Token) { k.Iss = "SK00000000000000000000000000000002" }),
			want{incident.WrongIss, incident.UnknownIssuer}},
		{"row 2: no issuer", broken(func(k *incident.Token) { k.Iss = "" }),
			want{incident.WrongIss, incident.MissingIssuer}},
		{"row 2: another account", broken(func(k *incident.Token) { k.Sub = "AC00000000000000000000000000000002" }),
			want{incident.WrongIss, incident.WrongSubject}},
		{"row 2, near miss: another key, and the validator says expired", func(j *journal) incident.ID {
			k := minted(0)
			k.Iss = "SK00000000000000000000000000000002"
			k = printed(k)
			j.issued("token-1", 0, k)
			j.client(incident.KindTokenFetched, 0.5, reference(k))
			j.client(incident.KindRegister, 0.6, reference(k))
			return j.refused(3610, k, saysExpired)
		}, expiry},

		{"row 3: signed with another secret", broken(func(k *incident.Token) { k.Signature = incident.SignatureBad }),
			want{incident.BadSignature, ""}},
		{"row 3, near miss: the signature is good", broken(func(k *incident.Token) { k.Signature = incident.SignatureGood }),
			want{incident.Undetermined, incident.ValidWhenPresented}},

		{"row 4: born expired", broken(func(k *incident.Token) { k.Exp = k.Iat }),
			want{incident.GenuineExpiry, incident.BornExpired}},
		{"row 5: a second more than a day", broken(func(k *incident.Token) { k.Exp = k.Iat.Add(incident.Day + incident.Second) }),
			want{incident.BadToken, incident.TTLTooLong}},
		{"row 5, near miss: a day", broken(func(k *incident.Token) { k.Exp = k.Iat.Add(incident.Day) }),
			want{incident.Undetermined, incident.ValidWhenPresented}},

		{"row 6: behind, refused three seconds before the life was over", behind(3597),
			want{incident.ClockSkew, incident.IssuerBehind}},
		{"row 6, near miss: refused three seconds after it was over", behind(3603), expiry},

		{"row 7: woke, asked, was refused", func(j *journal) incident.ID {
			k := j.refreshed()
			j.says(incident.KindRefreshStarted, 9000)
			return j.refused(9000.2, k, "")
		}, want{incident.MissedRefresh, incident.Suspended}},
		{"row 7: the page was frozen over it", func(j *journal) incident.ID {
			k := j.refreshed()
			j.says(incident.KindFrozen, 4000)
			j.says(incident.KindResumed, 9000)
			id := j.refused(9000.2, k, "")
			j.says(incident.KindRefreshStarted, 9000.3)
			return id
		}, want{incident.MissedRefresh, incident.Suspended}},
		{"row 7, near miss: frozen after it had asked in time, for a token that it did not apply", func(j *journal) incident.ID {
			k := j.refreshed()
			j.fetch("token-1", 5760, 0)
			j.says(incident.KindFrozen, 5800)
			j.says(incident.KindResumed, 9000)
			j.says(incident.KindRefreshStarted, 9000.1)
			return j.refused(9000.2, k, "")
		}, want{incident.MissedRefresh, incident.NotApplied}},
		{"row 7, near miss: frozen over it, and nothing was due on resuming", func(j *journal) incident.ID {
			k := j.refreshed()
			j.says(incident.KindFrozen, 4000)
			j.says(incident.KindResumed, 9000)
			return j.refused(9000.2, k, "")
		}, want{incident.MissedRefresh, incident.NotAttempted}},
		{"row 7, near miss: resumed before the end", func(j *journal) incident.ID {
			k := j.refreshed()
			j.says(incident.KindFrozen, 4000)
			j.says(incident.KindResumed, 5000)
			return j.refused(6485, k, "")
		}, want{incident.MissedRefresh, incident.NotAttempted}},
		{"row 7, near miss: asked after the end, a minute before", func(j *journal) incident.ID {
			k := j.refreshed()
			j.refused(6485, k, "")
			j.says(incident.KindRefreshStarted, 8940)
			return j.refused(9000, k, "")
		}, want{incident.MissedRefresh, incident.NotAttempted}},

		{"row 7, near miss: awake, and the newer token there for fifteen seconds", func(j *journal) incident.ID {
			k := j.refreshed()
			j.fetch("token-1", 8985, 0)
			return j.refused(9000, k, "")
		}, want{incident.MissedRefresh, incident.NotApplied}},

		{"row 8: a newer token was there", func(j *journal) incident.ID {
			k := j.refreshed()
			j.fetch("token-1", 5760, 0)
			return j.refused(6490, k, "")
		}, want{incident.MissedRefresh, incident.NotApplied}},
		{"row 8, near miss: it came half a second before", func(j *journal) incident.ID {
			k := j.refreshed()
			j.fetch("token-1", 6489.3, 0)
			return j.refused(6490, k, "")
		}, want{incident.MissedRefresh, incident.Suspended}},

		{"row 9: asked a second before the end, answered after it", func(j *journal) incident.ID {
			k := j.refreshed()
			j.says(incident.KindRefreshStarted, 6479)
			n := minted(6483)
			j.issued("token-1", 6483, n)
			j.client(incident.KindTokenFetched, 6484, reference(n))
			return j.refused(6485, k, "")
		}, want{incident.MissedRefresh, incident.TooLate}},

		{"row 10: asked a second before the end, no token", asked(6479),
			want{incident.MissedRefresh, incident.EndpointFailed}},
		{"row 10, near miss: asked a second after it", asked(6482),
			want{incident.MissedRefresh, incident.NotAttempted}},

		{"row 11: given the old token again", func(j *journal) incident.ID {
			k := j.refreshed()
			j.says(incident.KindRefreshStarted, 5760)
			j.client(incident.KindTokenFetched, 5760.2, reference(k))
			return j.refused(6500, k, "")
		}, want{incident.MissedRefresh, incident.StaleToken}},

		{"row 12: refreshed once, then never asked", func(j *journal) incident.ID {
			return j.refused(6500, j.refreshed(), "")
		}, want{incident.MissedRefresh, incident.NotAttempted}},
		{"row 12: the SDK said tokenWillExpire", func(j *journal) incident.ID {
			k := j.get("token-1", 0, 0)
			j.says(incident.KindTokenWillExpire, 3589)
			return j.refused(3612, k, "")
		}, want{incident.MissedRefresh, incident.NotAttempted}},

		{"row 13: presented for the first time when it was over", func(j *journal) incident.ID {
			k := minted(-4000)
			j.issued("token-1", -4000, k)
			j.session = "dev-2"
			j.client(incident.KindRegister, 10, reference(k))
			return j.refused(10.1, k, saysExpired)
		}, want{incident.GenuineExpiry, incident.Cached}},
		{"row 14: used until it ran out", func(j *journal) incident.ID {
			return j.refused(3612, j.get("token-1", 0, 0), "")
		}, expiry},

		{"row 15: ahead, with nbf", func(j *journal) incident.ID {
			return ahead(j, 0)
		}, want{incident.ClockSkew, incident.IssuerAhead}},
		{"row 15: nbf ten minutes after iat by a right clock", func(j *journal) incident.ID {
			return ahead(j, 600)
		}, want{incident.BadToken, incident.NotBeforeInFuture}},

		{"row 16: the validator blames the signature of a valid token", func(j *journal) incident.ID {
			k := j.fetch("token-1", 0, 0)
			j.client(incident.KindRegister, 0.5, reference(k))
			return j.refused(0.6, k, saysSignature)
		}, want{incident.BadSignature, ""}},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := newJournal()
			id := c.story(j)
			v := verdictOn(t, conclude(t, declared, j, fleet()), id)
			if got := (want{v.Cause, v.Subcause}); got != c.want {
				t.Errorf("got %v (%s by %s), want %v; evidence %v", got, v.Certainty, v.MatchedBy, c.want, v.Evidence)
			}
		})
	}
}

// fleet is another identity whose clock and refreshes are in order: it ties token-1 to UTC.
func fleet() *journal {
	j := &journal{identity: "agent-1", session: "dev-9"}
	for s := -7200.0; s < 12000; s += 2880 {
		j.get("token-1", s, 0)
	}
	return j
}

// broken presents a token with a fault a minute after it was minted.
func broken(fault func(*incident.Token)) func(*journal) incident.ID {
	return func(j *journal) incident.ID {
		j.get("token-1", 0, 0)
		k := minted(2880)
		fault(&k)
		k = printed(k)
		j.says(incident.KindRefreshStarted, 2879.9)
		j.issued("token-1", 2880, k)
		j.client(incident.KindTokenFetched, 2880.2, reference(k))
		j.client(incident.KindUpdateToken, 2880.3, reference(k))
		return j.refused(2940, k, "")
	}
}

// behind has a token of a host that is 420 s behind refused so long after its mint.
func behind(lived float64) func(*journal) incident.ID {
	return func(j *journal) incident.ID {
		return j.refused(lived+0.1, j.get("token-2", 0, -420), "")
	}
}

// refreshed is a session that refreshed once, in time; its token ends at 6480 s.
func (j *journal) refreshed() incident.Token {
	j.get("token-1", 0, 0)
	return j.get("token-1", 2880, 0)
}

// asked has the session ask for a new token once, in vain, around the end at 6480 s.
func asked(seconds float64) func(*journal) incident.ID {
	return func(j *journal) incident.ID {
		k := j.refreshed()
		if seconds > 6480 {
			j.refused(6480.5, k, "")
		}
		j.says(incident.KindRefreshStarted, seconds)
		j.says(incident.KindFetchFailed, seconds+0.3).Status = 503
		j.failed("token-1", seconds+0.2)
		return j.refused(6500, k, "")
	}
}

// ahead has a token refused at once: its host is 240 s ahead, or its nbf lies so long after iat on a right host.
func ahead(j *journal, delay float64) incident.ID {
	host, skew := "token-3", 240.0
	if delay > 0 {
		host, skew = "token-1", 0
	}
	k := minted(100.1 + skew)
	k.Nbf = k.Iat.Add(incident.Span(delay) * incident.Second)
	k = printed(k)
	j.says(incident.KindRefreshStarted, 100)
	j.issued(host, 100.1, k)
	j.client(incident.KindTokenFetched, 100.2, reference(k))
	j.client(incident.KindRegister, 100.3, reference(k))
	id := j.refused(100.5, k, "")
	j.apply(1000, k)
	return id
}

// TestContributing: a token that was over and had the wrong iss has one cause; the other is not lost.
func TestContributing(t *testing.T) {
	j := newJournal()
	k := minted(0)
	k.Iss = "SK00000000000000000000000000000002"
	k = printed(k)
	j.issued("token-1", 0, k)
	j.client(incident.KindTokenFetched, 0.5, reference(k))
	j.client(incident.KindRegister, 0.6, reference(k))
	over := j.refused(3610, k, saysExpired)
	res := conclude(t, declared, j, fleet())
	if v := verdictOn(t, res, over); v.Cause != incident.GenuineExpiry || len(v.Contributing) != 1 || v.Contributing[0] != incident.WrongIss {
		t.Errorf("%s with %v", v.Cause, v.Contributing)
	}
	skewed := newJournal()
	late := skewed.refused(3700, skewed.get("token-2", 0, -420), "")
	if v := verdictOn(t, conclude(t, declared, skewed, fleet()), late); len(v.Contributing) != 1 || v.Contributing[0] != incident.ClockSkew {
		t.Errorf("%s with %v", v.Cause, v.Contributing)
	}
}
