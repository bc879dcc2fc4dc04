// Package open picks a store's engine by its URL: the one table of engines.
package open

import (
	"context"
	"slices"
	"strings"

	"lapse/store"
	"lapse/store/clickhouse"
	"lapse/store/mem"
	"lapse/store/sqlite"
)

// Options say how to open a store.
type Options struct {
	Existing bool // it must be there: what only reads must not leave an empty store behind
	Load     bool // much is about to be put: a store that is not there may appear only with the first read, or Close
}

// Engine is one way of keeping facts.
type Engine struct {
	Scheme  string // of its URLs
	Example string
	Summary string

	open  func(ctx context.Context, url string, o Options) (store.Store, error)
	init  func(ctx context.Context, url string) error // creates what is missing
	check func(ctx context.Context, url string) ([]store.Finding, error)
}

// Engines lists all engines; the first one takes plain paths.
func Engines() []Engine {
	return []Engine{
		{"sqlite", "lapse.db, sqlite:lapse.db", "one SQLite file (default); open it with sqlite3 or Datasette and ask v_event, v_rejection, v_issuance",
			openSQLite, initSQLite, checkSQLite},
		{"clickhouse", "clickhouse://user@host:9000/lapse?cluster=NAME&password_env=VAR", "a ClickHouse cluster, where one machine is outgrown; `lapse store init` creates its tables",
			openClickHouse, clickhouse.Init, clickhouse.Check},
		{"mem", "mem:", "memory only, gone when the command ends", openMem, initMem, checkMem},
	}
}

// Open opens the store that a path or a URL names; a plain path is an SQLite file. The caller closes it. Trouble with the
// store itself is a *store.Error.
func Open(ctx context.Context, url string, o Options) (store.Store, error) {
	e, err := engineOf(url)
	if err != nil {
		return nil, err
	}
	return e.open(ctx, url, o)
}

// Init creates what a store needs before its first use: the tables of a cluster, an empty file. What is there stays.
func Init(ctx context.Context, url string) error {
	e, err := engineOf(url)
	if err != nil {
		return err
	}
	return e.init(ctx, url)
}

// Check looks whether a store is as it should be. The error is for what keeps it from looking at all.
func Check(ctx context.Context, url string) ([]store.Finding, error) {
	e, err := engineOf(url)
	if err != nil {
		return nil, err
	}
	return e.check(ctx, url)
}

func engineOf(url string) (Engine, error) {
	scheme, ok := schemeOf(url)
	if !ok {
		return Engines()[0], nil
	}
	for _, e := range Engines() {
		if e.Scheme == scheme {
			return e, nil
		}
	}
	return Engine{}, &UnknownScheme{scheme}
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

// pathOf takes a path, sqlite:path and sqlite:///path.
func pathOf(url string) string {
	path, ok := strings.CutPrefix(url, "sqlite:")
	if ok {
		path = strings.TrimPrefix(path, "//")
	}
	return path
}

func openSQLite(ctx context.Context, url string, o Options) (store.Store, error) {
	s, err := sqlite.Open(ctx, pathOf(url), sqlite.Options{Existing: o.Existing, Load: o.Load})
	if err != nil {
		return nil, err
	}
	return s, nil
}

func initSQLite(ctx context.Context, url string) error {
	s, err := sqlite.Open(ctx, pathOf(url), sqlite.Options{})
	if err != nil {
		return err
	}
	return s.Close()
}

func checkSQLite(ctx context.Context, url string) ([]store.Finding, error) {
	return sqlite.Check(ctx, pathOf(url))
}

func openClickHouse(ctx context.Context, url string, _ Options) (store.Store, error) {
	s, err := clickhouse.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	return s, nil
}

func openMem(context.Context, string, Options) (store.Store, error) { return mem.New(), nil }

func initMem(context.Context, string) error { return nil }

func checkMem(context.Context, string) ([]store.Finding, error) {
	return []store.Finding{{OK: true, Text: "memory needs nothing"}}, nil
}
