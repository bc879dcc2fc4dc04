package analyze

import (
	"cmp"
	"container/heap"
	"slices"

	"lapse/analyze/incident"
)

// part is verdicts as they were given, in blocks so that none is copied when there are more, and their order. What is
// sorted is where they stand, since a verdict is large.
type part struct {
	blocks [][]incident.Verdict
	order  []place
}

// largestBlock is how many verdicts a block holds at most.
const largestBlock = 256

// place is where a verdict stands in a part.
type place struct {
	millisecond int64 // by which verdicts are ordered first; most comparisons end here
	block, item int32
}

func (p *part) at(i place) *incident.Verdict { return &p.blocks[i.block][i.item] }

func (p *part) add(v *incident.Verdict) {
	last := len(p.blocks) - 1
	if last < 0 || len(p.blocks[last]) == cap(p.blocks[last]) {
		size := 16
		if last >= 0 {
			size = min(2*cap(p.blocks[last]), largestBlock)
		}
		p.blocks = append(p.blocks, make([]incident.Verdict, 0, size))
		last++
	}
	p.blocks[last] = append(p.blocks[last], *v)
}

// sort puts the verdicts in order.
func (p *part) sort() {
	for b := range p.blocks {
		for i := range p.blocks[b] {
			p.order = append(p.order, place{p.blocks[b][i].Time.Milliseconds(), int32(b), int32(i)})
		}
	}
	slices.SortFunc(p.order, func(a, b place) int {
		if a.millisecond != b.millisecond {
			return cmp.Compare(a.millisecond, b.millisecond)
		}
		return cmp.Or(compare(p.at(a), p.at(b)), cmp.Compare(a.block, b.block), cmp.Compare(a.item, b.item))
	})
}

// compare orders verdicts, also those that two identities have on one event.
func compare(v, w *incident.Verdict) int {
	return cmp.Or(v.Compare(w), cmp.Compare(v.Identity, w.Identity))
}

// inOrder joins parts that are sorted, with one verdict an event: an event that names no identity may have been claimed by
// two.
func inOrder(parts []part) []incident.Verdict {
	n, q := 0, make(queue, 0, len(parts))
	for i := range parts {
		if k := len(parts[i].order); k > 0 {
			n += k
			q = append(q, &parts[i])
		}
	}
	heap.Init(&q)
	all, changed := make([]incident.Verdict, 0, n), renaming{}
	for len(q) > 0 {
		v := q[0].at(q[0].order[0])
		if last := len(all) - 1; last >= 0 && all[last].Event == v.Event && all[last].Time == v.Time {
			changed.without(v)
		} else {
			all = append(all, *v)
			changed.rename(&all[len(all)-1])
		}
		if q[0].order = q[0].order[1:]; len(q[0].order) > 0 {
			heap.Fix(&q, 0)
		} else {
			heap.Pop(&q)
		}
	}
	return all
}

// queue is a heap of parts, the one with the earliest verdict on top. No two have an equal one: each identity is in one.
type queue []*part

func (q queue) Len() int      { return len(q) }
func (q queue) Swap(i, k int) { q[i], q[k] = q[k], q[i] }
func (q queue) Less(i, k int) bool {
	a, b := q[i].order[0], q[k].order[0]
	if a.millisecond != b.millisecond {
		return a.millisecond < b.millisecond
	}
	return compare(q[i].at(a), q[k].at(b)) < 0
}

// Push implements heap.Interface; parts are all there from the start.
func (q *queue) Push(x any) { *q = append(*q, x.(*part)) }

// Pop implements heap.Interface.
func (q *queue) Pop() any {
	last := len(*q) - 1
	p := (*q)[last]
	*q = (*q)[:last]
	return p
}
