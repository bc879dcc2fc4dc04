package replay

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

const (
	// pairs is how far a client's and a server's line of one request may lie apart, once both are in true time.
	pairs = 5 * incident.Second
	// hands is how long after its answer a token is handed to the SDK, where that is logged.
	hands = 5 * incident.Second
	// usual is what is taken where no answer's time was logged.
	usual = 100 * incident.Millisecond
)

// request is one recorded request while it is put together from the lines of both sides.
type request struct {
	fetch
	heard  bool // the client logged it
	timed  bool // … and when it asked
	served bool // the server logged it
	again  bool // the token is one that the session had before
	status int32
	names  []name
	valid  incident.Span // nbf − iat
	server *incident.Event
}

// requests puts the session's requests together.
func (s *story) requests(b *builder) []request {
	all := s.heard()
	for _, l := range s.server {
		if l.Kind == incident.KindAccess {
			continue
		}
		s.serve(&all, l, b)
	}
	for _, l := range s.server {
		if l.Kind == incident.KindAccess {
			s.serve(&all, l, b)
		}
	}
	slices.SortStableFunc(all, func(x, y request) int { return cmp.Compare(x.asked, y.asked) })
	return all
}

// heard lists the requests that the client logged.
func (s *story) heard() []request {
	var all []request
	asked := incident.NoTime
	for _, l := range s.client {
		switch l.Kind {
		case incident.KindRefreshStarted:
			if asked.Known() {
				all = append(all, request{fetch: fetch{asked: asked, answered: l.at, host: -1}, heard: true, timed: true})
			}
			asked = l.at
		case incident.KindTokenFetched, incident.KindFetchFailed:
			r := request{heard: true, timed: asked.Known(), status: l.Status}
			r.fetch = fetch{asked: asked, answered: l.at, host: -1, ok: l.Kind == incident.KindTokenFetched}
			if !r.timed {
				r.asked = l.at.Add(-usual)
			}
			r.learn(l.Event)
			all = append(all, r)
			asked = incident.NoTime
		}
	}
	if asked.Known() {
		all = append(all, request{fetch: fetch{asked: asked, answered: asked.Add(usual), host: -1}, heard: true, timed: true})
	}
	return all
}

// learn takes over what a line knows of the token.
func (r *request) learn(e *incident.Event) {
	r.names = append(r.names, names(&e.Token)...)
	if e.Token.Exp.Known() {
		r.token.expires = e.Token.Exp
	}
	if ttl := e.Token.TTL(); ttl.Known() {
		r.token.ttl = ttl
	}
}

// serve joins a server's line to the request it belongs to, or makes a request of its own of it.
func (s *story) serve(all *[]request, l line, b *builder) {
	latency := l.Latency
	if !latency.Known() {
		latency = usual
	}
	end := l.at
	if !l.End {
		end = l.at.Add(min(latency, usual))
	}
	start := end.Add(-latency)
	ok := l.Kind == incident.KindIssued || l.Kind == incident.KindAccess && l.Status < 400
	r := match(*all, l, start, end, ok)
	if r == nil {
		if l.Kind == incident.KindAccess && l.Status < 400 && b.issuers {
			return // the host's own log is there and does not know it: another identity's, or a health check
		}
		*all = append(*all, request{fetch: fetch{asked: start, answered: end, ok: ok, host: -1}})
		r = &(*all)[len(*all)-1]
	}
	if r.served {
		return
	}
	if r.heard && !r.timed {
		r.asked = min(r.asked, r.answered.Add(-latency))
	}
	r.served, r.status, r.server = true, l.Status, l.Event
	r.host = b.host(l.Host)
	r.mint = min(max(l.at.Sub(r.asked), 0), r.answered.Sub(r.asked))
	r.valid = incident.NoSpan
	if l.Token.Nbf.Known() && l.Token.Iat.Known() {
		r.valid = l.Token.Nbf.Sub(l.Token.Iat)
	}
	r.learn(l.Event)
	if t := &l.Token; t.Claims && b.faulty[credentials{t.Iss, t.Sub}] {
		r.token.faulty = true
	}
}

// match finds the request that a server's line tells of: the one with the same token, else the nearest one that is not taken.
func match(all []request, l line, start, end incident.Time, ok bool) *request {
	for _, n := range names(&l.Token) {
		for i := range all {
			if slices.Contains(all[i].names, n) && !all[i].served {
				return &all[i]
			}
		}
	}
	var best *request
	least := pairs
	for i := range all {
		r := &all[i]
		if l.Kind != incident.KindAccess && (r.served || r.ok != ok || conflicts(r, l)) {
			continue
		}
		if d := min(abs(r.asked.Sub(start)), abs(r.answered.Sub(end))); d < least {
			best, least = r, d
		}
	}
	return best
}

// conflicts tells whether both sides name their token and mean different ones.
func conflicts(r *request, l line) bool {
	return r.token.expires != 0 && l.Token.Exp.Known() && r.token.expires != l.Token.Exp
}

// apply notes when each token was handed to the SDK: at once where the client does not log that.
func (s *story) apply(all []request, logsUpdates bool) {
	registers := s.logs(incident.KindRegister)
	updates := logsUpdates && !s.silent()
	first := true
	for i := range all {
		r := &all[i]
		r.applied, r.refused = never, never
		if !r.ok {
			continue
		}
		until := r.answered.Add(hands)
		if i+1 < len(all) {
			until = min(until, all[i+1].asked)
		}
		if r.given {
			r.applied = r.answered
		} else if first && registers || !first && updates {
			r.applied = s.handed(r, until)
		} else {
			r.applied = r.answered
		}
		first = false
	}
}

// hear takes the end of a token that no line names from what the validator told when it accepted it.
func (s *story) hear(all []request) {
	for i := range all {
		r := &all[i]
		if r.token.expires != 0 || r.applied == never {
			continue
		}
		for _, l := range s.client {
			if d := l.at.Sub(r.applied); l.TTL.Known() && d >= 0 && d < hands {
				r.token.expires = l.at.Add(l.TTL + incident.Second/2)
				break
			}
		}
	}
}

// logs tells whether the client logged that kind of line.
func (s *story) logs(k incident.Kind) bool {
	return slices.ContainsFunc(s.client, func(l line) bool { return l.Kind == k })
}

// silent tells whether the client logged nothing but errors.
func (s *story) silent() bool {
	return !slices.ContainsFunc(s.client, func(l line) bool { return !l.Kind.Rejection() })
}

// handed is when the client handed the token of a request over; never if it did not.
func (s *story) handed(r *request, until incident.Time) incident.Time {
	for _, l := range s.client {
		switch l.Kind {
		case incident.KindRegister, incident.KindUpdateToken, incident.KindListen:
			known := names(&l.Token)
			same := sharesName(known, r.names)
			if same && l.at >= r.answered.Add(-hands) {
				return max(l.at, r.answered)
			}
			if len(known) == 0 && l.at >= r.answered.Add(-usual) && l.at <= until {
				return max(l.at, r.answered)
			}
		}
	}
	return never
}
