package cause

import "lapse/analyze/incident"

// cached: the session presented the token for the first time when it was over.
func (t *trial) cached() Tri {
	for _, u := range t.session.Uses {
		if u.Told() != t.token {
			continue
		}
		if u.Accepted {
			return No
		}
		since := t.since(u.Event)
		if since.Lo >= 0 && since.Hi <= int64(firstRefusal) && t.x == Yes && !t.fetched() {
			return Yes // refused as soon as it was presented for the first time
		}
		return not(reaches(minus(since, t.sinceExp), point(1)))
	}
	return No
}

// firstRefusal is how soon a token that is over when it is first presented is refused.
const firstRefusal = 5 * incident.Second

// fetched tells whether the session's own log shows it receiving the token.
func (t *trial) fetched() bool {
	for _, f := range t.session.Fetches {
		if f.Token == t.token {
			return true
		}
	}
	return false
}
