package source

import (
	"bufio"
	"bytes"
	"io"
	"unicode/utf16"
	"unicode/utf8"
)

// withoutMark takes off what may stand before a text: the NUL bytes of a log that was cut by copying while its writer kept
// its place in the file, or a byte order mark. PowerShell's `>` writes UTF-16, so that is turned into UTF-8.
func withoutMark(b *bufio.Reader) *bufio.Reader {
	skipNUL(b)
	head, _ := b.Peek(4)
	switch {
	case bytes.HasPrefix(head, []byte("\xef\xbb\xbf")):
		_, _ = b.Discard(3) // it was just seen
	case bytes.HasPrefix(head, []byte("\xff\xfe")):
		return bufio.NewReaderSize(&wide{b: b, low: 0, high: 1}, HeadSize)
	case bytes.HasPrefix(head, []byte("\xfe\xff")):
		return bufio.NewReaderSize(&wide{b: b, low: 1, high: 0}, HeadSize)
	case len(head) == 4 && head[0] != 0 && head[1] == 0 && head[2] != 0 && head[3] == 0:
		return bufio.NewReaderSize(&wide{b: b, low: 0, high: 1, marked: true}, HeadSize) // a part of such a file has no mark
	}
	return b
}

func skipNUL(b *bufio.Reader) {
	for {
		head, err := b.Peek(1)
		if err != nil || head[0] != 0 {
			return
		}
		head, _ = b.Peek(b.Buffered())
		n := len(head) - len(bytes.TrimLeft(head, "\x00"))
		_, _ = b.Discard(n) // they were just seen
	}
}

// wide reads UTF-16 as UTF-8. A lone surrogate becomes U+FFFD; half a unit at the end is dropped.
type wide struct {
	b         *bufio.Reader
	low, high int  // which byte of a unit is which
	marked    bool // the byte order mark is behind us
}

func (w *wide) Read(p []byte) (int, error) {
	n := 0
	for n+utf8.UTFMax <= len(p) {
		r, err := w.rune()
		if err != nil {
			if n > 0 {
				return n, nil
			}
			return 0, err
		}
		if !w.marked {
			w.marked = true
			continue
		}
		n += utf8.EncodeRune(p[n:], r)
	}
	if n == 0 && len(p) > 0 {
		return 0, io.ErrShortBuffer
	}
	return n, nil
}

func (w *wide) rune() (rune, error) {
	first, err := w.unit(0)
	if err != nil {
		return 0, err
	}
	size := 2
	r := first
	if utf16.IsSurrogate(first) {
		r = utf8.RuneError
		if second, err := w.unit(2); err == nil {
			if pair := utf16.DecodeRune(first, second); pair != utf8.RuneError {
				r, size = pair, 4
			}
		}
	}
	_, err = w.b.Discard(size)
	return r, err
}

func (w *wide) unit(at int) (rune, error) {
	u, err := w.b.Peek(at + 2)
	if err == nil {
		return rune(u[at+w.low]) | rune(u[at+w.high])<<8, nil
	}
	if err == io.EOF && len(u) > at {
		return 0, io.EOF
	}
	return 0, err
}
