package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// place is a stored file that can be read at any offset, as zip needs it.
type place struct {
	at   io.ReaderAt
	size int64
}

// hidden tells whether a member is what folders hide too: a name with a dot in front, or macOS's shadow of one.
func hidden(name string) bool {
	return strings.Contains("/"+name, "/.") || strings.HasPrefix(name, "__MACOSX/")
}

// member cleans a name that somebody else chose: it is a label, never a path to write to.
func member(archive, name string) string {
	name = strings.TrimPrefix(strings.ReplaceAll(name, `\`, "/"), "./")
	return archive + "/" + strings.TrimLeft(name, "/")
}

func (w *walk) tar(path string, r io.Reader, depth int) error {
	w.place = nil
	archive := tar.NewReader(r)
	for {
		h, err := archive.Next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			w.trouble(path, "the rest of the archive cannot be read: "+plain(err))
			return nil
		}
		if h.Typeflag != tar.TypeReg || hidden(strings.TrimPrefix(h.Name, "./")) {
			continue
		}
		s := newStored(archive, nil)
		if err := w.stream(member(path, h.Name), s, s, depth); err != nil {
			return err
		}
	}
}

func (w *walk) zip(path string, s *stored, r io.Reader, depth int) error {
	at := w.place
	w.place = nil
	if at == nil {
		spool, err := io.ReadAll(io.LimitReader(r, w.options.Limits.Spool+1))
		if err != nil || int64(len(spool)) > w.options.Limits.Spool {
			w.trouble(path, fmt.Sprintf("a zip archive that is not a file of its own must be below %d MiB", w.options.Limits.Spool>>20))
			return nil
		}
		at = &place{bytes.NewReader(spool), int64(len(spool))}
	}
	archive, err := w.directory(at)
	if err != nil {
		w.trouble(path, plain(err))
		return nil
	}
	s.elsewhere(at.size - s.n)
	slices.SortStableFunc(archive.File, func(a, b *zip.File) int { return cmp.Compare(a.Name, b.Name) })
	for _, f := range archive.File {
		if f.FileInfo().IsDir() || hidden(f.Name) {
			continue
		}
		if err := w.zipMember(member(path, f.Name), f, depth); err != nil {
			return err
		}
	}
	return nil
}

// directory reads the list of members, unless the list itself would fill the memory.
func (w *walk) directory(at *place) (*zip.Reader, error) {
	if size := listSize(at); size > w.options.Limits.Names {
		return nil, fmt.Errorf("its list of members takes %d MiB", size>>20)
	}
	return zip.NewReader(at.at, at.size)
}

// listSize finds the size of a zip's central directory in its end record (APPNOTE.TXT 4.3.16): the last signature in the
// last 64 KiB, the size 12 bytes on. It is 0 where there is no such record, which zip.NewReader then says better. A value of
// 2^32−1 stands for "see the ZIP64 record" and is too much anyway.
func listSize(at *place) int64 {
	const record, comment = 22, 1<<16 - 1
	tail := make([]byte, min(at.size, record+comment))
	n, err := at.at.ReadAt(tail, at.size-int64(len(tail)))
	if err != nil && err != io.EOF {
		return 0
	}
	i := bytes.LastIndex(tail[:n], []byte("PK\x05\x06"))
	if i < 0 || i+record > n {
		return 0
	}
	return int64(binary.LittleEndian.Uint32(tail[i+12:]))
}

func (w *walk) zipMember(path string, f *zip.File, depth int) error {
	const encrypted = 1
	if f.Flags&encrypted != 0 {
		w.trouble(path, "it is encrypted")
		return nil
	}
	r, err := f.Open()
	if errors.Is(err, zip.ErrAlgorithm) {
		err = fmt.Errorf("compression method %d is not known", f.Method)
	}
	if err != nil {
		w.trouble(path, err.Error())
		return nil
	}
	defer r.Close()
	s := newStored(w.limit.reader(r), nil)
	return w.stream(path, s, s, depth)
}
