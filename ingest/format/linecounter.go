package format

import (
	"errors"
	"io"
)

// lineCounter tells on which line an offset of a stream lies. It is asked about offsets in rising order, a little behind
// what was read.
type lineCounter struct {
	in     io.Reader
	offset int64   // read so far
	ends   []int64 // offsets of line ends that were read and not yet passed
	line   int64
	record int64 // where the record at hand begins
}

var errTooLong = errors.New("record too long")

func (c *lineCounter) Read(p []byte) (int, error) {
	if c.offset-c.record > maxRecord {
		return 0, errTooLong
	}
	n, err := c.in.Read(p)
	for i, b := range p[:n] {
		if b == '\n' {
			c.ends = append(c.ends, c.offset+int64(i))
		}
	}
	c.offset += int64(n)
	return n, err
}

// mark notes that a record begins at an offset.
func (c *lineCounter) mark(offset int64) { c.record = offset }

// at is the line of an offset.
func (c *lineCounter) at(offset int64) int64 {
	passed := 0
	for passed < len(c.ends) && c.ends[passed] < offset {
		passed++
	}
	c.line += int64(passed)
	c.ends = c.ends[:copy(c.ends, c.ends[passed:])]
	return c.line
}
