package report

import (
	"fmt"
	"html/template"

	"lapse/analyze/incident"
	"lapse/analyze/replay"
)

// paretoFigure shows what schedules cost against what they save: requests to the right, lapses upwards, so the best are at
// the lower left. Numbers are those of the table below; small dots are the other schedules that a sweep tried.
func paretoFigure(r *replay.Result) template.HTML {
	outcomes := ranked(r.Outcomes)
	s := newSVG(330, "Lapses against requests for each schedule; the table below has the numbers")
	x, y := paretoScales(s, r)
	if r.Sweep != nil {
		for _, p := range r.Sweep.Points {
			s.circle(x(p.Requests), y(p.Lapses), 3.5, "tried", outcomeTip(p.Outcome))
		}
		for _, p := range r.Sweep.Points {
			if p.Front {
				s.diamond(x(p.Requests), y(p.Lapses), "front", outcomeTip(p.Outcome))
			}
		}
	}
	for _, o := range outcomes {
		s.line(x(o.Requests), y(o.LapsesLow), x(o.Requests), y(o.LapsesHigh), "whisker")
	}
	for i, o := range outcomes {
		s.circle(x(o.Requests), y(o.Lapses), 10, "outcome", outcomeTip(o))
		s.text(x(o.Requests), y(o.Lapses)+4, "number", fmt.Sprint(i+1))
	}
	return s.done()
}

func outcomeTip(o replay.Outcome) string {
	return fmt.Sprintf("%s: %s (%d to %d), %s", o.Schedule, plural(o.Lapses, "lapse"), o.LapsesLow, o.LapsesHigh, plural(o.Requests, "request"))
}

// paretoScales draws the two axes and gives the mapping to them.
func paretoScales(s *svg, r *replay.Result) (x, y func(int) float64) {
	requests, lapses := 1, 1
	grow := func(o replay.Outcome) {
		requests, lapses = max(requests, o.Requests), max(lapses, o.Lapses, o.LapsesHigh)
	}
	for _, o := range r.Outcomes {
		grow(o)
	}
	if r.Sweep != nil {
		for _, p := range r.Sweep.Points {
			grow(p.Outcome)
		}
	}
	bottom, right := s.height-44, float64(figureWidth)-24
	x = func(n int) float64 { return gutter/2 + float64(n)/float64(requests)*(right-gutter/2) }
	y = func(n int) float64 { return bottom - float64(n)/float64(lapses)*(bottom-28) }
	for _, n := range niceCounts(requests) {
		s.line(x(n), 28, x(n), bottom, "grid")
		s.text(x(n), bottom+16, "tick", fmt.Sprint(n))
	}
	for _, n := range niceCounts(lapses) {
		s.line(gutter/2, y(n), right, y(n), "grid")
		s.text(gutter/2-8, y(n)+4, "tick end", fmt.Sprint(n))
	}
	s.line(gutter/2, bottom, right, bottom, "base")
	s.text(right, s.height-8, "tick end", "requests to the token endpoint →")
	s.text(10, 14, "tick start", "↑ lapses")
	return x, y
}

// niceCounts are about five round numbers from 0 to n.
func niceCounts(n int) []int {
	step := 1
	for i := 0; n/step > 6; i++ {
		step = step * []int{2, 5, 2}[i%3] / []int{1, 2, 1}[i%3]
	}
	var out []int
	for k := 0; k <= n; k += step {
		out = append(out, k)
	}
	return out
}

func (s *svg) diamond(x, y float64, class, title string) {
	fmt.Fprintf(s, `<path d="M0 -6L5 0L0 6L-5 0Z" transform="translate(%.1f %.1f)" class="%s">%s</path>`, x, y, class, tip(title))
}

func (s *svg) circle(x, y, r float64, class, title string) {
	fmt.Fprintf(s, `<circle cx="%.1f" cy="%.1f" r="%.1f" class="%s">%s</circle>`, x, y, r, class, tip(title))
}

// simulatedFigure draws one session as it was and, below, as it would have been under each schedule.
func simulatedFigure(t *replay.SessionTimeline) template.HTML {
	const row = 30.0
	simulated := played(t)
	s := newSVG(float64(len(simulated)+1)*row+axisHeight+6, "One session as recorded and under each schedule")
	scale := timeScale{t.From, t.To}
	s.axis(scale)
	s.simulatedRow(scale, 4, "as recorded", t.Recorded, t.To)
	for i, sim := range simulated {
		s.simulatedRow(scale, float64(i+1)*row+4, sim.Schedule, sim.Marks, t.To)
	}
	return s.done()
}

func (s *svg) simulatedRow(t timeScale, y float64, label string, marks []replay.Mark, end incident.Time) {
	s.text(gutter-8, y+15, "label end", cut(label, 22))
	for _, b := range markBars(marks, end) {
		drawBar(s, b, t, y)
	}
	slept := incident.NoTime
	for _, m := range marks {
		switch m.Kind {
		case replay.MarkSlept:
			slept = m.At
		case replay.MarkWoke:
			if slept.Known() {
				s.rect(t.x(slept), y, t.x(m.At)-t.x(slept), 20, "span", "asleep")
			}
		case replay.MarkReceived:
			s.line(t.x(m.At), y+1, t.x(m.At), y+6, "fetched")
		case replay.MarkFailed:
			s.text(t.x(m.At), y+14, "failed", "×")
		case replay.MarkLapsed:
			s.symbol(t.x(m.At), y+9, causeRank(incident.MissedRefresh), m.At.Clock()+" lapsed "+m.Text)
		case replay.MarkRefused:
			s.symbol(t.x(m.At), y+9, causeRank(incident.Undetermined), m.At.Clock()+" refused "+m.Text)
		}
	}
}

// markBars are the tokens of a simulated session: each is held until the next comes.
func markBars(marks []replay.Mark, end incident.Time) []bar {
	var out []bar
	for _, m := range marks {
		if m.Kind != replay.MarkReceived {
			continue
		}
		if len(out) > 0 {
			out[len(out)-1].to = m.At
		}
		out = append(out, bar{from: m.At, to: end, exp: m.Expires, applied: true})
	}
	return out
}
