package source

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"os"
)

// HeadSize is how much of a text can be looked at before it is read.
const HeadSize = 64 << 10

// File is one stored file, or standard input, or a pipe.
type File struct {
	Path  string // as the user gave it; "-" is standard input
	Label Label
	Size  int64 // stored bytes; 0 where that is not known

	name   string        // what to open
	stream *bufio.Reader // what can be read only once, with its head still in the buffer
	end    io.Closer     // of stream, nil for standard input
}

// Options of a walk.
type Options struct {
	Limits Limits
	Read   func(stored int) // told of stored bytes as they are read, for progress; may be nil
}

// Walk visits the text of the file or, for an archive, the texts of its members, each of which must be read inside visit.
// What cannot be read is returned as troubles. The error is visit's, or ctx's.
func (f *File) Walk(ctx context.Context, o Options, visit func(*Text) error) ([]Trouble, error) {
	r, closer, err := f.open()
	if err != nil {
		return []Trouble{{f.Path, plain(err)}}, nil
	}
	defer closer.Close()
	w := walk{ctx: ctx, label: f.Label, visit: visit, options: o}
	w.limit = limit{Limits: o.Limits}
	s := newStored(r, func(n int) {
		w.limit.in += int64(n)
		if o.Read != nil {
			o.Read(n)
		}
	})
	if in, ok := r.(*os.File); ok && f.Size > 0 {
		w.place = &place{in, f.Size}
	}
	err = w.stream(f.Path, s, s, o.Limits.Depth)
	return w.troubles, err
}

func (f *File) open() (io.Reader, io.Closer, error) {
	if f.stream != nil {
		end := f.end
		if end == nil {
			end = io.NopCloser(nil)
		}
		return f.stream, end, nil
	}
	file, err := os.Open(f.name)
	return file, file, err
}

// Heads returns the first bytes of the first texts of a file, at most max texts, without consuming anything. Trouble is
// left for Walk to tell.
func (f *File) Heads(ctx context.Context, l Limits, max int) [][]byte {
	g := *f
	if f.stream != nil {
		stored, _ := f.stream.Peek(HeadSize)
		g.stream, g.end = bufio.NewReaderSize(bytes.NewReader(stored), HeadSize), nil
	}
	var heads [][]byte
	// The only errors are the visitor's own and ctx's; neither says anything about the heads that were found.
	_, _ = g.Walk(ctx, Options{Limits: l}, func(t *Text) error {
		heads = append(heads, bytes.Clone(t.Head()))
		if len(heads) == max {
			return errEnough
		}
		return nil
	})
	return heads
}

var errEnough = errors.New("enough heads")

// Stream tells whether the file can be read only once and its size is not known.
func (f *File) Stream() bool { return f.stream != nil }
