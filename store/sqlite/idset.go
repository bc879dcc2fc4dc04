package sqlite

import (
	"encoding/binary"

	"lapse/analyze/incident"
)

// idSet maps IDs to rows. IDs are hashes already, so eight of their bytes serve as the hash; it takes a third of the
// memory and time of a Go map, and every event of an ingest goes through it.
type idSet struct {
	ids  []incident.ID // open addressing with linear probing; the length is a power of two
	rows []uint32      // seq − base, 0 where the slot is free
	base int64         // all rows are beyond it
	n    int
}

// reserve makes room for n more, so that slots keep their place while they are entered.
func (s *idSet) reserve(n int) {
	for 4*(s.n+n) >= 3*len(s.ids) {
		s.grow()
	}
}

// find is the slot of an ID, or the free one where it belongs. There must be a free one: see reserve.
func (s *idSet) find(id incident.ID) (slot int, ok bool) {
	mask := uint64(len(s.ids) - 1)
	i := binary.LittleEndian.Uint64(id[:]) & mask
	for s.rows[i] != 0 && s.ids[i] != id {
		i = (i + 1) & mask
	}
	return int(i), s.rows[i] != 0
}

// enter puts an ID into the free slot that find gave.
func (s *idSet) enter(slot int, id incident.ID, seq int64) {
	s.ids[slot] = id
	s.n++
	s.move(slot, seq)
}

// move changes the row of an ID.
func (s *idSet) move(slot int, seq int64) { s.rows[slot] = uint32(seq - s.base) }

func (s *idSet) row(slot int) int64 { return s.base + int64(s.rows[slot]) }

func (s *idSet) grow() {
	old := *s
	size := max(1024, 2*len(old.ids))
	s.ids, s.rows = make([]incident.ID, size), make([]uint32, size)
	for i, row := range old.rows {
		if row != 0 {
			slot, _ := s.find(old.ids[i])
			s.ids[slot], s.rows[slot] = old.ids[i], row
		}
	}
}

// filter is a Bloom filter over what is in the set.
func (s *idSet) filter() filter {
	f := newFilter(s.n)
	for i, row := range s.rows {
		if row != 0 {
			f.add(&s.ids[i])
		}
	}
	return f
}
