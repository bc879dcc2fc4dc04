// Package open picks a store's engine by its URL: the one table of engines.
package open

import (
	"context"
	"slices"
	"strings"

	"lapse/store"
	"lapse/store/mem"
	"lapse/store/sqlite"
)

// Options say how to open a store.
type Options struct {
	Existing bool // it must be there: what only reads must not leave an empty store behind
}

// Engine is one way of keeping facts.
type Engine struct {
	Scheme  string // of its URLs
	Example string
	Summary string

	open func(ctx context.Context, url string, o Options) (store.Store, error)
}

// Engines lists all engines; the first one takes plain paths.
func Engines() []Engine {
	return []Engine{
		{"sqlite", "lapse.db, sqlite:lapse.db", "one SQLite file (default); open it with sqlite3 or Datasette and ask v_event, v_rejection, v_issuance", openSQLite},
		{"mem", "mem:", "memory only, gone when the command ends", openMem},
	}
}

// Open opens the store that a path or a URL names; a plain path is an SQLite file. The caller closes it. Trouble with the
// store itself is a *store.Error.
func Open(ctx context.Context, url string, o Options) (store.Store, error) {
	scheme, ok := schemeOf(url)
	if !ok {
		scheme = Engines()[0].Scheme
	}
	for _, e := range Engines() {
		if e.Scheme == scheme {
			return e.open(ctx, url, o)
		}
	}
	return nil, &UnknownScheme{scheme}
}

// Temporary opens a private store that is removed when it is closed.
func Temporary(ctx context.Context) (store.Store, error) {
	s, err := sqlite.Temporary(ctx)
	if err != nil {
		return nil, err
	}
	return s, nil
}

// UnknownScheme is a URL whose scheme no engine has: a mistake of usage.
type UnknownScheme struct{ Scheme string }

// Error names the schemes that are known.
func (e *UnknownScheme) Error() string {
	var known []string
	for _, e := range Engines() {
		known = append(known, e.Scheme+":")
	}
	return "unknown kind of store \"" + e.Scheme + ":\" (known: " + strings.Join(known, " ") + "; a plain path is an SQLite file)"
}

// schemeOf cuts a scheme off a URL. One letter is a drive, and what follows a slash is no scheme: those are paths, as is
// everything that is not made of lower-case letters.
func schemeOf(url string) (scheme string, ok bool) {
	scheme, _, ok = strings.Cut(url, ":")
	letter := func(r rune) bool { return r >= 'a' && r <= 'z' }
	if !ok || len(scheme) < 2 || slices.ContainsFunc([]rune(scheme), func(r rune) bool { return !letter(r) }) {
		return "", false
	}
	return scheme, true
}

// openSQLite takes a path, sqlite:path and sqlite:///path.
func openSQLite(ctx context.Context, url string, o Options) (store.Store, error) {
	path := strings.TrimPrefix(url, "sqlite:")
	if path != url {
		path = strings.TrimPrefix(path, "//")
	}
	s, err := sqlite.Open(ctx, path, sqlite.Options{Existing: o.Existing})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func openMem(context.Context, string, Options) (store.Store, error) { return mem.New(), nil }
