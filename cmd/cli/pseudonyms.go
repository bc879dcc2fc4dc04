package cli

import (
	"context"
	"os"
	"slices"

	"lapse/analyze/incident"
	"lapse/ingest"
	"lapse/ingest/token"
	"lapse/store"
)

// pseudonymSink replaces names before anything is kept, so that no output of the store can hold a real one.
type pseudonymSink struct {
	ingest.Sink
	names *token.Pseudonymizer
}

func (s pseudonymSink) Put(ctx context.Context, batch []incident.Event) (int, error) {
	for i := range batch {
		s.names.Event(&batch[i])
	}
	return s.Sink.Put(ctx, batch)
}

func (s pseudonymSink) PutSource(ctx context.Context, src incident.Source) error {
	src.Reasons = slices.Clone(src.Reasons)
	s.source(&src)
	return s.Sink.PutSource(ctx, src)
}

func (s pseudonymSink) source(src *incident.Source) {
	src.Path = s.names.Path(src.Path)
	for i := range src.Reasons {
		src.Reasons[i].First.File = s.names.Path(src.Reasons[i].First.File)
	}
}

// hidden tells whether a store was filled with --pseudonymize, by the first identity in it. An empty one may be.
func hidden(ctx context.Context, st store.Store) (bool, error) {
	for t, err := range (facts{st}).Timelines(ctx, 0, incident.Buckets, false) {
		if err != nil {
			return false, err
		}
		if t.Identity != "" {
			return token.IsPseudonym(t.Identity), nil
		}
	}
	return true, nil
}

// hideNames sets up --pseudonymize. It refuses to go on where names would be shown: they are replaced while logs are read, and
// a store keeps what was read before. --identity and --session may be given as they are in the logs.
func (c *common) hideNames(ctx context.Context, st store.Store) error {
	names, err := c.pseudonyms()
	if err != nil || names == nil {
		return err
	}
	ok, err := hidden(ctx, st)
	if err != nil {
		return err
	}
	if !ok {
		return usagef("--pseudonymize: the store was filled without it and keeps the names; read the logs into a new one: lapse ingest LOG... --store NEW.db --pseudonymize %s",
			token.RedactString(c.pseudonymize))
	}
	if !token.IsPseudonym(c.identity) {
		c.identity = names.Identity(c.identity)
	}
	if !token.IsPseudonym(c.session) {
		c.session = names.Session(c.session)
	}
	return nil
}

// pseudonyms reads the key of --pseudonymize; nil without it.
func (c *common) pseudonyms() (*token.Pseudonymizer, error) {
	if c.pseudonymize == "" {
		return nil, nil
	}
	key, err := os.ReadFile(c.pseudonymize)
	if err != nil {
		return nil, usagef("--pseudonymize: %s", plain(err))
	}
	if len(key) < minKey {
		return nil, usagef("--pseudonymize: %s holds %d bytes; a key needs at least %d: head -c 32 /dev/urandom > FILE", c.pseudonymize, len(key), minKey)
	}
	return token.NewPseudonymizer(key), nil
}

// minKey is how many bytes a pseudonym key needs, so that names cannot be found by trying keys.
const minKey = 16
