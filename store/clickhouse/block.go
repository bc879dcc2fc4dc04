package clickhouse

import (
	"encoding/binary"

	"lapse/analyze/incident"
)

// block is what one insert carries: rows, and the sources whose events are among them or were sent before. The rows wait as
// bytes, about 300 each: they are needed until the servers have confirmed them, and as events they would be several times
// as large and full of pointers.
type block struct {
	chunks  []chunk // the last one is growing
	rows    int
	sources []incident.Source
}

// chunk is what goes over the wire at once.
type chunk struct {
	bytes []byte
	rows  int
}

func (b *block) empty() bool { return b.rows == 0 && len(b.sources) == 0 }

// full tells whether the block is large enough to be sent: it has so many rows or, where files are small, many sources.
func (b *block) full(rows int) bool { return b.rows >= rows || len(b.sources) >= sendSources }

// reset empties the block and keeps its memory.
func (b *block) reset() {
	for i := range b.chunks {
		b.chunks[i].bytes, b.chunks[i].rows = b.chunks[i].bytes[:0], 0
	}
	clear(b.sources)
	b.chunks, b.rows, b.sources = b.chunks[:0], 0, b.sources[:0]
}

// add appends an event: a row for each of its places.
func (b *block) add(e *incident.Event, r *row, fields []any) {
	r.set(e, e.Pos)
	b.append(fields)
	for _, at := range e.Sightings {
		r.file, r.line = at.File, at.Line
		b.append(fields)
	}
}

func (b *block) append(fields []any) {
	if n := len(b.chunks); n == 0 || b.chunks[n-1].rows == chunkRows {
		b.chunks = b.chunks[:min(n+1, cap(b.chunks))]
		if len(b.chunks) == n {
			b.chunks = append(b.chunks, chunk{})
		}
	}
	b.chunks[len(b.chunks)-1].append(fields)
	b.rows++
}

// append writes what the fields point to: a number in as many bytes as it has, a string behind its length.
func (c *chunk) append(fields []any) {
	for _, field := range fields {
		switch v := field.(type) {
		case *string:
			c.bytes = binary.AppendUvarint(c.bytes, uint64(len(*v)))
			c.bytes = append(c.bytes, *v...)
		case *int64:
			c.bytes = binary.LittleEndian.AppendUint64(c.bytes, uint64(*v))
		case *int32:
			c.bytes = binary.LittleEndian.AppendUint32(c.bytes, uint32(*v))
		case *uint16:
			c.bytes = binary.LittleEndian.AppendUint16(c.bytes, *v)
		case *uint8:
			c.bytes = append(c.bytes, *v)
		}
	}
	c.rows++
}

// each sets the fields to one row after the other and calls f, until f fails.
func (c *chunk) each(fields []any, f func() error) error {
	text := string(c.bytes) // all strings are parts of one
	at := 0
	for range c.rows {
		for _, field := range fields {
			switch v := field.(type) {
			case *string:
				length, size := binary.Uvarint(c.bytes[at:])
				at += size
				*v = text[at : at+int(length)]
				at += int(length)
			case *int64:
				*v = int64(binary.LittleEndian.Uint64(c.bytes[at:]))
				at += 8
			case *int32:
				*v = int32(binary.LittleEndian.Uint32(c.bytes[at:]))
				at += 4
			case *uint16:
				*v = binary.LittleEndian.Uint16(c.bytes[at:])
				at += 2
			case *uint8:
				*v = c.bytes[at]
				at++
			}
		}
		if err := f(); err != nil {
			return err
		}
	}
	return nil
}
