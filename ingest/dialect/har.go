package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// readExchange reads a request of an HTTP archive. The client asked when it began and had its answer when the time that
// the browser measured was over: two readings of the client's clock.
func readExchange(r *Reader, x *record) answer {
	if !tokenPath(x.text(pathField)) {
		return other
	}
	t := r.talk(x)
	asked := r.event(x, incident.KindRefreshStarted, clientSide)
	asked.Token = incident.NoToken()
	t.tell(r, asked)

	kind := incident.KindFetchFailed
	status := code(x.text(statusField))
	if status >= 200 && status < 300 {
		kind = incident.KindTokenFetched
	}
	e := r.event(x, kind, clientSide)
	e.Status, e.Latency = status, x.latency()
	if e.Latency.Known() && e.Time.Known() {
		e.Time.Reading = e.Time.Reading.Add(e.Latency)
	}
	if !e.Token.Known() {
		e.Token = r.tokenInBody(x)
	}
	t.learn(r, e.Token.Identity)
	t.tell(r, e)
	return used
}

// tokenInBody finds the token in an answer that is not JSON: the bare JWT.
func (r *Reader) tokenInBody(x *record) incident.Token {
	for i := range x.Fields {
		if strings.HasPrefix(x.Fields[i].Key, "response.body") {
			if t := r.decode(x.Fields[i].Value); t.Known() {
				return t
			}
		}
	}
	return incident.NoToken()
}
