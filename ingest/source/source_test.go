package source

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
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

func gz(t *testing.T, text string) string {
	return compressed(t, text, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func compressed(t *testing.T, text string, with func(io.Writer) io.WriteCloser) string {
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

// pair is a member of an archive.
type pair struct{ name, data string }

func tarOf(t *testing.T, members ...pair) string {
	t.Helper()
	return compressed(t, "", func(w io.Writer) io.WriteCloser {
		a := tar.NewWriter(w)
		for _, m := range members {
			if err := a.WriteHeader(&tar.Header{Name: m.name, Size: int64(len(m.data)), Mode: 0o600}); err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(a, m.data); err != nil {
				t.Fatal(err)
			}
		}
		return nopWriter{w, a}
	})
}

// nopWriter takes the empty text of compressed and closes the archive.
type nopWriter struct {
	io.Writer
	io.Closer
}

func zipOf(t *testing.T, members ...pair) string {
	t.Helper()
	return compressed(t, "", func(w io.Writer) io.WriteCloser {
		a := zip.NewWriter(w)
		for _, m := range members {
			f, err := a.Create(m.name)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.WriteString(f, m.data); err != nil {
				t.Fatal(err)
			}
		}
		return nopWriter{io.Discard, a}
	})
}

// bz is "one\ntwo\n" as bzip2 writes it; the standard library only reads that format.
const bz = "BZh91AY&SY\xa7\x14+w\x00\x00\x02\xc1\x80\x00\x10\x02\x01\x84\x80 \x00!\x80\x0c\x028\xf5\x1b\x8b\xb9\"\x9c(HS\x8a\x15\xbb\x80"

func TestKindsAreToldByContent(t *testing.T) {
	const text = "one\ntwo\n"
	want := []string{"1 one", "2 two"}
	cases := []struct{ name, data string }{
		{"plain", text},
		{"gzip", gz(t, text)},
		{"gzip of two members", gz(t, "one\n") + gz(t, "two\n")},
		{"gzip in gzip", gz(t, gz(t, text))},
		{"zstd", compressed(t, text, func(w io.Writer) io.WriteCloser {
			z, err := zstd.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		})},
		{"xz", compressed(t, text, func(w io.Writer) io.WriteCloser {
			z, err := xz.NewWriter(w)
			if err != nil {
				t.Fatal(err)
			}
			return z
		})},
		{"bzip2", bz},
		{"no line feed at the end", "one\ntwo"},
		{"UTF-8 mark", "\xef\xbb\xbfone\ntwo\n"},
		{"UTF-16, little end first", "\xff\xfeo\x00n\x00e\x00\n\x00t\x00w\x00o\x00"},
		{"UTF-16, big end first", "\xfe\xff\x00o\x00n\x00e\x00\n\x00t\x00w\x00o"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			folder(t, map[string]string{"a.txt": c.data})
			for _, arg := range []string{"a.txt", "-"} {
				got, troubles := readAll(t, DefaultLimits(), []string{arg}, c.data)
				if len(got) != 1 || !cmp.Equal(got[0].Lines, want) || len(troubles) > 0 || got[0].Truncated != "" {
					t.Errorf("%s: got %+v, troubles %v", arg, got, troubles)
				}
			}
		})
	}
}

func TestArchives(t *testing.T) {
	members := []pair{{"b.log", "from b\n"}, {"a/x.log.gz", gz(t, "from x\n")}, {".hidden", "no\n"}, {"__MACOSX/._b.log", "no\n"}}
	x, b := []string{"1 from x"}, []string{"1 from b"}
	folder(t, map[string]string{
		"t.tar":    tarOf(t, members...),
		"t.tar.gz": gz(t, tarOf(t, members...)),
		"z.zip":    zipOf(t, members...),
		"zz.zip":   zipOf(t, pair{"in.zip", zipOf(t, members...)}),
	})
	got, troubles := readAll(t, DefaultLimits(), []string{"host=h1:."}, "")
	want := []seen{
		{"t.tar/b.log", "h1", b, ""}, {"t.tar/a/x.log.gz", "h1", x, ""},
		{"t.tar.gz/b.log", "h1", b, ""}, {"t.tar.gz/a/x.log.gz", "h1", x, ""},
		{"z.zip/a/x.log.gz", "h1", x, ""}, {"z.zip/b.log", "h1", b, ""},
		{"zz.zip/in.zip/a/x.log.gz", "h1", x, ""}, {"zz.zip/in.zip/b.log", "h1", b, ""},
	}
	if d := cmp.Diff(want, got); d != "" || len(troubles) > 0 {
		t.Errorf("-want +got:\n%s troubles %v", d, troubles)
	}
}

func TestResolve(t *testing.T) {
	folder(t, map[string]string{
		"logs/b.log": "b\n", "logs/sub/a.log": "a\n", "logs/.git/x": "x\n", "logs/.hidden": "x\n",
		"empty/.keep": "", "odd=name.log": "o\n", "logs/lapse.db": "SQLite format 3\x00…",
	})
	cases := []struct {
		name     string
		args     []string
		want     []string // path@host
		troubles []Trouble
	}{
		{"folder", []string{"logs"}, []string{"logs/b.log@", "logs/sub/a.log@"}, []Trouble{{"logs/lapse.db", "a SQLite database, not a log"}}},
		{"folder with a slash", []string{"logs/sub/"}, []string{"logs/sub/a.log@"}, nil},
		{"order of arguments", []string{"logs/sub", "logs/b.log"}, []string{"logs/b.log@", "logs/sub/a.log@"}, nil},
		{"twice", []string{"logs/b.log", "./logs/b.log"}, []string{"logs/b.log@"}, nil},
		{"a label for one file of a folder", []string{"logs/sub", "host=token-2:logs/sub/a.log"}, []string{"logs/sub/a.log@token-2"}, nil},
		{"glob", []string{"logs/**/*.log"}, []string{"logs/b.log@", "logs/sub/a.log@"}, nil},
		{"bare label", []string{"lb=logs/b.log"}, []string{"logs/b.log@lb"}, nil},
		{"zone and host", []string{"zone=+05:30:host=h:logs/b.log"}, []string{"logs/b.log@h+05:30"}, nil},
		{"zone by name", []string{"zone=America/New_York:logs/b.log"}, []string{"logs/b.log@America/New_York"}, nil},
		{"a name with =", []string{"odd=name.log"}, []string{"odd=name.log@"}, nil},
		{"nothing there", []string{"nowhere.log"}, nil, []Trouble{{"nowhere.log", "no such file or directory"}}},
		{"glob of nothing", []string{"*.nope"}, nil, []Trouble{{"*.nope", "no file has such a name"}}},
		{"folder without a log", []string{"empty"}, nil, []Trouble{{"empty", "no log in this folder"}}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			files, troubles := Resolve(c.args, nil)
			var got []string
			for _, f := range files {
				more, err := f.Walk(context.Background(), Options{Limits: DefaultLimits()}, func(x *Text) error {
					got = append(got, x.Path+"@"+x.Label.Host+x.Label.Zone)
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				troubles = append(troubles, more...)
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Errorf("texts, -want +got:\n%s", d)
			}
			if d := cmp.Diff(c.troubles, troubles); d != "" {
				t.Errorf("troubles, -want +got:\n%s", d)
			}
		})
	}
}

func TestLongLinesAreSkippedAndCounted(t *testing.T) {
	l := DefaultLimits()
	l.Line = 100
	fits, over := strings.Repeat("x", 100), strings.Repeat("y", 101)
	cases := []struct {
		name, data string
		want       []string
	}{
		{"at the limit", "a\n" + fits + "\nb\n", []string{"1 a", "2 " + fits, "3 b"}},
		{"one byte over", "a\n" + over + "\nb\n", []string{"1 a", "2 too long: 102", "3 b"}},
		{"at the end without a line feed", "a\n" + over, []string{"1 a", "2 too long: 101"}},
		{"two", over + "\n" + over + "\nb", []string{"1 too long: 102", "2 too long: 102", "3 b"}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, _ := readAll(t, l, []string{"-"}, c.data)
			if d := cmp.Diff(c.want, got[0].Lines); d != "" {
				t.Errorf("-want +got:\n%s", d)
			}
		})
	}
}

func TestLinesLongerThanAChunk(t *testing.T) {
	long := strings.Repeat("z", 3*DefaultLimits().Chunk)
	got, _ := readAll(t, DefaultLimits(), []string{"-"}, "a\n"+long+"\nb\n")
	want := []string{"1 a", "2 " + long, "3 b"}
	if !cmp.Equal(got[0].Lines, want) {
		t.Error("a line of three chunks did not come whole")
	}
}

func TestCutFilesGiveWhatTheyHold(t *testing.T) {
	var text strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&text, "line %d of a log that was cut %x\n", i, sha256.Sum256([]byte{byte(i), byte(i >> 8)}))
	}
	whole := gz(t, text.String())
	folder(t, map[string]string{"cut.gz": whole[:len(whole)/2], "bad.gz": "\x1f\x8b\x08 not gzip", "cut.tar.gz": gz(t, tarOf(t, pair{"a", text.String()}))[:len(whole)/2]})
	got, troubles := readAll(t, DefaultLimits(), []string{"cut.gz", "bad.gz", "cut.tar.gz"}, "")
	if len(got) != 3 {
		t.Fatalf("%d texts, want 3", len(got))
	}
	if n := len(got[1].Lines); n < 5000 || n >= 20000 {
		t.Errorf("%d lines of the cut file, want about half of 20000", n)
	}
	for _, s := range got {
		if s.Truncated == "" {
			t.Errorf("%s: the cut is not told", s.Path)
		}
	}
	if len(troubles) != 1 || troubles[0].Path != "cut.tar.gz" {
		t.Errorf("troubles %v, want that the rest of cut.tar.gz is lost", troubles)
	}
}

func TestBombsAreDefused(t *testing.T) {
	zeros := strings.Repeat("\x00", 1<<20)
	l := DefaultLimits()
	l.Grace, l.Ratio = 1<<16, 100
	folder(t, map[string]string{"bomb.gz": gz(t, zeros), "bomb.zip": zipOf(t, pair{"a", zeros}, pair{"b", zeros}), "bomb2.gz": gz(t, gz(t, zeros))})
	got, _ := readAll(t, l, []string{"."}, "")
	if len(got) != 4 {
		t.Fatalf("%d texts, want 4", len(got))
	}
	for _, s := range got {
		if !strings.Contains(s.Truncated, "bomb") {
			t.Errorf("%s was read to its end: %q", s.Path, s.Truncated)
		}
	}
	l.Ratio = 1 << 20
	got, _ = readAll(t, l, []string{"bomb.gz"}, "")
	if got[0].Truncated != "" {
		t.Errorf("below the ratio: %s", got[0].Truncated)
	}
	l.Output = 1 << 19
	got, _ = readAll(t, l, []string{"bomb.gz"}, "")
	if got[0].Truncated == "" {
		t.Error("more came out than Limits.Output")
	}
}

func TestZipsThatCannotBeRead(t *testing.T) {
	data := zipOf(t, pair{"a.log", "one\n"}, pair{"b.log", "two\n"})
	secret := []byte(data)
	for _, header := range []string{"PK\x03\x04", "PK\x01\x02"} { // the flags of the first member, in both of its headers
		secret[strings.Index(data, header)+map[string]int{"PK\x03\x04": 6, "PK\x01\x02": 8}[header]] |= 1
	}
	folder(t, map[string]string{"a.zip": data, "secret.zip": string(secret), "cut.zip": data[:len(data)-10]})
	small := DefaultLimits()
	small.Spool, small.Names = int64(len(data)-1), 10
	cases := []struct {
		name, arg, trouble string
		limits             Limits
		texts              int
	}{
		{"a list of members over the limit", "a.zip", "its list of members", small, 0},
		{"from standard input over the limit", "-", "not a file of its own", small, 0},
		{"from standard input", "-", "", DefaultLimits(), 2},
		{"one member encrypted", "secret.zip", "encrypted", DefaultLimits(), 1},
		{"cut off", "cut.zip", "not a valid zip", DefaultLimits(), 0},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got, troubles := readAll(t, c.limits, []string{c.arg}, data)
			if len(got) != c.texts || (len(troubles) > 0) != (c.trouble != "") {
				t.Fatalf("%d texts, troubles %v", len(got), troubles)
			}
			if c.trouble != "" && !strings.Contains(troubles[0].Message, c.trouble) {
				t.Errorf("trouble %q, want something about %q", troubles[0].Message, c.trouble)
			}
		})
	}
}

func TestNestingHasAnEnd(t *testing.T) {
	l := DefaultLimits()
	data := "x\n"
	for range l.Depth {
		data = gz(t, data)
	}
	got, troubles := readAll(t, l, []string{"-"}, data)
	if len(got) != 1 || len(troubles) != 0 {
		t.Errorf("at the limit: %v %v", got, troubles)
	}
	got, troubles = readAll(t, l, []string{"-"}, gz(t, data))
	if len(got) != 0 || len(troubles) != 1 {
		t.Errorf("beyond the limit: %v %v", got, troubles)
	}
}

func TestHashIsOfTheStoredBytes(t *testing.T) {
	data := gz(t, "one\n")
	folder(t, map[string]string{"a.gz": data})
	files, _ := Resolve([]string{"a.gz"}, nil)
	read := 0
	_, err := files[0].Walk(context.Background(), Options{Limits: DefaultLimits(), Read: func(n int) { read += n }}, func(x *Text) error {
		readLines(t, x)
		if e := x.End(); e.SHA256 != sha256.Sum256([]byte(data)) || e.Bytes != int64(len(data)) {
			t.Errorf("End %+v does not fit the stored bytes", e)
		}
		return nil
	})
	if err != nil || read != len(data) {
		t.Errorf("%d bytes told of %d, error %v", read, len(data), err)
	}
}

func TestHeadsConsumeNothing(t *testing.T) {
	files, _ := Resolve([]string{"-"}, strings.NewReader(gz(t, "one\ntwo\n")))
	heads := files[0].Heads(context.Background(), DefaultLimits(), 1)
	if len(heads) != 1 || string(heads[0]) != "one\ntwo\n" {
		t.Fatalf("heads %q", heads)
	}
	_, err := files[0].Walk(context.Background(), Options{Limits: DefaultLimits()}, func(x *Text) error {
		if got := readLines(t, x); len(got) != 2 {
			t.Errorf("after Heads: %v", got)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestATextMayBeginLikeBzip2(t *testing.T) {
	got, troubles := readAll(t, DefaultLimits(), []string{"-"}, "BZh9 is how bzip2 begins\n")
	if len(got) != 1 || len(got[0].Lines) != 1 || len(troubles) > 0 {
		t.Errorf("got %v, troubles %v", got, troubles)
	}
}

func TestAContextThatEndsStopsTheWalk(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	files, _ := Resolve([]string{"-"}, strings.NewReader("x"))
	if _, err := files[0].Walk(ctx, Options{Limits: DefaultLimits()}, nil); err != context.Canceled {
		t.Errorf("Walk: %v", err)
	}
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
