package source

import (
	"context"
	"crypto/sha256"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

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

func TestAContextThatEndsStopsTheWalk(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	files, _ := Resolve([]string{"-"}, strings.NewReader("x"))
	if _, err := files[0].Walk(ctx, Options{Limits: DefaultLimits()}, nil); err != context.Canceled {
		t.Errorf("Walk: %v", err)
	}
}
