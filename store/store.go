// Package store says what lapse asks of whatever keeps its facts. The engines live in the folders below: sqlite (the
// default, one file), mem (the reference), clickhouse (where one machine is outgrown). storetest is the suite that all of
// them pass; open picks one by the URL's scheme.
//
// The interface is small on purpose: facts go in by repeatable batches and come out as whole timelines, in one fixed order
// (bucket, identity, time, ID). No SQL, no offsets and no transaction across calls: so the same bytes come out of every
// engine, memory is bounded by one identity, and a sharded engine may do the sorting.
package store

import (
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
	Rejected       // only identities (and the nameless "") with at least one event whose Kind.Rejection() is true
)

// Store keeps events and the accounting of the sources they came from.
type Store interface {
	// Put adds events and says how many were not there before. It may be repeated with the same or overlapping
	// batches, in any order, by several writers: an event whose ID is already kept only adds its Pos to the sightings.
	// The kept Pos is the least of all its places. A batch is kept whole or not at all.
	Put(ctx context.Context, batch []incident.Event) (added int, err error)

	// PutSource records that a source was read to its end. The same path and hash again changes nothing; the same path
	// with another hash replaces the row.
	PutSource(ctx context.Context, s incident.Source) error

	// Sources lists what was read, ordered by path.
	Sources(ctx context.Context) ([]incident.Source, error)

	// Timelines hands out the timelines of the buckets in r, ordered by bucket, then identity (bytewise), each with its
	// events ordered by incident.Event.Compare. After an error nothing more follows, and what came before from this call
	// must not be used: a part counts only when it ended without one.
	Timelines(ctx context.Context, r Range, who Scope) iter.Seq2[*incident.Timeline, error]

	// Counts adds up what is kept.
	Counts(ctx context.Context) (Counts, error)

	Close() error
}

// Counts are sums over the whole store.
type Counts struct {
	Events     int64 // distinct
	Rejections int64 // of which Kind.Rejection()
	Identities int64 // the nameless "" not counted
}
