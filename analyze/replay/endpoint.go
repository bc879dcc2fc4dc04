package replay

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

const (
	// same is how near a simulated request must be to a recorded one of its session to be that one.
	same = 2 * incident.Second
	// neighbours is among how many of the nearest recorded requests chance picks the one whose fate a simulated request shares.
	neighbours = 16
	// silence is how long nobody may have asked before the endpoint's state counts as unknown.
	silence = 10 * incident.Minute
)

// reply is what a simulated request gets.
type reply struct {
	at      incident.Time // when the client has it
	ok      bool
	unknown bool // nothing was recorded near by
	token   token
}

// answer is what the endpoint does for a request of the session at that time: what it did when the session really asked,
// else failure inside an outage, else what it did for one of the nearest recorded requests.
func (p *player) answer(at incident.Time) reply {
	if f := p.recorded(at); f != nil {
		r := reply{at: at.Add(f.answered.Sub(f.asked)), ok: f.ok, token: f.token}
		if ttl := p.sch.TTL; ttl > 0 && ttl != f.token.ttl {
			r.token.expires = r.token.expires.Add(ttl - r.token.ttl)
			r.token.ttl, r.token.rec = ttl, -1
		}
		return r
	}
	if o := p.w.outage(at, p.view); o != nil {
		return reply{at: at.Add(o.latency)}
	}
	i := p.w.nearest(at)
	r := reply{unknown: !p.w.heard(i, at)}
	b := &p.w.probes[p.w.pick(i, draw(p.key, at, drawHost))]
	r.at = at.Add(scale(b.latency, p.w.slower))
	if r.ok = b.ok && !(r.unknown && p.view == pessimistic); r.ok {
		if b.cached && p.young(at) {
			r.token = p.held
			return r
		}
		r.token = p.w.mint(b, at, p.sch.TTL)
		r.token.faulty = r.token.faulty || p.s.faulty
	}
	return r
}

// young tells whether a cache would serve the held token again.
func (p *player) young(at incident.Time) bool {
	minted := p.held.expires.Add(-p.w.leeway - p.held.ttl)
	return p.have && !p.held.faulty && at.Sub(minted) <= p.w.cacheAge
}

// recorded is the session's own recorded request at about that time; nil if there is none.
func (p *player) recorded(at incident.Time) *fetch {
	if p.copy > 0 {
		return nil
	}
	for p.fetch < len(p.s.fetches) && p.s.fetches[p.fetch].asked < at.Add(-same) {
		p.fetch++
	}
	if p.fetch == len(p.s.fetches) || p.s.fetches[p.fetch].asked > at.Add(same) {
		return nil
	}
	p.fetch++
	return &p.s.fetches[p.fetch-1]
}

// mint makes the token that a host would have made for a request at that time.
func (w *world) mint(b *probe, at incident.Time, ttl incident.Span) token {
	if ttl == 0 {
		ttl = b.ttl
	}
	minted := at.Add(scale(b.mint, w.slower))
	iat := incident.Unix(minted.Add(b.shift).Seconds())
	t := token{ttl: ttl, begins: -never, expires: iat.Add(ttl + w.leeway), faulty: b.faulty, rec: -1}
	if b.valid.Known() {
		t.begins = iat.Add(b.valid - w.early)
	}
	return t
}

// outage is the outage at that time, nil if there is none.
func (w *world) outage(at incident.Time, v view) *outage {
	for i := range w.outages {
		if o := &w.outages[i]; at < o.to[v] {
			if at >= o.from[v] {
				return o
			}
			return nil
		}
	}
	return nil
}

// nearest is the index of the first probe that is not before that time.
func (w *world) nearest(at incident.Time) int {
	slot := int(at.Sub(w.from) / w.pitch)
	switch {
	case at < w.from:
		return 0
	case slot >= len(w.slots):
		return len(w.probes)
	}
	i := int(w.slots[slot])
	for i < len(w.probes) && w.probes[i].at < at {
		i++
	}
	return i
}

// pick is one of the neighbours of the i-th probe.
func (w *world) pick(i int, luck uint64) int {
	n := min(neighbours, len(w.probes))
	first := min(max(i-n/2, 0), len(w.probes)-n)
	return first + int(luck%uint64(n))
}

// heard tells whether anybody asked the endpoint around that time.
func (w *world) heard(i int, at incident.Time) bool {
	return i < len(w.probes) && w.probes[i].at.Sub(at) <= silence ||
		i > 0 && at.Sub(w.probes[i-1].at) <= silence
}

// index prepares nearest: it sorts the probes and cuts their time into about as many slots.
func (w *world) index() {
	slices.SortStableFunc(w.probes, func(a, b probe) int { return cmp.Compare(a.at, b.at) })
	w.slots, w.pitch = nil, incident.Second
	if len(w.probes) == 0 {
		return
	}
	length := w.probes[len(w.probes)-1].at.Sub(w.from)
	w.pitch = max(length/incident.Span(len(w.probes)), incident.Millisecond)
	for i, slot := 0, incident.Span(0); slot*w.pitch <= length; slot++ {
		for w.probes[i].at < w.from.Add(slot*w.pitch) {
			i++
		}
		w.slots = append(w.slots, int32(i))
	}
}

// scale multiplies a span.
func scale(d incident.Span, by float64) incident.Span {
	if by == 1 {
		return d
	}
	return incident.Span(float64(d) * by)
}
