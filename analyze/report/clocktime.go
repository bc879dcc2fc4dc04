package report

import (
	"bytes"
	"fmt"
	"io"

	"lapse/analyze/incident"
)

// WriteClocks shows every shared clock with the proof of its offset, and how the offsets changed over time: a row for each
// stretch between two steps, several for one in which the clock drifted.
func WriteClocks(w io.Writer, m *Model, o Options) error {
	var b bytes.Buffer
	p := page{w: &b, o: o}
	p.clocks(m, true)
	p.overTime(m)
	p.list("Noticed", m.Noticed())
	if b.Len() == 0 {
		p.wrap("No clock could be told from the logs.")
	}
	if p.err != nil {
		return p.err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (p *page) overTime(m *Model) {
	stamp, day := m.readings()
	g := newGrid("Clock", "From", "To", "Offset", "Set between")
	for _, c := range m.Result.Clocks {
		for _, r := range c.Regimes {
			set := setText(r, stamp)
			for _, s := range m.stretches(c.Clock, r) {
				g.add(c.Clock, stamp(s.from), stamp(s.to), s.text, set)
				set = ""
			}
		}
	}
	if len(g.rows) > 0 {
		p.head("Over time (readings of each clock" + day + ")")
		p.grid(g)
	}
}

// setText is when the clock was set into a regime.
func setText(r incident.Regime, stamp func(incident.Time) string) string {
	if !r.StepLo.Known() || !r.StepHi.Known() {
		return ""
	}
	lo, hi := stamp(r.StepLo), stamp(r.StepHi)
	if lo == hi {
		return "at " + lo
	}
	return lo + " and " + hi
}

// readings tells how the readings of all clocks are best shown: without the day where all have one.
func (m *Model) readings() (stamp func(incident.Time) string, day string) {
	first, last := incident.NoTime, incident.NoTime
	for _, c := range m.Result.Clocks {
		for _, r := range c.Regimes {
			if !first.Known() || r.From < first {
				first = r.From
			}
			last = max(last, r.To)
		}
	}
	if !first.Known() || date(first) != date(last) {
		return minute, ""
	}
	return func(t incident.Time) string { return t.Std().Format("15:04:05") }, ", " + date(first)
}

// stretch is a part of a regime and what the offset was in it.
type stretch struct {
	from, to incident.Time
	text     string
}

// maxStretches is into how many parts a regime is cut in which a clock drifted.
const maxStretches = 12

// stretches cuts a regime in which the offset surely changed: "-70.1 → -140.9 s, ± 1.4 s". A regime in which the clock was
// steady, or of which too little is known, stays whole.
func (m *Model) stretches(c incident.Clock, r incident.Regime) []stretch {
	whole := []stretch{{r.From, r.To, offsetText(r.Offset)}}
	if m.Result.Offsets == nil {
		return whole
	}
	var out []stretch
	step := incident.Time(niceStep(r.To.Sub(r.From), maxStretches))
	a, sure := m.Result.Offsets.At(c, r.From)
	all := a // what every offset so far would have to be, if there were but one
	for from := r.From; from < r.To && sure; {
		to := min(r.To, from-from%step+step)
		b, known := m.Result.Offsets.At(c, to)
		sure = known && a.Bounded() && b.Bounded()
		all.Lo, all.Hi = max(all.Lo, b.Lo), min(all.Hi, b.Hi)
		out = append(out, stretch{from, to, changeText(a, b)})
		from, a = to, b
	}
	if !sure || !all.Empty() {
		return whole
	}
	return out
}

// changeText is how an offset went from one interval to another.
func changeText(a, b incident.Interval) string {
	wide := max(a.Width(), b.Width())
	return fmt.Sprintf("%s → %s s, ± %.1f s", tenths(a.Lo/2+a.Hi/2), tenths(b.Lo/2+b.Hi/2), wide.Seconds()/2)
}
