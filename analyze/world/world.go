package world

import (
	"fmt"
	"slices"

	"lapse/analyze/incident"
)

// World is one incident: what was planned, and what happened.
type World struct {
	Kind    string
	Seed    uint64
	Config  Config
	Start   incident.Time
	Key     string // API key SID: the right iss
	Account string // Account SID: the right sub
	Secret  string // of the API key

	luck     luck
	hosts    []*host
	balancer clock
	receiver clock // the collector's
	sessions []*session
	played   *run
	lines    []line
	truth    []Truth
}

// Begin is the start of every recording: 2026-06-21T06:00:00Z.
const Begin = incident.Time(1782021600) * incident.Time(incident.Second)

// Generate makes the incident of a named kind (see Kinds) with about size sessions. It panics on an unknown kind, which is
// a mistake in a test.
func Generate(kind string, seed uint64, size int) *World {
	for _, k := range Kinds() {
		if k.Name == kind {
			return New(kind, k.config(luck(seed).of(kind)), seed, size)
		}
	}
	panic(fmt.Sprintf("world: no kind %q", kind))
}

// New makes an incident from a plan of one's own.
func New(kind string, c Config, seed uint64, size int) *World {
	w := &World{Kind: kind, Seed: seed, Config: c, Start: Begin, luck: luck(seed).of("world").of(kind)}
	sid := w.luck.of("sid").hex(32)
	w.Key, w.Account, w.Secret = "SK"+sid, "AC"+sid, w.luck.of("secret").hex(32)
	w.balancer = steady(incident.BalancerClock(""), 0)
	w.receiver = steady(incident.CollectorClock(""), small(w.luck.of("collector")))
	for i, p := range c.Hosts {
		w.hosts = append(w.hosts, w.newHost(i, p))
	}
	for i := range size {
		w.sessions = append(w.sessions, w.newSession(i, size))
	}
	w.played = w.pass(nil, w.luck.of("recorded"))
	w.lines = w.write(w.played)
	w.truth = w.judgeAll()
	return w
}

func (w *World) newHost(i int, p HostPlan) *host {
	name := fmt.Sprintf("token-%d", i+1)
	offset := p.Offset + small(w.luck.of("host clock", int64(i)))
	h := &host{name: name, clock: steady(incident.IssuerClock(name), offset), claimsOff: p.ClaimsOff, logOff: p.LogOff}
	if p.PPM != 0 {
		h.clock = drifting(h.clock.name, offset, p.PPM, w.Start.Add(p.Drift.From), w.Start.Add(p.Drift.To))
	}
	for _, r := range w.Config.Rollouts {
		if r.Host == i || r.Host < 0 {
			h.faults = append(h.faults, r)
		}
	}
	return h
}

// small is what a good clock is off by.
func small(l luck) incident.Span {
	return l.between(-300*incident.Millisecond, 300*incident.Millisecond)
}

// Sessions is how many sessions the world has.
func (w *World) Sessions() int { return len(w.sessions) }

// Offset is what a clock's reading was off from UTC at true time t (reading − UTC). It is NoSpan where the name stands for
// no single clock: an identity with several devices, or a token host whose claims and log stamps disagree.
func (w *World) Offset(name incident.Clock, t incident.Time) incident.Span {
	if c := w.clock(name); c != nil {
		return c.offset(t)
	}
	return incident.NoSpan
}

// OffsetShown is the offset at the moment when the clock showed a reading; ok is false where Offset is NoSpan, and for
// readings that a stepped clock showed twice or never.
func (w *World) OffsetShown(name incident.Clock, reading incident.Time) (incident.Span, bool) {
	if c := w.clock(name); c != nil {
		return c.shown(reading)
	}
	return 0, false
}

// clock is the one clock of that name; nil where there is none or more than one.
func (w *World) clock(name incident.Clock) *clock {
	if name == incident.UTC || name == incident.Validator {
		return &clock{name: name, legs: []leg{{}}}
	}
	var found []*clock
	for _, h := range w.hosts {
		if h.clock.name == name && h.claimsOff == 0 && h.logOff == 0 {
			found = append(found, &h.clock)
		}
	}
	for _, s := range w.sessions {
		if w.clientClock(s) == name {
			found = append(found, &s.clock)
		}
	}
	for _, c := range []*clock{&w.balancer, &w.receiver} {
		if c.name == name {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return nil
	}
	return found[0]
}

// Clocks lists the clocks whose offset is known, by name.
func (w *World) Clocks() []incident.Clock {
	names := []incident.Clock{w.balancer.name, w.receiver.name}
	for _, h := range w.hosts {
		names = append(names, h.clock.name)
	}
	for _, s := range w.sessions {
		names = append(names, w.clientClock(s))
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// clientClock is the name by which logs tell a client's clock.
func (w *World) clientClock(s *session) incident.Clock {
	if w.Config.Logs.NoDevice {
		return incident.ClientClock(s.identity)
	}
	return incident.ClientClock(s.device)
}
