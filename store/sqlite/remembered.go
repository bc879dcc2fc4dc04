package sqlite

import "hash/maphash"

// remembered maps values of a dictionary to their ids. It holds 128 bits of hash instead of the values: one miss of the
// processor's cache a look-up, where a Go map takes three, and with seeds of its own nobody can make two values meet. What
// has few values in a row (hosts, keys) is found among the last ones, without a hash.
type remembered[V comparable] struct {
	seeds  [2]maphash.Seed
	slots  []rememberedSlot // open addressing with linear probing; the length is a power of two
	n      int
	recent []recentValue[V]
	next   int // of recent, to be replaced
}

type rememberedSlot struct {
	hash [2]uint64
	id   int64 // 0 where the slot is free
}

type recentValue[V comparable] struct {
	value V
	id    int64 // 0 where nothing is
}

// newRemembered looks at that many recent values first.
func newRemembered[V comparable](recent int) remembered[V] {
	return remembered[V]{
		seeds:  [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()},
		recent: make([]recentValue[V], recent),
	}
}

// find is the id of a value, 0 where it is not remembered.
func (r *remembered[V]) find(v V) int64 {
	for i := range r.recent {
		if r.recent[i].id != 0 && r.recent[i].value == v {
			return r.recent[i].id
		}
	}
	if r.n == 0 {
		return 0
	}
	id := r.slot(r.hash(v)).id
	if id != 0 {
		r.see(v, id)
	}
	return id
}

// enter remembers a value that is not.
func (r *remembered[V]) enter(v V, id int64) {
	if 4*r.n >= 3*len(r.slots) {
		r.grow()
	}
	hash := r.hash(v)
	*r.slot(hash) = rememberedSlot{hash, id}
	r.n++
	r.see(v, id)
}

func (r *remembered[V]) see(v V, id int64) {
	if len(r.recent) > 0 {
		r.recent[r.next] = recentValue[V]{v, id}
		r.next = (r.next + 1) % len(r.recent)
	}
}

func (r *remembered[V]) hash(v V) [2]uint64 {
	return [2]uint64{maphash.Comparable(r.seeds[0], v), maphash.Comparable(r.seeds[1], v)}
}

// slot is where a hash is, or the free slot where it belongs.
func (r *remembered[V]) slot(hash [2]uint64) *rememberedSlot {
	mask := uint64(len(r.slots) - 1)
	for i := hash[0] & mask; ; i = (i + 1) & mask {
		if s := &r.slots[i]; s.id == 0 || s.hash == hash {
			return s
		}
	}
}

func (r *remembered[V]) grow() {
	old := r.slots
	r.slots = make([]rememberedSlot, max(64, 2*len(old)))
	for _, s := range old {
		if s.id != 0 {
			*r.slot(s.hash) = s
		}
	}
}
