package source

import (
	"bytes"
	"compress/gzip"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// seen is what a walk gave of one text: "12 some line" a line, in order.
type seen struct {
	Path      string
	Host      string
	Lines     []string
	Truncated string
}

// readAll walks everything that args name and reads it line by line.
func readAll(t *testing.T, l Limits, args []string, stdin string) ([]seen, []Trouble) {
	t.Helper()
	files, troubles := Resolve(args, strings.NewReader(stdin))
	var out []seen
	for _, f := range files {
		more, err := f.Walk(context.Background(), Options{Limits: l}, func(x *Text) error {
			s := seen{Path: x.Path, Host: x.Label.Host, Lines: readLines(t, x)}
			s.Truncated = x.End().Truncated
			out = append(out, s)
			return nil
		})
		if err != nil {
			t.Fatalf("Walk(%s): %v", f.Path, err)
		}
		troubles = append(troubles, more...)
	}
	return out, troubles
}

func readLines(t *testing.T, x *Text) []string {
	t.Helper()
	var lines []string
	next := int64(1)
	for {
		c, err := x.Next(nil)
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		if c.First != next {
			t.Errorf("chunk begins at line %d, want %d", c.First, next)
		}
		next += c.Lines
		if c.Long > 0 {
			lines = append(lines, fmt.Sprintf("%d too long: %d", c.First, c.Long))
			continue
		}
		for i, line := range strings.Split(strings.TrimSuffix(string(c.Data), "\n"), "\n") {
			lines = append(lines, fmt.Sprintf("%d %s", c.First+int64(i), line))
		}
	}
}

// folder writes files below a new folder and makes it the current one.
func folder(t *testing.T, files map[string]string) {
	t.Helper()
	t.Chdir(t.TempDir())
	for name, data := range files {
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
}

func gz(t testing.TB, text string) string {
	return compressed(t, text, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func compressed(t testing.TB, text string, with func(io.Writer) io.WriteCloser) string {
	t.Helper()
	var b bytes.Buffer
	w := with(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// FuzzWalk reads arbitrary bytes as a file: nothing panics, and lines are numbered without gaps.
func FuzzWalk(f *testing.F) {
	f.Add([]byte("one\ntwo\n"))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Add([]byte("PK\x03\x04"))
	f.Add([]byte("PK\x05\x06" + strings.Repeat("\x00", 18)))
	f.Add([]byte("\xff\xfe\x00\xd8x"))
	f.Add([]byte(bz))
	f.Fuzz(func(t *testing.T, data []byte) {
		l := DefaultLimits()
		l.Chunk, l.Line, l.Grace, l.Spool, l.Output = 1<<9, 1<<10, 1<<16, 1<<16, 1<<20
		files, _ := Resolve([]string{"-"}, bytes.NewReader(data))
		_, err := files[0].Walk(context.Background(), Options{Limits: l}, func(x *Text) error {
			readLines(t, x)
			x.End()
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
