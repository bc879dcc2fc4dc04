package source

import (
	"crypto/sha256"
	"hash"
	"io"
)

// stored reads bytes as they are kept (on disk, or in an archive) and hashes them in the same pass.
type stored struct {
	r    io.Reader
	sum  hash.Hash
	n    int64
	tick func(int)
	err  error // what stopped the reading, but io.EOF
}

func newStored(r io.Reader, tick func(int)) *stored {
	return &stored{r: r, sum: sha256.New(), tick: tick}
}

func (s *stored) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	s.sum.Write(p[:n])
	s.n += int64(n)
	if s.tick != nil {
		s.tick(n)
	}
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// drain reads what a decompressor left behind, so that the hash is of all stored bytes.
func (s *stored) drain() {
	// An error is kept in s.err, where the reader of the text finds it.
	_, _ = io.Copy(io.Discard, s)
}

// elsewhere counts n bytes that are read past s.
func (s *stored) elsewhere(n int64) {
	if s.tick != nil {
		s.tick(int(n))
	}
}

func (s *stored) hash() [32]byte { return [32]byte(s.sum.Sum(nil)) }
