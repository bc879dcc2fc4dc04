package cli

import (
	"context"
	"errors"
	"io/fs"
	"iter"
	"os"

	"lapse/analyze/incident"
	"lapse/store"
	"lapse/store/open"
)

// defaultStore is where `ingest` keeps facts without --store, and where the others look without LOG.
const defaultStore = "lapse.db"

// facts makes a store what analysis asks for.
type facts struct{ store.Store }

func (f facts) Timelines(ctx context.Context, from, to int, rejectedOnly bool) iter.Seq2[*incident.Timeline, error] {
	who := store.Everyone
	if rejectedOnly {
		who = store.Rejected
	}
	return f.Store.Timelines(ctx, store.Range{From: from, To: to}, who)
}

// everyone reads all timelines, of those who had no trouble too.
func everyone(ctx context.Context, l *loaded) (all []incident.Timeline, err error) {
	for t, err := range (facts{l.store}).Timelines(ctx, 0, incident.Buckets, false) {
		if err != nil {
			return nil, err
		}
		all = append(all, *t.Clone())
	}
	return all, nil
}

// openStore opens --store or, without it, a private temporary store for a command that is given logs and lapse.db for one
// that is not.
func (c *common) openStore(ctx context.Context, logs []string) (store.Store, error) {
	if c.store != "" {
		return openNamed(ctx, c.store, open.Options{Existing: len(logs) == 0, Load: len(logs) > 0})
	}
	if len(logs) > 0 {
		return open.Temporary(ctx)
	}
	if _, err := os.Stat(defaultStore); errors.Is(err, fs.ErrNotExist) {
		return nil, errNothingNamed
	}
	return openNamed(ctx, defaultStore, open.Options{Existing: true})
}

// errNothingNamed is that of a command which was told neither logs nor a store.
var errNothingNamed = usagef("nothing to read: name LOG files or folders, or a --store that `lapse ingest` filled")

func openNamed(ctx context.Context, url string, o open.Options) (store.Store, error) {
	st, err := open.Open(ctx, url, o)
	return st, asUnknownScheme(err)
}
