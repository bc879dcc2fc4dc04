package sqlite

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"math"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
	"lapse/store"
)

// dialNew is a connection to a new file in which a script has run.
func dialNew(t *testing.T, script string) *conn {
	t.Helper()
	c, err := dial("file:" + filepath.Join(t.TempDir(), "x.db"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.close() })
	if err := c.script(script); err != nil {
		t.Fatal(err)
	}
	return c
}

// conn.query sends INSERTs through the driver's Query. That it executes them, whole and once, and binds every kind of
// value as it is, is what the driver does but does not promise.
func TestQueryInserts(t *testing.T) {
	c := dialNew(t, "CREATE TABLE x (i INTEGER, t TEXT, b BLOB) STRICT")
	rows := []driver.Value{
		nil, "", []byte{},
		int64(math.MinInt64), "a\x00b\xff", []byte{0, 1},
		int64(math.MaxInt64), nil, nil,
	}
	for range 3 { // the statement is used again, after values that need no buffer and such that do
		if err := c.exec("INSERT INTO x VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)", rows...); err != nil {
			t.Fatal(err)
		}
	}
	at := 0
	err := c.query("SELECT i, t, b FROM x ORDER BY rowid", func(row []driver.Value) error {
		for i, got := range row {
			want := rows[(at+i)%len(rows)]
			if text(got) != text(want) || integer(got) != integer(want) || (got == nil) != (want == nil) {
				t.Errorf("row %d, column %d: %#v, want %#v", at/3, i, got, want)
			}
		}
		at += 3
		return nil
	})
	if err != nil || at != 3*len(rows) {
		t.Errorf("%d values read, %v; want %d", at, err, 3*len(rows))
	}
}

func TestRunsAreWalkedByBucket(t *testing.T) {
	var counts [incident.Buckets]int
	counts[0], counts[3], counts[4], counts[incident.Buckets-1] = 2, 300, 1, 7
	c, err := newCursor(100, packCounts(&counts))
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range []struct{ from, to, first, until int64 }{
		{0, 1, 100, 102}, {1, 3, 102, 102}, {3, 5, 102, 403}, {5, 1023, 403, 403}, {1023, 1024, 403, 410},
	} {
		first, until, err := c.span(int(step.from), int(step.to))
		if err != nil || first != step.first || until != step.until {
			t.Errorf("buckets %d to %d are rows %d to %d, %v; want %d to %d", step.from, step.to, first, until, err, step.first, step.until)
		}
	}
	for _, packed := range [][]byte{{0}, {0, 0}, {255}, {128, 8, 1}, {0, 1, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1, 1}} {
		c, err := newCursor(1, packed)
		for err == nil && c.bucket < incident.Buckets {
			err = c.advance()
		}
		if err == nil {
			t.Errorf("%v is taken for the buckets of a run", packed)
		}
	}
}

func TestPartsAreBoundedAndWhole(t *testing.T) {
	var rows [incident.Buckets]int64
	for b := range rows {
		rows[b] = int64(b % 5 * 1000) // 0, 1000 … 4000
	}
	const size = 8000
	rows[77] = 10 * size
	covered := map[int]bool{}
	for _, p := range parts(&rows, store.Range{From: 10, To: 900}, size, func(b int) bool { return b != 501 }) {
		var n int64
		for b := p.from; b < p.to; b++ {
			covered[b], n = true, n+rows[b]
		}
		if n > size && p.to-p.from > 1 {
			t.Errorf("buckets %d to %d have %d rows", p.from, p.to, n)
		}
	}
	for b := range rows {
		if want := b >= 10 && b < 900 && b != 501 && rows[b] > 0; covered[b] != want {
			t.Errorf("bucket %d read: %v, want %v", b, covered[b], want)
		}
	}
}

func TestIDSet(t *testing.T) {
	s := idSet{base: 1 << 40}
	const n = 5000
	at := func(i int) (id incident.ID) { // the same eight bytes for every eighth: chains of them
		id[0], id[8], id[9] = byte(i/8), byte(i), byte(i>>8)
		return id
	}
	for i := range n {
		s.reserve(1)
		slot, ok := s.find(at(i))
		if ok {
			t.Fatalf("%d is there before it came", i)
		}
		s.enter(slot, at(i), s.base+int64(i)+1)
	}
	for i := range n {
		if slot, ok := s.find(at(i)); !ok || s.row(slot) != s.base+int64(i)+1 {
			t.Fatalf("%d: %v, row %d", i, ok, s.row(slot))
		}
	}
	if _, ok := s.find(at(n)); ok {
		t.Error("an ID that never came is there")
	}
}

func TestFilterDeniesNoneThatWasAdded(t *testing.T) {
	const n = 20000
	f := newFilter(n)
	at := func(i uint64) incident.ID {
		h := sha256.Sum256(binary.LittleEndian.AppendUint64(nil, i))
		return incident.ID(h[:16])
	}
	for i := range uint64(n) {
		id := at(i)
		f.add(&id)
	}
	wrong := 0
	for i := range uint64(2 * n) {
		id := at(i)
		switch has := f.has(&id); {
		case !has && i < n:
			t.Fatalf("%d was added, and is denied", i)
		case has && i >= n:
			wrong++
		}
	}
	if wrong > n/200 {
		t.Errorf("%d of %d that were never added are not denied", wrong, n)
	}
}

// put_rows binds every kind of value as it is, and refuses rows that are cut or have an unknown kind of value.
func TestPutRows(t *testing.T) {
	c := dialNew(t, "CREATE TABLE x (i INTEGER, t TEXT, b BLOB) STRICT")
	const insert = "INSERT INTO x VALUES (?, ?, ?)"
	var p packer
	p.null()
	p.text(false, "")
	p.blob(nil)
	first := len(p.bytes)
	p.integer(math.MinInt64)
	p.text(false, "a\x00b\xff")
	p.blob([]byte{0, 1})
	two := len(p.bytes)
	p.integer(math.MaxInt64)
	p.text(true, "implied")
	p.fingerprint("")
	whole := slices.Clone(p.bytes)
	if err := p.put(c, insert); err != nil || len(p.bytes) != 0 {
		t.Fatalf("%v, %d bytes left", err, len(p.bytes))
	}
	want := []driver.Value{nil, "", []byte{}, int64(math.MinInt64), "a\x00b\xff", []byte{0, 1}, int64(math.MaxInt64), nil, nil}
	var got []driver.Value
	if err := c.query("SELECT i, t, b FROM x ORDER BY rowid", func(row []driver.Value) error {
		got = append(got, row...)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("rows differ (-want +got):\n%s", diff)
	}
	for cut := 1; cut < len(whole); cut++ {
		if p.bytes = whole[:cut]; p.put(c, "REPLACE INTO x (rowid, t, b) VALUES (?, ?, ?)") == nil && cut != first && cut != two {
			t.Errorf("%d of %d bytes are taken for whole rows", cut, len(whole))
		}
	}
	for _, bad := range []struct{ statement, rows string }{
		{insert, "\x04"},
		{insert, "\x02\xff\xff\xff\xff"},
		{"INSERT INTO x DEFAULT VALUES", string(whole)},
		{"INSERT INTO nowhere VALUES (?)", string(whole)},
		{"SELECT ?", "\x00"},
	} {
		p.bytes = []byte(bad.rows)
		if p.put(c, bad.statement) == nil {
			t.Errorf("%s takes %q", bad.statement, bad.rows)
		}
	}
}

// A view of somebody's file must not be able to write.
func TestNoViewPutsRows(t *testing.T) {
	c := dialNew(t, "CREATE TABLE x (i); CREATE VIEW v AS SELECT put_rows('INSERT INTO x VALUES (?)', x'00')")
	if err := c.exec("SELECT * FROM v"); err == nil {
		t.Error("a view may")
	}
}
