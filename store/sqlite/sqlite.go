// Package sqlite keeps facts in one SQLite file, the default store.
//
// An event is one narrow row in table event, in the order of arrival. What it shares with others (file, format, clocks,
// messages, names) stands once, in dictionary tables; so a million issuances take about 120 bytes each. No index is
// maintained while rows come in: reading by identity lives on the order within each batch (run.go), telling repeats on
// memory and a table that is loaded in sorted order (known.go). Views make the file readable for people: see
// migrations/0001_facts.sql.
package sqlite

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"lapse/store"
)

// Options say how to open a file.
type Options struct {
	Existing bool          // the file must be there; otherwise it is created
	Private  bool          // nobody else uses it and a crash may lose it: faster, and removed at Close
	Load     bool          // much is about to be put: a file that is not there appears with the first read, or Close (load.go)
	Wait     time.Duration // how long to wait for another process's transaction; 0 is a minute

	limits limits // for tests; the usual ones where zero
}

// Store is an open file. It is safe for use by several goroutines, and several processes may have the same file open.
type Store struct {
	path    string // as the user named it
	file    string // the same, absolute
	options Options

	writing sync.Mutex
	w       *writer // nil where the file cannot be written to
	load    string  // the file that w fills until file is published, "" otherwise

	reading sync.Mutex
	readers []*reader // idle
}

// Open opens the store in the file at path, which it creates unless told otherwise. Trouble that the user can do
// something about is a *store.Error.
func Open(ctx context.Context, path string, o Options) (*Store, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	abs, err := filepath.Abs(path)
	if err != nil {
		return nil, err
	}
	s := &Store{path: path, file: abs, options: o}
	if err := s.open(); err != nil {
		return nil, plain(path, err)
	}
	return s, nil
}

// Temporary opens a private store in a new file of the system's folder for temporary files.
func Temporary(ctx context.Context) (*Store, error) {
	f, err := os.CreateTemp("", "lapse-*.db") // mode 0600
	if err != nil {
		return nil, err
	}
	if err := f.Close(); err != nil {
		return nil, err
	}
	s, err := Open(ctx, f.Name(), Options{Existing: true, Private: true})
	if err != nil {
		os.Remove(f.Name())
		return nil, err
	}
	return s, nil
}

func (s *Store) open() error {
	if s.options.Load && !exists(s.file) {
		return s.beginLoad()
	}
	return s.openFile()
}

// openFile opens the file at its place.
func (s *Store) openFile() error {
	canWrite, err := touch(s.file, s.options.Existing)
	if err != nil {
		return err
	}
	if err := recognise(s.file); err != nil {
		return err
	}
	if canWrite {
		return s.openWriter(s.file, writing(s.options))
	}
	r, err := s.dialReader()
	if err != nil {
		return err
	}
	s.giveBack(r)
	return nil
}

// touch makes the file unless it is there, readable by its owner only, and tells whether it may be written to.
func touch(path string, existing bool) (canWrite bool, err error) {
	flags := os.O_RDWR
	if !existing {
		flags |= os.O_CREATE
	}
	f, err := os.OpenFile(path, flags, 0o600)
	if errors.Is(err, fs.ErrPermission) || errors.Is(err, syscall.EROFS) {
		if _, err2 := os.Stat(path); err2 == nil {
			return false, nil
		}
	}
	if err != nil {
		return false, err
	}
	return true, f.Close()
}

func (s *Store) openWriter(file string, settings url.Values) error {
	c, err := dial(dsn(file, settings))
	if err != nil {
		return err
	}
	err = migrate(c, s.path)
	if err == nil && !settings.Has(journalMode) { // after the schema: see applicationID
		err = s.patiently(func() error { return c.script(walJournal) })
	}
	if err != nil {
		c.close()
		return err
	}
	s.w = &writer{conn: c, dictionaries: newDictionaries(), known: known{limits: cmp.Or(s.options.limits, usualLimits)}}
	return nil
}

// patiently repeats what SQLite gives up at once where another process is at it, without the busy timeout: the change of
// the journal's mode.
func (s *Store) patiently(f func() error) error {
	const pause = 5 * time.Millisecond
	deadline := time.Now().Add(s.options.wait())
	for {
		err := f()
		if problem, _ := problemOf(err); problem != store.InUse || time.Now().After(deadline) {
			return err
		}
		time.Sleep(pause)
	}
}

// writable refuses where the file can only be read.
func (s *Store) writable() error {
	if s.w == nil {
		return &store.Error{Store: s.path, Problem: store.ReadOnly}
	}
	return nil
}

func (s *Store) dialReader() (*reader, error) {
	c, err := dial(dsn(s.file, reading(s.options, s.w == nil && !exists(s.file+"-wal"))))
	if err != nil {
		return nil, err
	}
	if s.w == nil {
		if err := migrate(c, s.path); err != nil { // which cannot write: the schema must be there
			c.close()
			return nil, err
		}
	}
	return &reader{conn: c, dictionaries: newDictionaries()}, nil
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// borrow hands out an idle reader, or a new one.
func (s *Store) borrow() (*reader, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if err := s.endLoad(); err != nil {
		return nil, err
	}
	if n := len(s.readers); n > 0 {
		r := s.readers[n-1]
		s.readers = s.readers[:n-1]
		return r, nil
	}
	return s.dialReader()
}

func (s *Store) giveBack(r *reader) {
	s.reading.Lock()
	defer s.reading.Unlock()
	s.readers = append(s.readers, r)
}

// Close implements store.Store.
func (s *Store) Close() error {
	var errs []error
	for _, r := range s.readers {
		errs = append(errs, r.close())
	}
	s.readers = nil
	if s.load != "" {
		errs = append(errs, s.publish())
	}
	if s.w != nil {
		errs = append(errs, s.w.close())
	}
	if s.options.Private {
		errs = append(errs, os.Remove(s.file))
	}
	return s.plain(errors.Join(errs...))
}
