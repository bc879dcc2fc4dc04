// Package store says what lapse asks of whatever keeps its facts. The engines live in the folders below: sqlite (the
// default, one file), mem (the reference), clickhouse (where one machine is outgrown). storetest is the suite that all of
// them pass; open picks one by the URL's scheme.
//
// The interface is small on purpose: facts go in by repeatable batches and come out as whole timelines, in one fixed order
// (bucket, identity, time, ID). No SQL, no offsets and no transaction across calls: so the same bytes come out of every
// engine, memory is bounded by one identity, and a sharded engine may do the sorting.
package store

import (
	"cmp"
	"context"
	"iter"

	"lapse/analyze/incident"
)

// Range is a run of buckets [From, To): the unit of parallel work, of retry and of progress.
type Range struct{ From, To int }

// All is the range of every bucket.
func All() Range { return Range{0, incident.Buckets} }

// Scope says whose timelines are wanted.
type Scope int

const (
	Everyone Scope = iota
	Rejected       // identities with at least one event whose Kind.Rejection() is true, and always the nameless ""
)

// CompareIdentities is the order of timelines: by bucket, then bytewise.
func CompareIdentities(a, b string) int {
	return cmp.Or(cmp.Compare(incident.Bucket(a), incident.Bucket(b)), cmp.Compare(a, b))
}

// Store keeps events and the accounting of the sources they came from.
type Store interface {
	// Put adds events and says how many were not there before, as far as this process can know. It may be repeated with
	// the same or overlapping batches, in any order, by several writers: an event whose ID is already kept only adds its
	// Pos to the sightings. The kept Pos is the least of all its places, and what the record at that place says is what is
	// kept (see Merge). Records of one ID must agree on Kind, Identity and SortTime, which follow from the line's content.
	// A batch is kept whole or not at all; an error may come with a later call, the latest with the next that reads, or Close.
	Put(ctx context.Context, batch []incident.Event) (added int, err error)

	// PutSource records that a source was read to its end. The same path and hash again changes nothing; the same path
	// with another hash replaces the row. A source is never kept without the events that were put before it.
	PutSource(ctx context.Context, s incident.Source) error

	// Sources lists what was read, ordered by path.
	Sources(ctx context.Context) ([]incident.Source, error)

	// Timelines hands out the timelines of the buckets in r, ordered by bucket, then identity (bytewise), each with its
	// events ordered by incident.Event.Compare. A timeline and its events are good until the next one is asked for: their
	// memory is used again, and who keeps one takes a Clone. What they point to (text, sightings) stays. Several iterations
	// may be under way at once, but no Put while one is. After an error nothing more follows, and what came before from this
	// call must not be used: a part counts only when it ended without one.
	Timelines(ctx context.Context, r Range, who Scope) iter.Seq2[*incident.Timeline, error]

	// Counts adds up what is kept. Sightings count nothing.
	Counts(ctx context.Context) (Counts, error)

	// Close makes everything that was put durable and readable. The store must not be used after it.
	Close() error
}

// Counts are sums over the whole store.
type Counts struct {
	Events     int64 // distinct
	Rejections int64 // of which Kind.Rejection()
	Identities int64 // the nameless "" not counted
}
