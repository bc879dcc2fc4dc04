package source

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"io/fs"
)

// Text is the lines of one file or archive member, without compression and byte order mark.
type Text struct {
	Path  string
	Label Label

	stored *stored
	b      *bufio.Reader
	chunk  int    // bytes handed out at a time
	max    int    // bytes of a line
	line   int64  // number of the next line
	rest   []byte // the beginning of a line whose end was not read yet
	err    error  // how the text ended
}

// Chunk is a run of whole lines.
type Chunk struct {
	First int64  // number of its first line, from 1
	Lines int64  // how many
	Data  []byte // each line with its line feed; only the last of a text may have none
	Long  int64  // if not 0: this one line, of so many bytes, was over the limit and is not in Data
}

// End is what is known of a text after its last line.
type End struct {
	Bytes     int64    // as stored on disk or in the archive
	SHA256    [32]byte // of those bytes
	Truncated string   // why the text ended early, "" if it did not
	Trouble   bool     // the storage failed, not the contents
}

// Head is the beginning of the text, at most HeadSize bytes; valid until the text is read.
func (t *Text) Head() []byte {
	head, _ := t.b.Peek(HeadSize)
	return head
}

// Read reads the text as a stream, for documents that are not line by line. It and Next exclude each other.
func (t *Text) Read(p []byte) (int, error) {
	n, err := t.b.Read(p)
	if err != nil {
		t.err = err
	}
	return n, err
}

// Next reads the next lines into buf, or into a larger buffer where a line needs it. At the end of the text, however that
// came, the error is io.EOF. Chunks are cut by position alone, never by how fast the bytes came or how large buf is.
func (t *Text) Next(buf []byte) (Chunk, error) {
	if t.err != nil && len(t.rest) == 0 {
		return Chunk{}, io.EOF
	}
	room := max(min(t.chunk, t.max+1), len(t.rest)+1)
	if cap(buf) < room {
		buf = make([]byte, 0, room)
	}
	buf = append(buf[:0:room], t.rest...)
	t.rest = t.rest[:0]
	for {
		from := len(buf)
		buf = t.fill(buf)
		if end := bytes.LastIndexByte(buf[from:], '\n'); end >= 0 {
			return t.cut(buf, from+end+1), nil
		}
		if len(buf) > t.max {
			return t.skip(int64(len(buf))), nil
		}
		if t.err != nil {
			if len(buf) == 0 {
				return Chunk{}, io.EOF
			}
			return t.cut(buf, len(buf)), nil
		}
		buf = append(make([]byte, 0, min(2*cap(buf), t.max+1)), buf...)
	}
}

// fill reads until buf is full or the text has ended.
func (t *Text) fill(buf []byte) []byte {
	for len(buf) < cap(buf) && t.err == nil {
		var n int
		n, t.err = t.b.Read(buf[len(buf):cap(buf)])
		buf = buf[:len(buf)+n]
	}
	return buf
}

// cut makes the first n bytes a chunk and keeps the rest for the next.
func (t *Text) cut(buf []byte, n int) Chunk {
	t.rest = append(t.rest, buf[n:]...)
	c := Chunk{First: t.line, Data: buf[:n], Lines: int64(bytes.Count(buf[:n], []byte{'\n'}))}
	if buf[n-1] != '\n' {
		c.Lines++
	}
	t.line += c.Lines
	return c
}

// skip reads on to the end of a line of which n bytes were read and given up.
func (t *Text) skip(n int64) Chunk {
	for t.err == nil {
		var part []byte
		part, t.err = t.b.ReadSlice('\n')
		n += int64(len(part))
		if t.err == bufio.ErrBufferFull {
			t.err = nil
			continue
		}
		break
	}
	t.line++
	return Chunk{First: t.line - 1, Lines: 1, Long: n}
}

// End reads what is left of the stored bytes (after a decompressor has its own end) and says how the text ended.
func (t *Text) End() End {
	t.stored.drain()
	e := End{Bytes: t.stored.n, SHA256: t.stored.hash()}
	err := t.err
	if err == nil || err == io.EOF {
		err = t.stored.err
	}
	if err != nil {
		var pe *fs.PathError
		e.Truncated, e.Trouble = plain(err), errors.As(err, &pe)
	}
	return e
}
