package source

import (
	"bufio"
	"bytes"
	"compress/bzip2"
	"context"
	"io"

	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

// kind is what the first bytes say about a stream.
type kind int

const (
	text kind = iota
	gzipped
	zstandard
	bzipped
	xzipped
	zipped
	tarred
	database
)

// magics are the signatures of gzip (RFC 1952), zstd (RFC 8878), bzip2, xz, zip, POSIX tar and SQLite.
var magics = []struct {
	at    int
	bytes string
	kind  kind
}{
	{0, "\x1f\x8b\x08", gzipped},
	{0, "\x28\xb5\x2f\xfd", zstandard},
	{4, "1AY&SY", bzipped},
	{0, "\xfd7zXZ\x00", xzipped},
	{0, "PK\x03\x04", zipped},
	{0, "PK\x05\x06", zipped},
	{257, "ustar", tarred},
	{0, "SQLite format 3\x00", database},
}

const magicSize = 257 + 5

func kindOf(head []byte) kind {
	for _, m := range magics {
		if len(head) >= m.at && bytes.HasPrefix(head[m.at:], []byte(m.bytes)) {
			if m.kind == bzipped && !bytes.HasPrefix(head, []byte("BZh")) {
				continue
			}
			return m.kind
		}
	}
	return text
}

// walk goes through one stored file.
type walk struct {
	ctx      context.Context
	label    Label
	visit    func(*Text) error
	options  Options
	limit    limit
	place    *place // the file itself, where it can be read at any place
	troubles []Trouble
}

// stream visits the texts in r. Below s lie the bytes as stored, from which path takes its hash.
func (w *walk) stream(path string, s *stored, r io.Reader, depth int) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	b := bufio.NewReaderSize(r, HeadSize)
	// An error here comes back at the next read, after the bytes that were there.
	head, _ := b.Peek(magicSize)
	k := kindOf(head)
	switch {
	case k == text:
		return w.text(path, s, b)
	case k == database:
		w.trouble(path, "a SQLite database, not a log")
		return nil
	case depth <= 0:
		w.trouble(path, "compression or archives are nested too deeply")
		return nil
	case k == tarred:
		return w.tar(path, b, depth-1)
	case k == zipped:
		return w.zip(path, s, b, depth-1)
	}
	d, err := decompressor(k, b)
	if err != nil {
		return w.text(path, s, bufio.NewReader(failed{err}))
	}
	defer d.Close()
	return w.stream(path, s, w.limit.reader(d), depth-1)
}

// Windows and dictionaries beyond these sizes are refused: they are memory.
const (
	zstdWindow = 128 << 20
	xzDict     = 64 << 20
)

func decompressor(k kind, r io.Reader) (io.ReadCloser, error) {
	switch k {
	case gzipped:
		return gzip.NewReader(r)
	case zstandard:
		d, err := zstd.NewReader(r, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true),
			zstd.WithDecoderMaxMemory(2*zstdWindow), zstd.WithDecoderMaxWindow(zstdWindow))
		if err != nil {
			return nil, err
		}
		return d.IOReadCloser(), nil
	case bzipped:
		return io.NopCloser(bzip2.NewReader(r)), nil
	default:
		d, err := xz.ReaderConfig{DictCap: xzDict}.NewReader(r)
		return io.NopCloser(d), err
	}
}

// text visits one text whose compression is off.
func (w *walk) text(path string, s *stored, b *bufio.Reader) error {
	l := w.options.Limits
	return w.visit(&Text{Path: path, Label: w.label, stored: s, b: withoutMark(b), chunk: l.Chunk, max: l.Line, line: 1})
}

func (w *walk) trouble(path, message string) {
	w.troubles = append(w.troubles, Trouble{path, message})
}

// failed is a reader that has only an error to give.
type failed struct{ err error }

func (f failed) Read([]byte) (int, error) { return 0, f.err }
