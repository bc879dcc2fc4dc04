package source

import (
	"archive/tar"
	"archive/zip"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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
