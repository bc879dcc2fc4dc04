package report

import (
	"fmt"
	"html/template"
	"slices"

	"lapse/analyze/incident"
)

// causesFigure is the rejections over time, stacked by cause.
func (m *Model) causesFigure(t timeScale) template.HTML {
	step := incident.Time(niceStep(t.to.Sub(t.from), 80))
	from := t.from - t.from%step
	bins := make([][]int, int((t.to-from)/step)+1)
	most := 1
	for i := range m.Result.Verdicts {
		v := &m.Result.Verdicts[i]
		at := m.verdictTime(v)
		if at < from || at > t.to {
			continue
		}
		b := int((at - from) / step)
		if bins[b] == nil {
			bins[b] = make([]int, len(Causes())+1)
		}
		bins[b][causeRank(v.Cause)]++
		most = max(most, sum(bins[b]))
	}
	s := newSVG(220, "Rejections over time, stacked by cause; the table above has the numbers")
	s.axis(t)
	scale := (s.height - axisHeight - 12) / float64(most)
	s.text(gutter-8, 16, "label end", fmt.Sprint(most))
	s.text(gutter-8, s.height-axisHeight, "label end", "0")
	for b, counts := range bins {
		at := from + incident.Time(b)*step
		s.stack(t.x(at), t.x(at+step)-1, scale, at, counts)
	}
	return s.done()
}

// stack draws one column: a block a cause, from the bottom up.
func (s *svg) stack(left, right, scale float64, at incident.Time, counts []int) {
	y := s.height - axisHeight
	for rank, n := range counts {
		if n == 0 {
			continue
		}
		h := float64(n) * scale
		y -= h
		cause := "other"
		if rank < len(Causes()) {
			cause = string(Causes()[rank])
		}
		s.rect(left, y, right-left, h, fmt.Sprintf("c%d", rank), fmt.Sprintf("%s: %d × %s", minute(at), n, cause))
		s.rect(left, y, right-left, h, fmt.Sprintf("p%d", rank), "")
	}
}

func sum(counts []int) (n int) {
	for _, c := range counts {
		n += c
	}
	return n
}

// endpointFigure is the token endpoint's requests and errors over time.
func endpointFigure(e *endpoint, t timeScale) template.HTML {
	s := newSVG(160, "Requests to the token endpoint over time, errors in front")
	s.axis(t)
	most := max(slices.Max(e.requests), 1)
	scale := (s.height - axisHeight - 12) / float64(most)
	bottom := s.height - axisHeight
	s.text(gutter-8, 16, "label end", fmt.Sprint(most))
	s.text(gutter-8, bottom, "label end", "0")
	for i, n := range e.requests {
		at := e.from + incident.Time(i)*incident.Time(e.step)
		left, right := t.x(at), t.x(at+incident.Time(e.step))-1
		if n > 0 {
			s.rect(left, bottom-float64(n)*scale, right-left, float64(n)*scale, "request", fmt.Sprintf("%s: %d requests, %d failed", minute(at), n, e.errors[i]))
		}
		if n := e.errors[i]; n > 0 {
			s.rect(left, bottom-float64(n)*scale, right-left, float64(n)*scale, "failure", fmt.Sprintf("%s: %d failed", minute(at), n))
		}
	}
	return s.done()
}
