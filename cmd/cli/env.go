package cli

import (
	"io"
	"os"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/term"
)

// Env is the world outside of the program: the only streams, wall clock, environment and terminal it may use.
type Env struct {
	Stdin          io.Reader
	Stdout, Stderr io.Writer
	Now            func() time.Time
	Getenv         func(string) string
	StdoutTerminal bool
	StderrTerminal bool
	Width          int // columns of the terminal, 0 if there is none
	Interrupts     chan os.Signal
	Exit           func(status int) // ends the process at once: for who interrupts twice
}

// System is the real world.
func System() Env {
	e := Env{
		Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr,
		Now: time.Now, Getenv: os.Getenv,
		StdoutTerminal: term.IsTerminal(int(os.Stdout.Fd())),
		StderrTerminal: term.IsTerminal(int(os.Stderr.Fd())),
		Interrupts:     make(chan os.Signal, 2),
		Exit:           os.Exit,
	}
	if w, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil {
		e.Width = w
	}
	// A reader that leaves early (`| head`) must come back as a write error, so that temporary files are removed.
	signal.Ignore(syscall.SIGPIPE)
	signal.Notify(e.Interrupts, os.Interrupt, syscall.SIGTERM)
	return e
}

// Color decides whether to colour what goes to standard output: --color, then NO_COLOR and TERM, then the terminal.
func (e Env) Color(mode string) bool {
	switch mode {
	case "always":
		return true
	case "never":
		return false
	}
	return e.StdoutTerminal && e.Getenv("NO_COLOR") == "" && e.Getenv("TERM") != "dumb"
}
