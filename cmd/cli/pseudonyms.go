package cli

import (
	"context"

	"lapse/analyze/incident"
	"lapse/ingest"
	"lapse/ingest/token"
)

// pseudonymSink replaces names before anything is kept, so that no output of the store can hold a real one.
type pseudonymSink struct {
	ingest.Sink
	names *token.Pseudonymizer
	paths map[string]string // of files that are named after a device, as their events had them
}

func (s pseudonymSink) Put(ctx context.Context, batch []incident.Event) (int, error) {
	for i := range batch {
		before := batch[i].Pos.File
		s.names.Event(&batch[i])
		if after := batch[i].Pos.File; after != before {
			s.paths[before] = after
		}
	}
	return s.Sink.Put(ctx, batch)
}

func (s pseudonymSink) PutSource(ctx context.Context, src incident.Source) error {
	src.Path = s.path(src.Path)
	for i := range src.Reasons {
		src.Reasons[i].First.File = s.path(src.Reasons[i].First.File)
	}
	return s.Sink.PutSource(ctx, src)
}

func (s pseudonymSink) path(p string) string {
	if after, ok := s.paths[p]; ok {
		return after
	}
	return p
}
