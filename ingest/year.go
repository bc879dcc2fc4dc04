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

// yearOf looks at the beginning of every text for the earliest stamp that names its year or, where no stamp does, for the
// earliest token; 0 if there is neither. Logs without years (syslog, logcat) take it from the logs beside them, so it has to
// be known before the first line is read.
func yearOf(ctx context.Context, files []*source.File, o Options) int {
	stamps, tokens := earliest{incident.NoTime}, earliest{incident.NoTime}
	for _, f := range files {
		for _, head := range f.Heads(ctx, o.Limits, yearTexts) {
			lookForYear(head, format.Options{Zone: f.Label.Zone, Patterns: o.Patterns}, &stamps, &tokens)
		}
	}
	switch {
	case stamps.Known():
		return stamps.Std().Year()
	case tokens.Known():
		return tokens.Std().Year()
	}
	return 0
}

// earliest is the first of the times that it was shown.
type earliest struct{ incident.Time }

func (e *earliest) see(t incident.Time) {
	if t.Known() && t >= dated && (!e.Known() || t < e.Time) {
		e.Time = t
	}
}

// lookForYear reads the first entries of a text.
func lookForYear(head []byte, o format.Options, stamps, tokens *earliest) {
	d := format.Detect(head, o)
	if d == nil || d.Document() {
		return
	}
	seen := 0
	reader := dialect.NewReader(dialect.Context{})
	look := func(e *format.Entry) {
		seen++
		stamps.see(e.Time.Reading)
		if !stamps.Known() {
			reader.Read(e, func(event incident.Event) { tokens.see(minted(&event.Token)) })
		}
	}
	for n, text := range lines(head, 1) {
		d.Line(n, text, look)
		if seen >= yearEntries {
			break
		}
	}
	d.Close(look)
	reader.Close(func(event incident.Event) { tokens.see(minted(&event.Token)) })
}

// minted is when a token was minted or, where only its end is known, a time shortly before that.
func minted(t *incident.Token) incident.Time {
	if t.Iat.Known() || !t.Exp.Known() {
		return t.Iat
	}
	return t.Exp.Add(-incident.Hour)
}
