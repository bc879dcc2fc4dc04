package cli

import (
	"context"
	"io"
	"sync"
)

// patientReader reads from a pipe or a terminal that may stay silent for ever: when ctx ends, the waiting does. It takes
// nothing from the reader below until it is asked, since other programs may share that.
type patientReader struct {
	ctx   context.Context
	below io.Reader
	begin sync.Once
	pipe  *io.PipeReader
}

func (r *patientReader) Read(p []byte) (int, error) {
	r.begin.Do(r.start)
	return r.pipe.Read(p)
}

func (r *patientReader) start() {
	var w *io.PipeWriter
	r.pipe, w = io.Pipe()
	go func() {
		_, err := io.Copy(w, r.below)
		w.CloseWithError(err) // nil is io.EOF
	}()
	context.AfterFunc(r.ctx, func() { w.CloseWithError(r.ctx.Err()) })
}
