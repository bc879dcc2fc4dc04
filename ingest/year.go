package ingest

import (
	"context"
	"time"

	"lapse/analyze/incident"
	"lapse/ingest/format"
	"lapse/ingest/source"
)

const (
	// yearEntries is how many entries of a text are looked at for a stamp with a year, and yearTexts how many texts of an
	// archive.
	yearEntries = 32
	yearTexts   = 4
)

// dated is the first year that a stamp may name to count: Unix's own epoch, and the stand-in that package format uses for
// stamps without a year, lie before it.
var dated = incident.TimeOf(time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC))

// yearOf looks at the beginning of every text for the earliest stamp that names its year; 0 if none does. Logs without years
// (syslog, logcat) take it from the logs beside them, so it has to be known before the first line is read.
func yearOf(ctx context.Context, files []*source.File, o Options) int {
	earliest := incident.NoTime
	for _, f := range files {
		for _, head := range f.Heads(ctx, o.Limits, yearTexts) {
			t := earliestIn(head, format.Options{Zone: f.Label.Zone, Patterns: o.Patterns})
			if t.Known() && (!earliest.Known() || t < earliest) {
				earliest = t
			}
		}
	}
	if !earliest.Known() {
		return 0
	}
	return earliest.Std().Year()
}

// earliestIn is the earliest stamp with a year among the first entries of a text.
func earliestIn(head []byte, o format.Options) incident.Time {
	earliest := incident.NoTime
	d := format.Detect(head, o)
	if d == nil || d.Document() {
		return earliest
	}
	seen := 0
	look := func(e *format.Entry) {
		seen++
		if t := e.Time.Reading; t.Known() && t >= dated && (!earliest.Known() || t < earliest) {
			earliest = t
		}
	}
	for n, text := range lines(head, 1) {
		d.Line(n, text, look)
		if seen >= yearEntries {
			return earliest
		}
	}
	d.Close(look)
	return earliest
}
