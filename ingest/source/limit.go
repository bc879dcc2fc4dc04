package source

import (
	"fmt"
	"io"
)

// limit watches how much comes out of one stored file, over all its members and layers of compression.
type limit struct {
	Limits
	in, out int64
}

// reader passes r on until the file has grown too much.
func (l *limit) reader(r io.Reader) io.Reader { return &limited{r, l} }

type limited struct {
	r io.Reader
	l *limit
}

func (r *limited) Read(p []byte) (int, error) {
	if err := r.l.exceeded(); err != nil {
		return 0, err
	}
	n, err := r.r.Read(p)
	r.l.out += int64(n)
	return n, err
}

func (l *limit) exceeded() error {
	switch {
	case l.out > l.Output:
		return fmt.Errorf("more than %d bytes come out of it; it was read up to there", l.Output)
	case l.out > l.Grace && l.out > l.Ratio*l.in:
		return fmt.Errorf("it grows to more than %d times its stored size, as a decompression bomb does; it was read up to there", l.Ratio)
	}
	return nil
}
