// Package ingest turns bytes into facts: sources → entries → events → Sink, in batches, with the accounting.
package ingest

import (
	"context"

	"lapse/analyze/incident"
)

// Sink is what ingest needs of a store; every store.Store is one.
type Sink interface {
	// Put keeps a batch whole or not at all and says how many of its events are new. It may be repeated.
	Put(ctx context.Context, batch []incident.Event) (added int, err error)
	// PutSource records that a source was read to its end.
	PutSource(ctx context.Context, s incident.Source) error
}
