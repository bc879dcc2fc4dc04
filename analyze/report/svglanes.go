package report

import (
	"fmt"
	"html/template"

	"lapse/analyze/incident"
)

// staticLanes is how many lanes stand in the page without JavaScript and on paper.
const staticLanes = 25

// lanesFigure draws the first lanes: those with the most rejections.
func (m *Model) lanesFigure(lanes []lane, t timeScale) template.HTML {
	const row = 26.0
	shown := lanes[:min(len(lanes), staticLanes)]
	s := newSVG(float64(len(shown))*row+axisHeight+8, "A lane for each session: tokens held, refreshes, sleep, calls and rejections")
	s.axis(t)
	for i := range shown {
		m.drawLane(s, &shown[i], t, float64(i)*row+6)
	}
	return s.done()
}

func (m *Model) drawLane(s *svg, l *lane, t timeScale, y float64) {
	s.text(gutter-8, y+12, "label end", laneName(l))
	for _, p := range l.spans {
		class := "span"
		if p.kind == spanCall {
			class = "call"
		}
		s.rect(t.x(p.from), y, t.x(p.to)-t.x(p.from), 18, class, "")
	}
	for _, b := range l.bars {
		drawBar(s, b, t, y)
	}
	for _, k := range l.marks {
		switch k.event.Kind {
		case incident.KindFetchFailed, incident.KindIssueFailed:
			s.text(t.x(k.utc), y+9, "failed", "×")
		case incident.KindTokenFetched:
			s.line(t.x(k.utc), y+1, t.x(k.utc), y+6, "fetched")
		}
	}
	for _, i := range l.verdicts {
		v := &m.Result.Verdicts[i]
		s.symbol(t.x(m.verdictTime(v)), y+9, causeRank(v.Cause), fmt.Sprintf("%s %s (%s)", minute(v.Time), name(v.Cause, v.Subcause), v.Certainty))
	}
}

// drawBar shows a token in use as a solid bar until its time has run out and hatched beyond; one that was only issued or
// received is an outline below.
func drawBar(s *svg, b bar, t timeScale, y float64) {
	if !b.applied {
		s.rect(t.x(b.from), y+15, t.x(b.to)-t.x(b.from), 3, "unused", "issued or received, not applied")
		return
	}
	end := b.to
	if b.exp.Known() && b.exp < end {
		end = max(b.exp, b.from)
		s.rect(t.x(end), y+5, t.x(b.to)-t.x(end), 8, "expired", "expired token still in use")
	}
	s.rect(t.x(b.from), y+5, t.x(end)-t.x(b.from), 8, "held", "token in use until "+end.Clock())
}

func laneName(l *lane) string {
	switch {
	case l.identity == "":
		return cut(l.session, 22)
	case l.session == "":
		return cut(l.identity, 22)
	}
	return cut(l.identity, 11) + " " + cut(l.session, 10)
}
