package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"strings"
	"syscall"

	"lapse/analyze/report"
	"lapse/ingest/token"
)

// Exit statuses; the contract names them, docs/commands.md explains them.
const (
	exitDone        = 0
	exitGate        = 1
	exitUsage       = 2
	exitInput       = 3
	exitIncomplete  = 4
	exitFailed      = 5
	exitInterrupted = 130
)

// failure is an error that knows its exit status and, if there is one, the hint that helps.
type failure struct {
	status int
	err    error
	hint   string
}

func (f *failure) Error() string { return f.err.Error() }
func (f *failure) Unwrap() error { return f.err }

func usagef(format string, args ...any) error {
	return &failure{status: exitUsage, err: fmt.Errorf(format, args...)}
}

func inputf(hint, format string, args ...any) error {
	return &failure{status: exitInput, err: fmt.Errorf(format, args...), hint: hint}
}

func gatef(format string, args ...any) error {
	return &failure{status: exitGate, err: fmt.Errorf(format, args...)}
}

func incompletef(format string, args ...any) error {
	return &failure{status: exitIncomplete, err: fmt.Errorf(format, args...)}
}

// statusOf is the one place where an error becomes an exit status.
func statusOf(err error) int {
	var f *failure
	switch {
	case err == nil:
		return exitDone
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	case errors.As(err, &f):
		return f.status
	case errors.Is(err, syscall.EPIPE):
		return exitDone
	}
	return exitFailed
}

// tell prints an error as one line, and its hint as another unless quiet, on standard error. A closed pipe is nobody's mistake.
func tell(w io.Writer, err error, asJSON, quiet bool) {
	if errors.Is(err, syscall.EPIPE) {
		return
	}
	text, hint := plain(err), ""
	if f := (*failure)(nil); errors.As(err, &f) && !quiet {
		hint = f.hint
	}
	if errors.Is(err, context.Canceled) {
		text, hint = "interrupted; what was committed is kept, and the next run goes on from there", ""
	}
	line := func(prefix, level, text string) {
		if asJSON {
			prefix, text = "", messageJSON(level, text)
		}
		fmt.Fprintln(w, prefix+harmless(text))
	}
	line("lapse: ", "error", text)
	if hint != "" {
		line("hint: ", "hint", hint)
	}
}

// messageJSON is a message as --log-format json shows it.
func messageJSON(level, text string) string {
	return fmt.Sprintf("{\"level\":%q,\"msg\":%q}", level, text)
}

// harmless takes secrets and control characters out of a message: it may quote the command line, a file's name, or a line of
// a configuration.
func harmless(text string) string {
	lines := strings.Split(token.RedactString(text), "\n")
	for i := range lines {
		lines[i] = report.Clean(lines[i])
	}
	return strings.Join(lines, "\n")
}

// plain takes the operation ("open", "stat") off a path error: the path and the reason are what a reader needs.
func plain(err error) string {
	var p *fs.PathError
	if errors.As(err, &p) && err == error(p) {
		return p.Path + ": " + p.Err.Error()
	}
	return err.Error()
}
