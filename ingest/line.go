package ingest

import (
	"bytes"
	"iter"
)

// lines goes through the lines of a chunk, the first of which has that number. A line comes without its end (line feed, or
// carriage return and line feed) and without the NUL bytes that a log rotated by copying may have in front of it.
func lines(chunk []byte, first int64) iter.Seq2[int64, []byte] {
	return func(yield func(int64, []byte) bool) {
		for n := first; len(chunk) > 0; n++ {
			end, skip := bytes.IndexByte(chunk, '\n'), 1
			if end < 0 {
				end, skip = len(chunk), 0
			}
			if !yield(n, trim(chunk[:end])) {
				return
			}
			chunk = chunk[end+skip:]
		}
	}
}

func trim(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' {
		line = line[:n-1]
	}
	if len(line) > 0 && line[0] == 0 {
		line = bytes.TrimLeft(line, "\x00")
	}
	return line
}
