package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"lapse/ingest"
)

// progress draws one line on a terminal: bytes, lines a second, time left. It redraws at most five times a second.
type progress struct {
	w     io.Writer
	now   func() time.Time
	start time.Time
	drawn time.Time
}

const redrawEvery = 200 * time.Millisecond

func newProgress(w io.Writer, now func() time.Time) *progress {
	t := now()
	return &progress{w: w, now: now, start: t, drawn: t}
}

func (p *progress) show(s ingest.Progress) {
	t := p.now()
	if t.Sub(p.drawn) < redrawEvery {
		return
	}
	p.drawn = t
	fmt.Fprintf(p.w, "\r\x1b[K%s", progressLine(s, t.Sub(p.start)))
}

// clear takes the line away.
func (p *progress) clear() { fmt.Fprint(p.w, "\r\x1b[K") }

// progressLine is the text of the bar; total is 0 for standard input.
func progressLine(s ingest.Progress, elapsed time.Duration) string {
	rate := float64(s.Lines) / max(elapsed.Seconds(), 0.001)
	line := fmt.Sprintf("%s  %d lines  %.0f lines/s", bytesText(s.Bytes), s.Lines, rate)
	if s.Total <= 0 {
		return line
	}
	share := min(float64(s.Bytes)/float64(s.Total), 1)
	const width = 24
	full := int(share * width)
	left := ""
	if share > 0.02 {
		left = "  " + time.Duration(float64(elapsed)*(1-share)/share).Round(time.Second).String() + " left"
	}
	return fmt.Sprintf("[%s%s] %3.0f %%  %s of %s  %.0f lines/s%s",
		strings.Repeat("=", full), strings.Repeat(" ", width-full), share*100, bytesText(s.Bytes), bytesText(s.Total), rate, left)
}

// bytesText shows a size in binary units.
func bytesText(n int64) string {
	const unit = 1024
	if n < unit {
		return fmt.Sprintf("%d B", n)
	}
	f, suffix := float64(n), ""
	for _, s := range []string{"KiB", "MiB", "GiB", "TiB"} {
		f, suffix = f/unit, s
		if f < unit {
			break
		}
	}
	return fmt.Sprintf("%.1f %s", f, suffix)
}
