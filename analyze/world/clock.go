package world

import "lapse/analyze/incident"

// clock is a clock that may be wrong: its reading at true time t is t + offset(t).
type clock struct {
	name incident.Clock
	legs []leg // in order of time; the first one holds from the beginning
}

// leg is a stretch of true time in which a clock runs evenly.
type leg struct {
	from   incident.Time
	offset incident.Span // at from
	ppm    float64       // drift, µs per second; negative where the clock loses
}

// steady is a clock that is off by the same amount all the time.
func steady(name incident.Clock, offset incident.Span) clock {
	return clock{name: name, legs: []leg{{offset: offset}}}
}

// drifting is right until from, then drifts by ppm until an NTP daemon steps it back to small at the time stepped.
func drifting(name incident.Clock, small incident.Span, ppm float64, from, stepped incident.Time) clock {
	return clock{name: name, legs: []leg{{offset: small}, {from: from, offset: small, ppm: ppm}, {from: stepped, offset: small}}}
}

// offset is reading − UTC at true time t.
func (c *clock) offset(t incident.Time) incident.Span {
	l := c.legs[0]
	for _, next := range c.legs[1:] {
		if t < next.from {
			break
		}
		l = next
	}
	if l.ppm == 0 {
		return l.offset
	}
	return l.offset + incident.Span(l.ppm*t.Sub(l.from).Seconds())
}

// shown is the offset at the moment when the clock showed a reading; ok is false where it showed it twice or never, around
// a step.
func (c *clock) shown(reading incident.Time) (offset incident.Span, ok bool) {
	times := 0
	for i, l := range c.legs {
		slope := 1 + l.ppm/1e6
		at := l.from.Add(incident.Span(reading.Sub(l.from.Add(l.offset)).Seconds() / slope * float64(incident.Second)))
		if i > 0 && at < l.from || i+1 < len(c.legs) && at >= c.legs[i+1].from {
			continue
		}
		times, offset = times+1, c.offset(at)
	}
	return offset, times == 1
}

// read is what the clock shows at true time t.
func (c *clock) read(t incident.Time) incident.Time { return t.Add(c.offset(t)) }

// stamp is what a line shows that is written at true time t with the given precision.
func (c *clock) stamp(t incident.Time, quantum incident.Span) incident.Stamp {
	return incident.Stamp{Clock: c.name, Reading: floor(c.read(t), quantum), Quantum: quantum}
}

func floor(t incident.Time, quantum incident.Span) incident.Time {
	q := incident.Time(quantum)
	r := t % q
	if r < 0 {
		r += q
	}
	return t - r
}
