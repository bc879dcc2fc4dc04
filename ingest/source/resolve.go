package source

import (
	"bufio"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/bmatcuk/doublestar/v4"
)

// Resolve turns arguments into files, ordered by path whatever the order of the arguments: of equal lines in two files the
// one that is read first gives the event, so that order must not be the user's. A file that two arguments name is read once,
// under its first name, with the labels of both.
func Resolve(args []string, stdin io.Reader) ([]*File, []Trouble) {
	r := resolver{stdin: stdin, known: make(map[string]*File)}
	for _, arg := range args {
		r.argument(arg)
	}
	slices.SortFunc(r.files, func(a, b *File) int { return strings.Compare(a.Path, b.Path) })
	return r.files, r.troubles
}

type resolver struct {
	stdin    io.Reader
	files    []*File
	known    map[string]*File // by absolute path without symbolic links
	troubles []Trouble
	found    int // files and troubles so far, repeated files too
}

func (r *resolver) argument(arg string) {
	label, path := splitLabel(arg)
	switch {
	case path == "-":
		r.add(&File{Path: "-", Label: label, stream: bufio.NewReaderSize(r.stdin, HeadSize)}, "-")
	case exists(path):
		r.path(path, label)
	case strings.ContainsAny(path, "*?[{"):
		r.glob(path, label)
	default:
		_, err := os.Stat(path)
		r.trouble(path, err)
	}
}

func (r *resolver) glob(pattern string, label Label) {
	var options []doublestar.GlobOption
	if !strings.Contains("/"+filepath.ToSlash(pattern), "/.") {
		options = append(options, doublestar.WithNoHidden())
	}
	paths, err := doublestar.FilepathGlob(pattern, options...)
	if err == nil && len(paths) == 0 {
		err = errors.New("no file has such a name")
	}
	if err != nil {
		r.trouble(pattern, err)
	}
	for _, path := range paths {
		r.path(path, label)
	}
}

func (r *resolver) path(path string, label Label) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		r.trouble(path, err)
	case info.IsDir():
		r.folder(path, label)
	case info.Mode().IsRegular():
		r.add(&File{Path: path, Label: label, Size: info.Size()}, path)
	default:
		r.pipe(path, label)
	}
}

// pipe takes a named pipe or a shell's /dev/fd/N. It can be read only once, so it is opened here and kept.
func (r *resolver) pipe(path string, label Label) {
	f, err := os.Open(path)
	if err != nil {
		r.trouble(path, err)
		return
	}
	r.add(&File{Path: path, Label: label, stream: bufio.NewReaderSize(f, HeadSize), end: f}, path)
}

// folder takes the files below root, at any depth, hidden ones left out.
func (r *resolver) folder(root string, label Label) {
	real, err := filepath.EvalSymlinks(root)
	if err != nil {
		r.trouble(root, err)
		return
	}
	before := r.found
	err = filepath.WalkDir(real, func(path string, d fs.DirEntry, err error) error {
		name, _ := filepath.Rel(real, path)
		switch {
		case err != nil:
			r.trouble(filepath.Join(root, name), err)
		case path != real && strings.HasPrefix(d.Name(), ".") && d.IsDir():
			return fs.SkipDir
		case !d.IsDir() && !strings.HasPrefix(d.Name(), "."):
			r.inFolder(filepath.Join(root, name), label)
		}
		return nil
	})
	if err == nil && r.found == before {
		err = errors.New("no log in this folder")
	}
	if err != nil {
		r.trouble(root, err)
	}
}

// inFolder takes a file that a folder holds. Links to files are followed (Kubernetes links every log); links to folders are
// not, as they may lead in circles, and neither are pipes and devices that nobody named.
func (r *resolver) inFolder(path string, label Label) {
	info, err := os.Stat(path)
	switch {
	case err != nil:
		r.trouble(path, err)
	case info.Mode().IsRegular():
		r.add(&File{Path: filepath.ToSlash(path), Label: label, Size: info.Size()}, path)
	}
}

// add keeps a file unless the same one is known, by whatever path.
func (r *resolver) add(f *File, path string) {
	r.found++
	key := path
	if real, err := filepath.EvalSymlinks(path); err == nil && f.stream == nil {
		key = real
	}
	if abs, err := filepath.Abs(key); err == nil && f.stream == nil {
		key = abs
	}
	if k, ok := r.known[key]; ok {
		k.Label = k.Label.or(f.Label)
		return
	}
	f.name = path
	r.known[key] = f
	r.files = append(r.files, f)
}

func (r *resolver) trouble(path string, err error) {
	r.found++
	r.troubles = append(r.troubles, Trouble{path, plain(err)})
}

// plain is the error without the path, which stands beside it.
func plain(err error) string {
	var pe *fs.PathError
	switch {
	case errors.As(err, &pe):
		return pe.Err.Error()
	case errors.Is(err, io.ErrUnexpectedEOF):
		return "its data end in the middle: the file is not whole"
	}
	return err.Error()
}
