package ingest

import (
	"time"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

// Report is what one run did.
type Report struct {
	Sources    []incident.Source   // read to their end and recorded, in the order of reading
	Accounting incident.Accounting // of this run's lines; Read = Used + Other + Duplicate + Rejected
	Events     int64               // made of the used lines
	Added      int64               // of which the sink did not have before
	Troubles   []source.Trouble    // what could not be read, or not as it was declared
	Live       Live
	Stats      Stats
}

// Live tells of whole tokens in the logs that were not yet expired at Options.Now.
type Live struct {
	Tokens int           // distinct ones
	More   bool          // there are more than were counted
	Until  incident.Time // the latest exp among them, NoTime if there is none
}

// Progress is how far a run is.
type Progress struct {
	Bytes, Total int64 // stored bytes, as compressed; Total is 0 where standard input or a pipe is among the sources
	Lines        int64
	Source       string // that is being read
}

// Stats are durations of a run. Workers parse side by side, so the stages may add up to more than Total.
type Stats struct {
	Bytes int64 // stored
	Lines int64
	Total time.Duration
	Read  time.Duration // opening, decompressing, hashing, cutting into lines
	Parse time.Duration // over all workers
	Put   time.Duration // in the sink
}

// LinesPerSecond and BytesPerSecond are 0 where no time was measured.
func (s Stats) LinesPerSecond() float64 { return perSecond(s.Lines, s.Total) }
func (s Stats) BytesPerSecond() float64 { return perSecond(s.Bytes, s.Total) }

func perSecond(n int64, d time.Duration) float64 {
	if d <= 0 {
		return 0
	}
	return float64(n) / d.Seconds()
}

// watch measures stretches of time by an injected clock, or nothing.
type watch struct{ now func() time.Time }

// start begins a stretch; the function it returns ends it.
func (w watch) start() func() time.Duration {
	if w.now == nil {
		return func() time.Duration { return 0 }
	}
	from := w.now()
	return func() time.Duration { return w.now().Sub(from) }
}
