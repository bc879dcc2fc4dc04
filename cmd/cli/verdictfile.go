package cli

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
)

// verdictFile is the jsonl output of one analysis, read from front to back.
type verdictFile struct {
	path string
	file *os.File
	in   *bufio.Reader
	line verdictLine // the current one
	n    int         // its number
	over bool        // there is no current one
}

// openVerdicts opens a file at its first line.
func openVerdicts(path string) (*verdictFile, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, inputf("", "%s", plain(err))
	}
	f := &verdictFile{path: path, file: file, in: bufio.NewReaderSize(file, 1<<16)}
	if err := f.next(); err != nil {
		file.Close()
		return nil, err
	}
	return f, nil
}

func (f *verdictFile) close() { f.file.Close() }

// next reads the next line that is not empty. Lines must come in the order in which the analysis writes them.
func (f *verdictFile) next() error {
	before := f.line
	for !f.over {
		text, err := f.in.ReadBytes('\n')
		f.n++
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if text = bytes.TrimSpace(text); len(text) > 0 {
			return f.parse(text, &before)
		}
		f.over = err != nil
	}
	return nil
}

func (f *verdictFile) parse(text []byte, before *verdictLine) error {
	f.line = verdictLine{text: text}
	const hint = "merge takes what `lapse analyze --format jsonl` wrote, each worker's output in a file of its own"
	if json.Unmarshal(text, &f.line) != nil || f.line.Schema != "lapse/verdict/v1" {
		return inputf(hint, "%s:%d: no verdict (lapse/verdict/v1)", f.path, f.n)
	}
	if f.line.compare(before) < 0 {
		return inputf(hint, "%s:%d: not in the order of time", f.path, f.n)
	}
	return nil
}
