package token

import "hash/maphash"

// memo gives equal texts one string, so that what the tokens of a log have in common (issuers, the second of minting) is
// allocated once. It forgets: a slot holds the last text that fell into it. There are few slots, because a miss of the
// processor's cache takes longer than an allocation. The zero value is ready.
type memo struct {
	seed  maphash.Seed
	slots []string
}

const memoSlots = 512

// of is string(text), remembered.
func (m *memo) of(text []byte) string {
	if m.slots == nil {
		m.seed, m.slots = maphash.MakeSeed(), make([]string, memoSlots)
	}
	slot := &m.slots[maphash.Bytes(m.seed, text)%memoSlots]
	if *slot != string(text) {
		*slot = string(text)
	}
	return *slot
}
