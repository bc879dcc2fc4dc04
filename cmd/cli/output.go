package cli

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lapse/analyze/report"
)

// render writes a document to every -o FILE, in the format of its suffix, and to standard output: in --format or, without
// one, as a table for people and in the piped format for programs. With -o and no --format, standard output stays empty.
func (c *common) render(env Env, piped string, write func(w io.Writer, format string, o report.Options) error) error {
	for _, path := range c.out {
		format, err := formatOf(path)
		if err != nil {
			return err
		}
		err = writeFile(path, func(w io.Writer) error { return write(w, format, report.Options{Full: path}) })
		if err != nil {
			return err
		}
	}
	if c.format == "" && len(c.out) > 0 {
		return nil
	}
	format := c.stdoutFormat(env, piped)
	return buffered(env.Stdout, func(w io.Writer) error { return write(w, format, style(env, c)) })
}

// style is how text looks on standard output.
func style(env Env, c *common) report.Options {
	return report.Options{Width: env.Width, Color: env.Color(c.color), ASCII: env.Getenv("TERM") == "dumb"}
}

// stdoutFormat is --format or, without one, a table for people and the piped format for programs.
func (c *common) stdoutFormat(env Env, piped string) string {
	switch {
	case c.format != "":
		return c.format
	case env.StdoutTerminal:
		return "table"
	}
	return piped
}

// checkOutput finds out before anything is read that what --format and -o ask for cannot be written.
func (c *common) checkOutput() error {
	if c.formats == nil {
		return nil
	}
	if c.format != "" && !slices.Contains(c.formats, c.format) {
		return usagef("--format %q: it is one of %s", c.format, strings.Join(c.formats, ", "))
	}
	for _, path := range c.out {
		format, err := formatOf(path)
		if err != nil || !slices.Contains(c.formats, format) {
			return usagef("-o %s: the suffix picks the format; it is one of %s", path, strings.Join(suffixes(c.formats), " "))
		}
		if folder := filepath.Dir(path); !isFolder(folder) {
			return usagef("-o %s: there is no folder %s", path, folder)
		}
	}
	return nil
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// formatOf picks a format by a file's suffix.
func formatOf(path string) (string, error) {
	suffix := strings.ToLower(filepath.Ext(path))
	for _, f := range report.Formats() {
		if f.Suffix != "" && f.Suffix == suffix {
			return f.Name, nil
		}
	}
	return "", usagef("-o %s: no format has that suffix", path)
}

// suffixes are those of some formats.
func suffixes(formats []string) (out []string) {
	for _, f := range report.Formats() {
		if f.Suffix != "" && slices.Contains(formats, f.Name) {
			out = append(out, f.Suffix)
		}
	}
	return out
}

// writeFile writes a file whole or not at all: into a temporary file beside it (0600), synced, then renamed.
func writeFile(path string, write func(io.Writer) error) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".lapse-*")
	if err != nil {
		return &fs.PathError{Op: "create", Path: path, Err: errors.Unwrap(err)}
	}
	defer func() {
		if err != nil {
			f.Close()
			os.Remove(f.Name())
			err = inPlaceOf(err, f.Name(), path)
		}
	}()
	w := bufio.NewWriterSize(f, 1<<16)
	if err = write(w); err != nil {
		return err
	}
	if err = w.Flush(); err != nil {
		return err
	}
	if err = f.Sync(); err != nil {
		return err
	}
	if err = f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}

// inPlaceOf names the file that was asked for in an error about the temporary one.
func inPlaceOf(err error, temporary, path string) error {
	var p *fs.PathError
	if errors.As(err, &p) && p.Path == temporary {
		return &fs.PathError{Op: p.Op, Path: path, Err: p.Err}
	}
	return err
}

// buffered gives standard output a buffer and reports the error of the last write too.
func buffered(out io.Writer, write func(io.Writer) error) error {
	w := bufio.NewWriterSize(out, 1<<16)
	if err := write(w); err != nil {
		return err
	}
	return w.Flush()
}
