package store

import "errors"

// Problem is what can be wrong with a store itself, so that a program may tell its user in one plain line.
type Problem string

const (
	NotThere   Problem = "does not exist"
	Foreign    Problem = "is not a lapse store"
	Newer      Problem = "was written by a newer version of lapse"
	ReadOnly   Problem = "is read-only"
	Full       Problem = "cannot grow: the disk (or a size limit) is full"
	InUse      Problem = "is in use by another lapse"
	Damaged    Problem = "is damaged"
	Forbidden  Problem = "cannot be opened: permission denied"
	Unreadable Problem = "cannot be reached"
)

// Error is trouble with a store that its user can do something about. What was committed before it is kept.
type Error struct {
	Store   string // the path or the URL without its secrets
	Problem Problem
	Detail  string // what was found, or what to do; "" if there is nothing to add
	Err     error  // the engine's own error, for errors.Is; may be nil
}

// Error is one line: store, problem, detail. The engine's own words are left out.
func (e *Error) Error() string {
	s := e.Store + " " + string(e.Problem)
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s
}

// Unwrap gives the engine's own error.
func (e *Error) Unwrap() error { return e.Err }

// Is tells whether err is a store's trouble of that kind.
func Is(err error, p Problem) bool {
	var e *Error
	return errors.As(err, &e) && e.Problem == p
}
