package world

import "lapse/analyze/incident"

// life is a session under way: what its page and its SDK know at the moment.
type life struct {
	*session
	run        *run
	plan       schedule
	notApplied bool
	stops      int

	held      *token // by the SDK
	round     int    // counts presentations that settled something; an older check is void
	alarm     int    // counts timers; an older one is void
	refused   *token // last refused …
	times     int    // … so often
	errorAsks int    // fetches after rejections since a token was accepted
	asking    bool   // a request is on its way, or a failed one will be repeated
	gaveUp    bool   // such a fetch failed for good; nothing more until the socket is cut or a token accepted
	refreshes int

	timers   []timer
	attempts []*request
	receipts []receipt
	listens  []receipt     // every presentation of a token on the wire
	willSays []receipt     // tokenWillExpire, for which token
	cut      incident.Time // when the socket was last lost
}

// timer is a refresh that was set for a token; due is before any nap put it off.
type timer struct {
	token *token
	due   incident.Time
}

// receipt is a token that came to the client or went to the SDK.
type receipt struct {
	token   *token
	at      incident.Time
	applied bool
}

// Limits of clients: how often a first fetch is tried, a refused token presented again, and a rejection answered by a fetch.
const (
	firstTries   = 6
	presentTries = 4
	errorAsks    = 3
)

func (l *life) draw(name string, t incident.Time) luck {
	return l.run.luck.of(name, int64(l.id), int64(t)/1000)
}

func (l *life) begin(t incident.Time) {
	for _, d := range l.drops {
		l.run.at(d, l, (*life).reconnect)
	}
	l.scheduleWaking()
	if !l.asleep {
		l.run.note(fact{kind: incident.KindUnregistered, at: l.to, session: l.session})
	}
	if l.stored == nil {
		l.ask(t, &request{first: true})
		return
	}
	l.receive(t, l.stored, nil)
}

// ask sends a request; the answer comes back awake.
func (l *life) ask(t incident.Time, q *request) {
	if n := len(l.attempts); n > 0 && l.attempts[n-1].sent == t {
		return // several were put off until the client woke
	}
	q.session, q.sent = l.session, t
	l.asking = true
	l.run.serve(q)
	l.run.requests = append(l.run.requests, q)
	l.attempts = append(l.attempts, q)
	if !q.first {
		l.run.note(fact{kind: incident.KindRefreshStarted, at: t, session: l.session, request: q})
	}
	l.run.at(q.answered, l, func(l *life, t incident.Time) { l.answered(t, q) })
}

func (l *life) answered(t incident.Time, q *request) {
	q.answered = t
	if q.status == 200 {
		l.asking = false
		l.receive(t, q.token, q)
		return
	}
	l.run.note(fact{kind: incident.KindFetchFailed, at: t, session: l.session, request: q})
	again := &request{first: q.first, onError: q.onError, willEnd: q.willEnd, repeat: q.repeat + 1}
	wait, ok := l.plan.pause(q.repeat)
	if q.first {
		wait, ok = 20*incident.Second<<q.repeat, q.repeat+1 < firstTries
	}
	if ok {
		l.run.at(t.Add(wait), l, func(l *life, t incident.Time) { l.ask(t, again) })
		return
	}
	l.asking, l.gaveUp = false, l.gaveUp || q.onError
}

// receive takes a token from the endpoint (or, with a nil request, from storage) and hands it to the SDK.
func (l *life) receive(t incident.Time, k *token, q *request) {
	if q != nil {
		l.run.note(fact{kind: incident.KindTokenFetched, at: t, session: l.session, token: k, request: q})
	}
	first := l.held == nil
	apply := first || !l.notApplied
	l.receipts = append(l.receipts, receipt{k, t, apply})
	l.setTimer(t, k)
	if !apply {
		return
	}
	l.held = k
	kind := incident.KindUpdateToken
	if first {
		kind = incident.KindRegister
	}
	l.run.note(fact{kind: kind, at: t, session: l.session, token: k})
	l.present(t)
}

// setTimer sets the refresh timer for a token just received; tokenWillExpire is set by the SDK instead, see accept.
func (l *life) setTimer(t incident.Time, k *token) {
	l.alarm++
	if !l.plan.refreshes() || l.plan.expire > 0 || l.stops > 0 && l.refreshes >= l.stops {
		return
	}
	late := incident.Span(l.draw("slip", t).unit() * float64(l.slip))
	l.wake(k, t.Add(l.plan.due(k.lifetime())+late), false)
}

func (l *life) wake(k *token, due incident.Time, willEnd bool) {
	l.timers = append(l.timers, timer{k, due})
	alarm := l.alarm
	l.run.at(due, l, func(l *life, t incident.Time) {
		if alarm != l.alarm {
			return
		}
		l.refreshes++
		if willEnd {
			l.willSays = append(l.willSays, receipt{k, t, false})
			l.run.note(fact{kind: incident.KindTokenWillExpire, at: t, session: l.session})
		}
		l.ask(t, &request{willEnd: willEnd})
	})
}
