package report

import (
	"fmt"
	"html/template"
	"math"

	"lapse/analyze/incident"
)

// clocksFigure draws a row a clock: the interval of its offset over time, with the steps between.
func (m *Model) clocksFigure(shown []incident.ClockReport, t timeScale) template.HTML {
	const row = 58.0
	s := newSVG(float64(len(shown))*row+axisHeight, "What each clock showed, less UTC, over time; the table below has the numbers")
	s.axis(t)
	for i, c := range shown {
		drawClock(s, c, t, float64(i)*row, row-14)
	}
	return s.done()
}

func drawClock(s *svg, c incident.ClockReport, t timeScale, y, h float64) {
	regimes := c.Regimes
	if len(regimes) == 0 {
		regimes = []incident.Regime{{From: t.from, To: t.to, Offset: c.Offset}}
	}
	lo, hi := extent(regimes)
	at := func(us float64) float64 { return y + 8 + (hi-us)/(hi-lo)*h }
	s.text(gutter-8, y+h/2+6, "label end", cut(string(c.Clock), 22))
	s.text(gutter-8, y+h/2+20, "tick end", offsetText(c.Offset))
	s.line(gutter, at(0), figureWidth-10, at(0), "zero")
	for i, r := range regimes {
		top, bottom := at(clip(r.Offset.Hi, lo, hi)), at(clip(r.Offset.Lo, lo, hi))
		class := "offset"
		if c.Warning != "" {
			class = "offset bad"
		}
		s.rect(t.x(r.From), top, t.x(r.To)-t.x(r.From), max(bottom-top, 2), class,
			fmt.Sprintf("%s: %s from %s to %s", c.Clock, offsetText(r.Offset), minute(r.From), minute(r.To)))
		if i > 0 && r.StepLo.Known() && r.StepHi.Known() {
			s.rect(t.x(r.StepLo), y+8, t.x(r.StepHi)-t.x(r.StepLo), h, "step", fmt.Sprintf("stepped between %s and %s", minute(r.StepLo), minute(r.StepHi)))
		}
	}
	// Over the band, which an open side takes to the edge.
	s.text(figureWidth-12, y+14, "tick end", fmt.Sprintf("%+.0f s", hi/1e6))
	s.text(figureWidth-12, y+h+10, "tick end", fmt.Sprintf("%+.0f s", lo/1e6))
}

// extent is the range of offsets that a row shows: every known end, and at least ten seconds on either side of zero, so that a
// clock that is right looks so.
func extent(regimes []incident.Regime) (lo, hi float64) {
	lo, hi = -10e6, 10e6
	for _, r := range regimes {
		if r.Offset.Lo > incident.NoLo {
			lo, hi = min(lo, float64(r.Offset.Lo)), max(hi, float64(r.Offset.Lo))
		}
		if r.Offset.Hi < incident.NoHi {
			lo, hi = min(lo, float64(r.Offset.Hi)), max(hi, float64(r.Offset.Hi))
		}
	}
	pad := (hi - lo) * 0.05
	return lo - pad, hi + pad
}

// clip keeps an open side of an interval within its row.
func clip(us int64, lo, hi float64) float64 { return math.Max(lo, math.Min(hi, float64(us))) }
