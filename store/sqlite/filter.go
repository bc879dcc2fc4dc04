package sqlite

import (
	"encoding/binary"

	"lapse/analyze/incident"
)

// filter is a Bloom filter over IDs, two bytes for each: what it denies was never added, and of what was never added it
// denies all but 1 in 400 (four probes at 16 bits an ID: (1 − e^(−4/16))^4).
type filter []uint64

func newFilter(ids int) filter {
	words := 1
	for 64*words < 16*ids {
		words *= 2
	}
	return make(filter, words)
}

// probes are the four bits of an ID, which is a hash already.
func (f filter) probes(id *incident.ID) [4]uint32 {
	mask := uint32(64*len(f) - 1)
	return [4]uint32{
		binary.LittleEndian.Uint32(id[0:]) & mask,
		binary.LittleEndian.Uint32(id[4:]) & mask,
		binary.LittleEndian.Uint32(id[8:]) & mask,
		binary.LittleEndian.Uint32(id[12:]) & mask,
	}
}

func (f filter) add(id *incident.ID) {
	for _, p := range f.probes(id) {
		f[p/64] |= 1 << (p % 64)
	}
}

func (f filter) has(id *incident.ID) bool {
	for _, p := range f.probes(id) {
		if f[p/64]&(1<<(p%64)) == 0 {
			return false
		}
	}
	return true
}
