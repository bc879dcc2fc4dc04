package report

import (
	"fmt"
	"html"
	"html/template"
	"strings"

	"lapse/analyze/incident"
)

// svg draws the figures that stand in the page without JavaScript. Colours come from the page's style sheet by class, so that
// they follow the theme; no attribute is a style, so that the strict Content-Security-Policy holds.
type svg struct {
	strings.Builder
	width, height float64
}

// Margins of every figure: room for labels on the left and for the time axis below.
const (
	figureWidth = 1080
	gutter      = 150.0
	axisHeight  = 24.0
)

func newSVG(height float64, title string) *svg {
	s := &svg{width: figureWidth, height: height}
	fmt.Fprintf(s, `<svg viewBox="0 0 %d %g" role="img" aria-label="%s" class="figure">`, figureWidth, height, escape(title))
	return s
}

func (s *svg) done() template.HTML {
	s.WriteString("</svg>")
	return template.HTML(s.String())
}

// escape makes log text harmless in an attribute or between tags.
func escape(text string) string { return html.EscapeString(Clean(text)) }

func (s *svg) rect(x, y, w, h float64, class, title string) {
	fmt.Fprintf(s, `<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" class="%s">%s</rect>`, x, y, max(w, 0.5), h, class, tip(title))
}

func (s *svg) line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(s, `<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" class="%s"/>`, x1, y1, x2, y2, class)
}

func (s *svg) text(x, y float64, class, text string) {
	fmt.Fprintf(s, `<text x="%.1f" y="%.1f" class="%s">%s</text>`, x, y, class, escape(text))
}

// symbol draws the mark of a cause: its shape says what its colour says.
func (s *svg) symbol(x, y float64, rank int, title string) {
	fmt.Fprintf(s, `<path d="%s" transform="translate(%.1f %.1f)" class="mark c%d">%s</path>`, symbols[min(rank, len(symbols)-1)], x, y, rank, tip(title))
}

func tip(title string) string {
	if title == "" {
		return ""
	}
	return "<title>" + escape(title) + "</title>"
}

// symbols are the shapes of the causes, in the contract's order, around the origin: circle, triangle, diamond, square,
// plus, cross, ring. ink.js has the same.
var symbols = []string{
	"M-5 0a5 5 0 1 0 10 0a5 5 0 1 0 -10 0Z",
	"M0 -6L5.5 4.5H-5.5Z",
	"M0 -6.5L5.5 0L0 6.5L-5.5 0Z",
	"M-4.5 -4.5H4.5V4.5H-4.5Z",
	"M-2 -6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z",
	"M-5.5 -3L-3 -5.5L0 -2.5L3 -5.5L5.5 -3L2.5 0L5.5 3L3 5.5L0 2.5L-3 5.5L-5.5 3L-2.5 0Z",
	"M-5.5 0a5.5 5.5 0 1 0 11 0a5.5 5.5 0 1 0 -11 0ZM-2.5 0a2.5 2.5 0 1 1 5 0a2.5 2.5 0 1 1 -5 0Z",
}

// timeScale maps UTC to a figure's width.
type timeScale struct{ from, to incident.Time }

func (t timeScale) x(at incident.Time) float64 {
	share := float64(at-t.from) / float64(max(t.to-t.from, 1))
	return gutter + min(max(share, 0), 1)*(figureWidth-gutter-10)
}

// axis draws the time axis along the bottom, with at most ten easy steps.
func (s *svg) axis(t timeScale) {
	step := incident.Time(niceStep(t.to.Sub(t.from), 10))
	layout := "15:04"
	switch {
	case step < incident.Time(incident.Minute):
		layout = "15:04:05"
	case step >= incident.Time(incident.Day):
		layout = "01-02"
	}
	bottom := s.height - axisHeight
	for at := t.from - t.from%step + step; at < t.to; at += step {
		s.line(t.x(at), 0, t.x(at), bottom, "grid")
		s.text(t.x(at), s.height-8, "tick", at.Std().Format(layout))
	}
	s.line(gutter, bottom, figureWidth-10, bottom, "base")
}
