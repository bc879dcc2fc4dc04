package world

import (
	"fmt"
	"slices"

	"lapse/analyze/incident"
)

// newSession draws one client's life.
func (w *World) newSession(i, size int) *session {
	c, l := &w.Config, w.luck.of("session", int64(i))
	s := &session{id: i, identity: w.identity(i, size), device: "dev-" + l.of("device").hex(10)}
	s.address = fmt.Sprintf("10.0.0.%d", 7+l.of("address").below(3))
	s.clock = steady(incident.ClientClock(s.device), w.clientOffset(l.of("clock")))
	s.from = w.Start.Add(l.of("from").between(0, c.Joining))
	s.to = s.from.Add(l.of("to").between(c.Least, c.Most))
	s.period = l.of("period").between(30*incident.Second, 30300*incident.Millisecond)
	s.slip = incident.Second / 2
	if l.of("hidden").chance(c.Hidden) {
		s.slip = incident.Minute
	}
	w.choosePlan(s, l.of("plan"))
	w.sendToSleep(s, l.of("sleep"))
	w.cutSocket(s, l.of("drop"))
	if l.of("stored").chance(c.Stored) {
		age := incident.Span(float64(c.TTL) * (0.3 + 1.5*l.of("age").unit()))
		h := w.hosts[l.of("stored host").below(len(w.hosts))]
		s.stored = h.mint(w, s.from.Add(-age), s.identity)
	}
	return s
}

// identity spreads sessions over identities: each has 1 … Tabs of them.
func (w *World) identity(i, size int) string {
	if tabs := w.Config.Tabs; tabs > 1 {
		people := max(1, size*2/(tabs+1))
		if i >= people {
			i = w.luck.of("tab", int64(i)).below(people)
		}
	}
	return fmt.Sprintf("agent-%d", i+1)
}

// clientOffset is seconds for most clocks, and minutes or hours for the wrong ones.
func (w *World) clientOffset(l luck) incident.Span {
	c := &w.Config
	off := incident.Span(l.of("scatter").normal() * float64(c.Scatter))
	if l.of("wrong").chance(c.Wrong) {
		by := l.of("by").between(c.WrongFrom, c.WrongBy)
		if l.of("sign").chance(0.5) {
			by = -by
		}
		off += by
	}
	return floorSpan(off, incident.Millisecond)
}

func floorSpan(d, q incident.Span) incident.Span { return d / q * q }

// choosePlan draws a client's behaviour by weight.
func (w *World) choosePlan(s *session, l luck) {
	total := 0.0
	for _, p := range w.Config.Clients {
		total += p.Weight
	}
	at := l.unit() * total
	for i, p := range w.Config.Clients {
		at -= p.Weight
		if at >= 0 && i < len(w.Config.Clients)-1 {
			continue
		}
		plan, err := parseSchedule(p.Schedule)
		if err != nil {
			panic(err) // a mistake in kinds.go
		}
		s.plan, s.notApplied, s.stops, s.app = plan, p.NotApplied, p.Stops, p.App
		break
	}
	if s.app == "" {
		s.app = "desk/3.1"
		if l.of("app").chance(0.25) {
			s.app = "desk/2.9"
		}
	}
}

// sendToSleep gives a sleeper one or two naps of 10 minutes to two hours; the last may not end.
func (w *World) sendToSleep(s *session, l luck) {
	if !l.of("sleeper").chance(w.Config.Sleepers) {
		return
	}
	life := s.to.Sub(s.from)
	at := s.from.Add(life/8 + incident.Span(l.of("at").unit()*float64(life)*0.6))
	for i := range int64(1 + l.of("naps").below(2)) {
		long := l.of("long", i).between(10*incident.Minute, 2*incident.Hour)
		s.naps = append(s.naps, nap{at, at.Add(long)})
		at = at.Add(long + l.of("between", i).between(40*incident.Minute, 3*incident.Hour))
	}
	s.naps = slices.DeleteFunc(s.naps, func(n nap) bool { return n.from >= s.to })
	s.asleep = len(s.naps) > 0 && s.naps[len(s.naps)-1].to >= s.to
}

// cutSocket draws the moments at which the socket is lost.
func (w *World) cutSocket(s *session, l luck) {
	whole := int64(w.Config.Drops)
	n := whole
	if l.of("more").chance(w.Config.Drops - float64(whole)) {
		n++
	}
	for i := range n {
		s.drops = append(s.drops, s.from.Add(l.of("cut", i).between(incident.Minute, s.to.Sub(s.from))))
	}
}
