package ingest

import (
	"context"
	"time"

	"lapse/analyze/incident"
	"lapse/ingest/dialect"
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

// YearOf looks at the beginning of every text for the earliest stamp that names its year or, where no stamp does, for the
// earliest token. Where there is neither, the stamps are taken to be of the twelve months before now; 0 where now is not
// known. Logs without years (syslog, logcat) take it from the logs beside them, so it has to be known before the first line
// is read.
func YearOf(ctx context.Context, files []*source.File, o Options) int {
	o = o.filled()
	var y years
	y.dated.Time, y.minted.Time, y.undated.Time = incident.NoTime, incident.NoTime, incident.NoTime
	for _, f := range files {
		for _, head := range f.Heads(ctx, o.Limits, yearTexts) {
			lookForYear(head, format.Options{Zone: f.Label.Zone, Patterns: o.Patterns}, &y)
		}
	}
	switch {
	case y.dated.Known():
		return y.dated.Std().Year()
	case y.minted.Known():
		return y.minted.Std().Year()
	case y.undated.Known() && o.Now != nil:
		return lastTime(y.undated.Std(), o.Now().UTC())
	}
	return 0
}

// years are the times that tell of the year of an input.
type years struct{ dated, minted, undated earliest }

// earliest is the first of the times that it was shown.
type earliest struct{ incident.Time }

func (e *earliest) see(t incident.Time) {
	if t.Known() && (!e.Known() || t < e.Time) {
		e.Time = t
	}
}

// lastTime is the year in which a day of the year was the last time before now, or is tomorrow: zones may differ.
func lastTime(day, now time.Time) int {
	this := time.Date(now.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.UTC)
	if this.After(now.AddDate(0, 0, 1)) {
		return now.Year() - 1
	}
	return now.Year()
}

// lookForYear reads the first entries of a text.
func lookForYear(head []byte, o format.Options, y *years) {
	d := format.Detect(head, o)
	if d == nil || d.Document() {
		return
	}
	seen := 0
	reader := dialect.NewReader(dialect.Context{})
	tell := func(event *incident.Event) { y.minted.see(minted(&event.Token)) }
	look := func(e *format.Entry) {
		seen++
		if e.Time.Reading >= dated {
			y.dated.see(e.Time.Reading)
		} else {
			y.undated.see(e.Time.Reading)
		}
		if !y.dated.Known() {
			reader.Read(e, tell)
		}
	}
	for n, text := range lines(head, 1) {
		d.Line(n, text, look)
		if seen >= yearEntries {
			break
		}
	}
	d.Close(look)
	reader.Close(tell)
}

// minted is when a token was minted or, where only its end is known, a time shortly before that.
func minted(t *incident.Token) incident.Time {
	if t.Iat.Known() || !t.Exp.Known() {
		return t.Iat
	}
	return t.Exp.Add(-incident.Hour)
}
