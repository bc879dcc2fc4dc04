package sqlite

import (
	"database/sql/driver"
	"math"
	"strings"
	"testing"
)

// packedOf asks for packed(values) of each row.
func packedOf(t *testing.T, rows [][]driver.Value) string {
	t.Helper()
	c := dialNew(t, "CREATE TABLE x (i, t, b)")
	for _, row := range rows {
		if err := c.exec("INSERT INTO x VALUES (?, ?, ?)", row...); err != nil {
			t.Fatal(err)
		}
	}
	packed := ""
	err := c.query("SELECT packed(i, t, b) FROM x", func(row []driver.Value) error {
		packed = text(row[0])
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return packed
}

func TestPackedValuesComeBack(t *testing.T) {
	long := strings.Repeat("long ", 50_000)
	packed := packedOf(t, [][]driver.Value{
		{int64(math.MinInt64), "a\x00b\xff", []byte{0, 1}},
		{nil, "", []byte{}},
		{int64(math.MaxInt64), long, nil},
	})
	u := unpacker{rest: packed}
	for _, want := range []struct {
		i    int64
		t, b string
		null bool
	}{
		{math.MinInt64, "a\x00b\xff", "\x00\x01", false},
		{-7, "", "", false},
		{math.MaxInt64, long, "", true},
	} {
		i, text, null, blob := u.integer(-7), u.text(), u.null(), u.text()
		if i != want.i || text != want.t || blob != want.b || null != want.null {
			t.Errorf("%d, %.20q, %q, null %t; want %d, %.20q, %q, null %t", i, text, blob, null, want.i, want.t, want.b, want.null)
		}
	}
	if u.rest != "" || u.err != nil {
		t.Errorf("%d bytes left over, %v", len(u.rest), u.err)
	}
	if none := packedOf(t, nil); none != "" {
		t.Errorf("no rows give %q", none)
	}
}

// TestPackedDamage cuts a packed row at every byte, and asks for what is not there: an error, and no end of it.
func TestPackedDamage(t *testing.T) {
	whole := packedOf(t, [][]driver.Value{{int64(1), "text", []byte("blob")}})
	for n := range len(whole) {
		u := unpacker{rest: whole[:n]}
		u.integer(0)
		u.text()
		if u.text(); u.err == nil {
			t.Errorf("%d of %d bytes are taken for a row", n, len(whole))
		}
	}
	if u := (unpacker{rest: whole}); u.text() != "" || u.err == nil || u.rest != "" {
		t.Errorf("an integer is taken for a text: %q left, %v", u.rest, u.err)
	}
}

func FuzzUnpack(f *testing.F) {
	f.Add("\x01\x01\x00\x00\x00\x00\x00\x00\x00\x02\x01\x00\x00\x00a\x00")
	f.Fuzz(func(t *testing.T, packed string) {
		g := gathering{reader: &reader{}}
		err := g.unpack(packed)
		if err == nil && len(g.records) > 0 && len(packed) < len(g.records)*17 {
			t.Errorf("%d records out of %d bytes", len(g.records), len(packed))
		}
	})
}
