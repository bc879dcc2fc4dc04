// Package ingest turns bytes into facts: sources → entries → events → Sink, in batches, with the accounting.
//
// One reader cuts every text into chunks of whole lines. Workers take chunks: where the lines of a format stand for
// themselves they decode several chunks of one text at a time, else one after the other. What the lines mean (package
// dialect) may depend on lines before, so that step goes through each text in order. One writer takes the results in the
// order in which the chunks were read, numbers equal entries, and puts batches:
//
//	                ┌ worker: chunk 1 ─┐
//	files ─ reader ─┤ worker: chunk 2 ─┼─ writer ─ Sink
//	                └ …               ─┘
//
// So the result depends on neither the number of workers nor on timing, and the memory on neither the size nor the number
// of sources. A source's row is put after its last event: whatever kills the process, a source without a row was not read
// to its end, and reading it again adds exactly what is missing.
package ingest

import (
	"context"
	"fmt"
	"io"
	"runtime"
	"slices"
	"time"

	"lapse/analyze/incident"
	"lapse/ingest/dialect"
	"lapse/ingest/format"
	"lapse/ingest/source"
	"lapse/ingest/token"
)

// Sink is what ingest needs of a store; every store.Store is one.
type Sink interface {
	// Put keeps a batch whole or not at all and says how many of its events are new. It may be repeated. The slice is the
	// caller's again when Put returns.
	Put(ctx context.Context, batch []incident.Event) (added int, err error)
	// PutSource records that a source was read to its end.
	PutSource(ctx context.Context, s incident.Source) error
}

// Options of a run. The zero value reads with one worker a core and declares nothing.
type Options struct {
	Stdin    io.Reader        // what the argument "-" reads; nil: nothing
	Zone     string           // of stamps without one, where no zone=…:PATH says otherwise; "": UTC, guessed
	Patterns []format.Format  // formats of the user's own
	Mapping  dialect.Mapping  // a house's own field names
	Keys     token.Keys       // to check signatures with
	Limits   source.Limits    // zero value: source.DefaultLimits
	Rejects  io.Writer        // gets "file:line: reason: text" of every rejected line, redacted; may be nil
	Progress func(Progress)   // called now and then from one goroutine; may be nil
	Workers  int              // 0: one a core
	Batch    int              // events in a Put; 0: 4096
	Now      func() time.Time // for durations and for which tokens are still live; nil: neither is told
}

func (o Options) filled() Options {
	if o.Workers <= 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Batch <= 0 {
		o.Batch = 4096
	}
	if o.Limits == (source.Limits{}) {
		o.Limits = source.DefaultLimits()
	}
	return o
}

// Run reads what args name (see package source) into sink. A line that cannot be read is counted, a file that cannot be read
// is a trouble in the report; the error is the sink's, that of Rejects, or ctx's. After an error the report tells what was
// kept; running again completes it.
func Run(ctx context.Context, args []string, o Options, sink Sink) (Report, error) {
	o = o.filled()
	stdin := o.Stdin
	if stdin == nil {
		stdin = noInput{}
	}
	files, troubles := Resolve(args, stdin)
	r := &run{options: o, files: files, watch: watch{now: o.Now}}
	r.results = make(chan *result, 2*ahead*o.Workers)
	r.report.Troubles = troubles
	err := r.do(ctx, sink)
	return r.report, err
}

// Resolve is source.Resolve, without files of which the user declared a zone that there is not: their stamps would be read
// wrong.
func Resolve(args []string, stdin io.Reader) ([]*source.File, []source.Trouble) {
	files, troubles := source.Resolve(args, stdin)
	files = slices.DeleteFunc(files, func(f *source.File) bool {
		if _, ok := format.ParseZone(f.Label.Zone); ok || f.Label.Zone == "" {
			return false
		}
		troubles = append(troubles, source.Trouble{Path: f.Path,
			Message: fmt.Sprintf("not read: its zone %q is no time zone; write it as America/New_York or +02:00", f.Label.Zone)})
		return true
	})
	return files, troubles
}

// noInput is an empty standard input.
type noInput struct{}

func (noInput) Read([]byte) (int, error) { return 0, io.EOF }
