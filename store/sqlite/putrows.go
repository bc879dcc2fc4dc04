package sqlite

import (
	"encoding/binary"

	"lapse/analyze/incident"
)

// packer puts values together as put_rows takes them. The zero value is empty.
type packer struct{ bytes []byte }

func (p *packer) reset() { p.bytes = p.bytes[:0] }

func (p *packer) null() { p.bytes = append(p.bytes, packedNull) }

func (p *packer) integer(n int64) {
	p.bytes = binary.NativeEndian.AppendUint64(append(p.bytes, packedInteger), uint64(n))
}

func (p *packer) length(kind byte, n int) {
	p.bytes = binary.NativeEndian.AppendUint32(append(p.bytes, kind), uint32(n))
}

func (p *packer) blob(b []byte) {
	p.length(packedBlob, len(b))
	p.bytes = append(p.bytes, b...)
}

// text is NULL where the text follows from something else.
func (p *packer) text(implied bool, s string) {
	if implied {
		p.null()
		return
	}
	p.length(packedText, len(s))
	p.bytes = append(p.bytes, s...)
}

// moment and span are NULL where they are not known.
func (p *packer) moment(t incident.Time) {
	if !t.Known() {
		p.null()
		return
	}
	p.integer(int64(t))
}

func (p *packer) span(d incident.Span) {
	if !d.Known() {
		p.null()
		return
	}
	p.integer(int64(d))
}

func (p *packer) fingerprint(f incident.Fingerprint) {
	if f == "" {
		p.null()
		return
	}
	p.length(packedBlob, len(f))
	p.bytes = append(p.bytes, f...)
}

// put runs a statement for each of the rows and empties the packer.
func (p *packer) put(c *conn, statement string) error {
	if len(p.bytes) == 0 {
		return nil
	}
	_, _, err := c.number("SELECT put_rows(?, ?)", statement, p.bytes)
	p.reset()
	return err
}
