package world

import "lapse/analyze/incident"

// request is one request to the token endpoint and its answer, all in true time.
type request struct {
	session  *session
	sent     incident.Time
	ended    incident.Time // at the balancer
	answered incident.Time // at the client
	latency  incident.Span // as the server tells it
	host     *host
	status   int
	token    *token // nil unless status is 200
	again    bool   // the token came out of a cache
	first    bool   // the session's first fetch and its repeats
	onError  bool   // asked because of a rejection
	willEnd  bool   // asked because of tokenWillExpire
	repeat   int    // how many requests of this chain failed before
}

// cached is an answer that a cache keeps.
type cached struct {
	token *token
	host  *host
	at    incident.Time
}

// serve answers a request: which host, how long, with which token. Its luck hangs on the session and the time it was
// sent, so a request that another schedule sends at the same moment fares the same.
func (r *run) serve(q *request) {
	w := r.world
	l := r.luck.of("request", int64(q.session.id), int64(q.sent)/1000)
	arrived := q.sent.Add(l.of("there").between(15*incident.Millisecond, 85*incident.Millisecond))
	q.latency = latency(l.of("latency"))
	if s := w.Config.Slow; s != nil && w.inside(*s, arrived) {
		q.latency += l.of("slow").between(w.Config.SlowBy/2, w.Config.SlowBy)
	}
	q.host = w.hosts[l.of("host").below(len(w.hosts))]
	q.status = 200
	for _, o := range w.Config.Outages {
		if w.inside(o.Window, arrived) {
			q.status = o.Status
		}
	}
	if q.status == 200 {
		r.answer(q, arrived, l)
	}
	q.latency = floorSpan(q.latency, 100*incident.Microsecond)
	q.ended = arrived.Add(q.latency)
	q.answered = q.ended.Add(l.of("back").between(15*incident.Millisecond, 85*incident.Millisecond))
}

// answer takes the token out of the cache or mints one.
func (r *run) answer(q *request, arrived incident.Time, l luck) {
	w, c := r.world, r.world.Config.Cache
	if c != nil && w.inside(c.Window, arrived) {
		if old, ok := r.cache[q.session.identity]; ok && arrived.Sub(old.at) < c.Age {
			q.token, q.host, q.again = old.token, old.host, true
			q.latency = l.of("hit").between(3*incident.Millisecond, 12*incident.Millisecond)
			return
		}
	}
	minted := arrived.Add(incident.Span(l.of("mint").unit() * 0.9 * float64(q.latency)))
	q.token = r.mint(q.host, minted, q.session.identity)
	if c != nil {
		r.cache[q.session.identity] = cached{q.token, q.host, arrived}
	}
}

// latency is 50 ms at least, with a long tail.
func latency(l luck) incident.Span {
	ms := 50 + 90*l.of("spread").unit()*l.of("tail").unit()*(1+3*l.of("far").unit()*l.of("farther").unit())
	return incident.Span(ms*10) * 100 * incident.Microsecond
}
