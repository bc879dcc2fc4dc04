package dialect

import (
	"strings"
	"time"

	"lapse/analyze/incident"
)

// readExchange reads a request of an HTTP archive. The client asked when it began and had its answer when the time that
// the browser measured was over: two readings of the client's clock.
func readExchange(r *Reader, x *record) answer {
	told := r.serverTime(x)
	if !tokenPath(x.text(pathField)) {
		return told
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

// serverTime tells of an answer of Twilio's with a Date header (RFC 9110, 6.6.1): whoever answers there is on the
// validator's side. The header of the token endpoint is left alone, since nothing says which of the hosts behind it wrote it.
func (r *Reader) serverTime(x *record) answer {
	date, _ := x.Fields.Get("response.date")
	at, err := time.Parse(time.RFC1123, date.Value)
	if err != nil || !x.Time.Known() || !x.latency().Known() || !twilioHost(x.Body) {
		return other
	}
	e := r.event(x, incident.KindServerTime, clientSide)
	e.Token, e.Latency = incident.NoToken(), x.latency()
	e.Time.Reading = e.Time.Reading.Add(e.Latency)
	e.Received = incident.Stamp{Clock: incident.Validator, Reading: incident.TimeOf(at), Quantum: incident.Second}
	r.talk(x).tell(r, e)
	return used
}

// twilioHost tells whether a request, "GET https://host/path", went to a host of Twilio's.
func twilioHost(request string) bool {
	_, rest, _ := strings.Cut(request, "://")
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	return host == "twilio.com" || strings.HasSuffix(host, ".twilio.com")
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
