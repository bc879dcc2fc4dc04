package source

import (
	"crypto/sha256"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"
	"github.com/ulikunitz/xz"
)

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
		{"UTF-16 without a mark", "o\x00n\x00e\x00\n\x00t\x00w\x00o\x00"},
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

func TestATextMayBeginLikeBzip2(t *testing.T) {
	got, troubles := readAll(t, DefaultLimits(), []string{"-"}, "BZh9 is how bzip2 begins\n")
	if len(got) != 1 || len(got[0].Lines) != 1 || len(troubles) > 0 {
		t.Errorf("got %v, troubles %v", got, troubles)
	}
}
