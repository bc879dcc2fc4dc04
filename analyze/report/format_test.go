package report

import (
	"bytes"
	"errors"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the goldens in testdata anew")

// render is the fixture, or another input, in one format.
func render(t *testing.T, format string, in Input, o Options) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := Write(&b, format, NewModel(in), o); err != nil {
		t.Fatalf("%s: %v", format, err)
	}
	return b.Bytes()
}

// golden compares with testdata/NAME, or writes it with -update.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, got, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(got)); diff != "" {
		t.Errorf("%s (-want +got):\n%s", path, diff)
	}
}

func TestEveryFormatRendersTheFixture(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			got := render(t, f.Name, fixture(), Options{})
			if f.Name != "html" { // its data is compressed, and compressors change; html_test.go looks inside
				golden(t, "fixture."+f.Name, got)
			}
			if again := render(t, f.Name, fixture(), Options{}); !bytes.Equal(got, again) {
				t.Error("a second rendering gave other bytes")
			}
		})
	}
}

func TestEveryFormatRendersNothing(t *testing.T) {
	for _, f := range Formats() {
		t.Run(f.Name, func(t *testing.T) {
			render(t, f.Name, Input{}, Options{})
		})
	}
}

var errFull = errors.New("disk full")

// fullAfter fails once n bytes were written.
type fullAfter struct{ n int }

func (w *fullAfter) Write(p []byte) (int, error) {
	if w.n -= len(p); w.n < 0 {
		return 0, errFull
	}
	return len(p), nil
}

func TestEveryFormatReturnsWriteErrors(t *testing.T) {
	for _, f := range Formats() {
		whole := len(render(t, f.Name, fixture(), Options{}))
		for _, room := range []int{0, whole / 2, whole - 1} {
			if err := Write(&fullAfter{room}, f.Name, NewModel(fixture()), Options{}); !errors.Is(err, errFull) {
				t.Errorf("%s with room for %d of %d bytes: error %v, want %v", f.Name, room, whole, err, errFull)
			}
		}
	}
}

func TestUnknownFormat(t *testing.T) {
	err := Write(&bytes.Buffer{}, "pdf", NewModel(Input{}), Options{})
	if err == nil || err.Error() != `no report format "pdf"; there are `+strings.Join(Names(), ", ") {
		t.Errorf("got %v", err)
	}
}

func TestSuffixesAreUnique(t *testing.T) {
	seen := map[string]string{}
	for _, f := range Formats() {
		if f.Suffix != "" && seen[f.Suffix] != "" {
			t.Errorf("%s and %s both take %s", seen[f.Suffix], f.Name, f.Suffix)
		}
		seen[f.Suffix] = f.Name
	}
}
