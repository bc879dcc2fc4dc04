package sqlite

import (
	"context"
	"errors"
	"io/fs"
	"syscall"

	"github.com/mattn/go-sqlite3"

	"lapse/store"
)

// plain turns what SQLite and the system say into what a user can act on.
func (s *Store) plain(err error) error { return plain(s.path, err) }

func plain(path string, err error) error {
	var known *store.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	problem, detail := problemOf(err)
	if problem == "" {
		return &store.Error{Store: path, Problem: store.Unreadable, Detail: err.Error(), Err: err}
	}
	return &store.Error{Store: path, Problem: problem, Detail: detail, Err: err}
}

func problemOf(err error) (store.Problem, string) {
	var e sqlite3.Error
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return store.NotThere, ""
	case errors.Is(err, fs.ErrPermission):
		return store.Forbidden, ""
	case !errors.As(err, &e):
		return "", ""
	}
	switch e.Code {
	case sqlite3.ErrFull:
		return store.Full, "what was committed is kept"
	case sqlite3.ErrReadonly:
		return store.ReadOnly, ""
	case sqlite3.ErrBusy, sqlite3.ErrLocked:
		return store.InUse, "waited for it without success; try again when the other has ended"
	case sqlite3.ErrCorrupt:
		return store.Damaged, "ingest the logs into a new store"
	case sqlite3.ErrNotADB:
		return store.Foreign, "not an SQLite file"
	case sqlite3.ErrCantOpen, sqlite3.ErrPerm, sqlite3.ErrAuth:
		return store.Forbidden, ""
	}
	if full(e.SystemErrno) {
		return store.Full, "what was committed is kept"
	}
	return "", ""
}

// full tells whether the system refused to let a file grow.
func full(e syscall.Errno) bool {
	return e == syscall.ENOSPC || e == syscall.EDQUOT || e == syscall.EFBIG
}
