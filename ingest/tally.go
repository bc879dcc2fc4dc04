package ingest

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// tally counts lines. An entry is counted when it is complete, which may be lines later; settle squares the sum at the end.
type tally struct {
	read, used, other, rejected int64
	events                      int64
	reasons                     map[string]*incident.Reason
	strangers                   strangers
}

// maxReasons bounds the memory for reasons; those beyond it are counted under one name.
const maxReasons = 64

func (t *tally) reject(reason string, at incident.Pos, lines int64) {
	t.rejected += lines
	t.because(incident.Reason{Text: reason, Count: lines, First: at})
}

func (t *tally) because(r incident.Reason) {
	if t.reasons == nil {
		t.reasons = make(map[string]*incident.Reason)
	}
	known, ok := t.reasons[r.Text]
	if !ok && len(t.reasons) >= maxReasons {
		r.Text = "other reasons"
		known, ok = t.reasons[r.Text]
	}
	if ok {
		known.Count += r.Count
		return
	}
	t.reasons[r.Text] = &r
}

// add takes over the counts of a later part of the same text.
func (t *tally) add(u tally) {
	t.read += u.read
	t.used += u.used
	t.other += u.other
	t.rejected += u.rejected
	t.events += u.events
	t.strangers.add(u.strangers)
	for _, r := range u.sorted() {
		t.because(r)
	}
}

// settle makes read = used + other + rejected. A line that a format took into no entry is other; lines that an entry claims
// beyond those there are do not count.
func (t *tally) settle() {
	t.other += t.read - t.used - t.other - t.rejected
	for _, n := range []*int64{&t.used, &t.rejected} {
		if t.other >= 0 {
			break
		}
		give := min(*n, -t.other)
		*n -= give
		t.other += give
	}
}

// sorted are the reasons, most frequent first, then by text.
func (t *tally) sorted() []incident.Reason {
	var out []incident.Reason
	for _, r := range t.reasons {
		out = append(out, *r)
	}
	slices.SortFunc(out, func(a, b incident.Reason) int {
		return cmp.Or(cmp.Compare(b.Count, a.Count), cmp.Compare(a.Text, b.Text))
	})
	return out
}
