package analyze

import (
	"sort"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// offsetTrace is how a clock's offset went over time: the middle of what is known, wherever that is little enough.
type offsetTrace []offsetPoint

type offsetPoint struct {
	reading, utc incident.Time
	offset       incident.Span
	width        incident.Span // of the interval that offset is the middle of
}

// harmful is how far a token host's clock may be off before it is worth a word.
const harmful = 10 * incident.Second

// off is how far the clock surely was from right, beyond what does no harm.
func (p offsetPoint) off() incident.Span {
	return max(p.offset-p.width/2-harmful, -harmful-p.offset-p.width/2, 0)
}

const (
	tracePoints = 1000                 // at most, so that a log of weeks costs no more than one of a day
	traceWidth  = 30 * incident.Second // an offset known no better is left out
)

// trace follows a clock from its first reading to its last. What is recorded counts, and that the clock may drift as fast as a
// broken one: where nobody asked the host for some minutes, its offset is not known well enough.
func trace(c *incident.ClockReport, b *clock.Book) offsetTrace {
	from, to := c.Regimes[0].From, c.Regimes[len(c.Regimes)-1].To
	step := max(to.Sub(from)/tracePoints, incident.Minute)
	var t offsetTrace
	for at := from; at <= to; at = at.Add(step) {
		o := b.Answer(clock.Hard, c.Clock, at).Interval
		if o.Bounded() && !o.Empty() && o.Width() <= traceWidth {
			middle := incident.Span(o.Lo + (o.Hi-o.Lo)/2)
			t = append(t, offsetPoint{at, at.Add(-middle), middle, o.Width()})
		}
	}
	return t
}

// course is a straight line through a trace: the offset at a time, and its change in seconds a second of UTC.
type course struct {
	utc    incident.Time
	offset float64 // microseconds
	rate   float64
}

func (c course) at(utc incident.Time) float64 { return c.offset + c.rate*float64(utc.Sub(c.utc)) }

// reaches is when the line comes to an offset; it must not be level.
func (c course) reaches(offset incident.Span) incident.Time {
	return c.utc.Add(incident.Span((float64(offset) - c.offset) / c.rate))
}

// Over how long a clock is looked at to tell how fast it drifts in the end.
var paceWindows = []incident.Span{4 * incident.Hour, 2 * incident.Hour, incident.Hour, 30 * incident.Minute}

// pace is the course of the clock in the end, over the longest window in which it is straight; ok is false where the clock was
// steady, or set, or seen too little.
func (t offsetTrace) pace() (c course, ok bool) {
	for _, w := range paceWindows {
		if c, straight := t.tail(w).line(); straight {
			return c, c.rate != 0
		}
	}
	return course{}, false
}

// ran tells whether there was a stretch in which the clock drifted evenly at about that rate: a rate that was told from few
// and loose bounds need not be one.
func (t offsetTrace) ran(rate float64) bool {
	w := paceWindows[len(paceWindows)-1]
	for i := range t {
		rest := t[i:]
		n := sort.Search(len(rest), func(j int) bool { return rest[j].utc.Sub(rest[0].utc) >= w })
		if n == len(rest) {
			return false
		}
		if c, straight := rest[:n+1].line(); straight && c.rate/rate > 0.5 && c.rate/rate < 2 {
			return true
		}
	}
	return false
}

// tail is the last stretch of a trace; nil where the trace does not reach that far back.
func (t offsetTrace) tail(w incident.Span) offsetTrace {
	if len(t) == 0 || t[len(t)-1].utc.Sub(t[0].utc) < w {
		return nil
	}
	from := t[len(t)-1].utc.Add(-w)
	return t[sort.Search(len(t), func(i int) bool { return t[i].utc >= from }):]
}

const (
	fewest = 4                   // points make no line
	bent   = incident.Second     // how far a line may leave what is known of a point
	least  = 5 * incident.Second // must have come together for a drift to be one
)

// line is the line of least squares, in which a point counts the more the better it is known. It is level where the change is
// within what is not known; straight tells whether it passes by every point.
func (t offsetTrace) line() (c course, straight bool) {
	if len(t) < fewest {
		return c, false
	}
	first, last := t[0], t[len(t)-1]
	var n, x, y, xx, xy float64
	for _, p := range t {
		w := 1 / float64(p.width+incident.Second) / float64(p.width+incident.Second)
		dx, dy := float64(p.utc.Sub(first.utc)), float64(p.offset)
		n, x, y, xx, xy = n+w, x+w*dx, y+w*dy, xx+w*dx*dx, xy+w*dx*dy
	}
	c.utc, c.rate = first.utc, (n*xy-x*y)/(n*xx-x*x)
	c.offset = (y - c.rate*x) / n
	for _, p := range t {
		if off := c.at(p.utc) - float64(p.offset); max(off, -off) > float64(p.width/2+bent) {
			return c, false
		}
	}
	rise := incident.Span(c.at(last.utc) - c.at(first.utc))
	if rise = max(rise, -rise); rise < least || rise <= (first.width+last.width)/2 {
		c.rate = 0
	}
	return c, true
}

// reached is when the clock first stood that far behind; ok is false where it never did, or did so from the beginning.
func (t offsetTrace) reached(offset incident.Span) (at incident.Time, ok bool) {
	for i := 1; i < len(t); i++ {
		a, b := t[i-1], t[i]
		if a.offset > offset && b.offset <= offset {
			share := float64(a.offset-offset) / float64(a.offset-b.offset)
			return a.utc.Add(incident.Span(share * float64(b.utc.Sub(a.utc)))), true
		}
	}
	return 0, false
}

// utc is what a reading of the clock was in UTC, by the nearest point at or after it.
func (t offsetTrace) utc(reading incident.Time) incident.Time {
	i := sort.Search(len(t), func(i int) bool { return t[i].reading >= reading })
	if i == len(t) {
		return reading
	}
	return reading.Add(-t[i].offset)
}
