package replay

import (
	"slices"

	"lapse/analyze/incident"
)

// builder turns timelines into a world.
type builder struct {
	in       *Input
	clocks   clocks
	verdicts map[incident.ID]*incident.Verdict
	hosts    map[string]int32
	issuers  bool // token hosts logged, not only a balancer
	updates  bool // clients log updateToken
	faulty   map[credentials]bool
	ends     map[name]incident.Time // of the tokens of the identity at hand, by name
	ttl      incident.Span
	w        *world
}

// credentials are what a faulty token is known by: who signed it, for whom. A token with the credentials of a refused one is
// faulty, too, whether or not a client ever presented it.
type credentials struct{ iss, sub string }

// record builds the world that was recorded.
func record(in *Input) (*world, error) {
	b := &builder{in: in, clocks: clocks{offsets: in.Offsets}, verdicts: map[incident.ID]*incident.Verdict{},
		hosts: map[string]int32{}, faulty: map[credentials]bool{}, ttl: incident.Hour, w: &world{slower: 1}}
	for i := range in.Verdicts {
		v := &in.Verdicts[i]
		b.verdicts[v.Event] = v
		if v.Cause == incident.WrongIss && v.Token != nil && v.Token.Claims {
			b.faulty[credentials{v.Token.Iss, v.Token.Sub}] = true
		}
	}
	b.clocks.learn(in.Timelines)
	b.survey()
	b.learnLeeway()
	owner := int32(0)
	for i := range in.Timelines {
		tl := &in.Timelines[i]
		all, loose := b.stories(tl)
		b.ends = endsOf(tl)
		claim(all, loose)
		for _, s := range all {
			b.session(s, owner)
		}
		if len(all) > 0 {
			owner++
		}
	}
	return b.finish()
}

// survey looks over all lines for what only the whole input tells.
func (b *builder) survey() {
	ttls := map[incident.Span]int{}
	window := incident.Interval{Lo: incident.NoHi, Hi: incident.NoLo}
	for i := range b.in.Timelines {
		for j := range b.in.Timelines[i].Events {
			e := &b.in.Timelines[i].Events[j]
			switch e.Kind {
			case incident.KindIssued, incident.KindIssueFailed:
				b.issuers = true
			case incident.KindUpdateToken:
				b.updates = true
			}
			if ttl := e.Token.TTL(); ttl.Known() && ttl > 0 {
				ttls[ttl]++
			}
			if at := b.clocks.utc(e.Time); at.Known() {
				window.Lo, window.Hi = min(window.Lo, int64(at)), max(window.Hi, int64(at))
			}
		}
	}
	most := 0
	for ttl, n := range ttls {
		if n > most || n == most && ttl < b.ttl {
			b.ttl, most = ttl, n
		}
	}
	b.w.window = window
	b.w.from = incident.Unix(incident.Time(window.Lo).Seconds())
}

// host is the index of a token host, -1 where the line names none and others do.
func (b *builder) host(name string) int32 {
	i, ok := b.hosts[name]
	if !ok {
		i = int32(len(b.w.hosts))
		b.hosts[name] = i
		b.w.hosts = append(b.w.hosts, host{name: name})
	}
	return i
}

// session adds one session to the world.
func (b *builder) session(s *story, owner int32) {
	all := s.stored(s.requests(b), b)
	if len(all) == 0 {
		return
	}
	s.apply(all, b.updates)
	s.hear(all)
	out := session{id: s.name, identity: s.identity, key: keyOf(s.identity + "\x00" + s.name), owner: owner}
	out.silent = s.silent()
	for i := range all {
		r := &all[i]
		b.complete(r)
		r.token.rec = int32(i)
		b.recognise(all[:i], r)
		b.probe(r)
	}
	b.refusals(s, &out, &all)
	for i := range all {
		out.fetches = append(out.fetches, all[i].fetch)
	}
	for _, l := range s.client {
		switch l.Kind {
		case incident.KindReconnecting: // not KindReconnected: that is its success
			out.uses = append(out.uses, use{at: l.at})
		case incident.KindCallStarted:
			out.uses = append(out.uses, use{at: l.at, call: true})
		}
		if l.App != "" {
			out.app = l.App
		}
	}
	b.w.sessions = append(b.w.sessions, out)
	b.w.stories = append(b.w.stories, s)
}

// recognise finds a token that the session had before: a cache before the endpoint served it again.
func (b *builder) recognise(before []request, r *request) {
	if !r.ok {
		return
	}
	for i := range before {
		if before[i].ok && sharesName(before[i].names, r.names) {
			r.again, r.token = true, before[i].token
			b.w.cacheAge = max(b.w.cacheAge, r.asked.Sub(before[i].asked))
			return
		}
	}
}

// complete fills in what no line told of a request's token.
func (b *builder) complete(r *request) {
	t := &r.token
	for _, n := range r.names {
		if end, ok := b.ends[n]; ok && t.expires == 0 {
			t.expires = end
		}
	}
	if t.ttl == 0 {
		t.ttl = b.ttl
	}
	if t.ttl < 0 || t.expires != 0 && t.expires <= r.asked.Add(-incident.Day) {
		t.faulty = true // born expired: over under any schedule
	}
	if r.known = t.expires != 0; !r.known {
		t.expires = r.answered.Add(t.ttl)
	}
	if !r.served {
		r.mint = r.answered.Sub(r.asked)
	}
	t.begins = -never
	if r.valid.Known() && r.served && r.ok {
		t.begins = t.expires.Add(r.valid - t.ttl - b.w.early)
	}
	r.fetch.told = t.expires
	t.expires = t.expires.Add(b.w.leeway)
}

// probe notes what the endpoint did with a request.
func (b *builder) probe(r *request) {
	if r.given {
		return
	}
	b.w.asked++
	if !r.ok && r.status >= 400 && r.status < 500 && r.status != 408 && r.status != 429 {
		return // the endpoint was up and refused this client
	}
	p := probe{at: r.asked, latency: r.answered.Sub(r.asked), mint: r.mint, ttl: r.token.ttl, valid: incident.NoSpan, host: r.host, ok: r.ok, again: r.again}
	if r.served {
		p.valid = r.valid
	}
	p.shift = incident.NoSpan
	if r.ok && r.known && !r.again {
		p.shift = r.token.expires.Add(-b.w.leeway - r.token.ttl + incident.Second/2).Sub(r.asked.Add(r.mint))
	}
	b.w.probes = append(b.w.probes, p)
	b.w.origin = append(b.w.origin, origin{int32(len(b.w.sessions)), r.token.rec})
}

// finish puts the parts together that need all sessions.
func (b *builder) finish() (*world, error) {
	w := b.w
	if len(w.sessions) == 0 {
		return nil, noSessions()
	}
	if !slices.ContainsFunc(w.probes, func(p probe) bool { return p.ok }) {
		return nil, noIssuance()
	}
	for i := range w.probes {
		if o := w.origin[i]; w.sessions[o.session].fetches[o.fetch].token.faulty {
			w.probes[i].faulty = true
		}
	}
	w.findShifts()
	w.findNominal()
	w.findFaultySessions()
	w.infer()
	w.findSlips()
	w.findSleeps()
	w.findRepeats()
	w.findEarly()
	w.findGrids()
	w.findOutages()
	w.index()
	return w, nil
}
