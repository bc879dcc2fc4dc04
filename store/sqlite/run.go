package sqlite

import (
	"database/sql/driver"
	"encoding/binary"
	"errors"

	"lapse/analyze/incident"
	"lapse/store"
)

// A run is what one Put adds: rows of consecutive seq, sorted by bucket. Where its buckets begin stands beside it, in a
// row of table run. So reading a range of buckets touches a stretch of each run, in the order of the file, and nothing
// like an index has to be written, loaded or kept up to date.

// sortByBucket puts w.fresh into w.sorted and counts the buckets; events of one bucket keep their order.
func (w *writer) sortByBucket() {
	clear(w.counts[:])
	for _, f := range w.fresh {
		w.counts[f.bucket]++
	}
	at := 0
	for b, n := range w.counts {
		w.next[b] = at
		at += n
	}
	w.sorted = append(w.sorted[:0], w.fresh...)
	for _, f := range w.fresh {
		w.sorted[w.next[f.bucket]] = f
		w.next[f.bucket]++
	}
}

// addRun writes down where the buckets of a run begin, and what Counts adds up.
func (w *writer) addRun(first int64) error {
	rejections := int64(0)
	for _, f := range w.sorted {
		if f.event.Kind.Rejection() {
			rejections++
		}
	}
	return w.exec("INSERT INTO run (first, events, rejections, buckets) VALUES (?, ?, ?, ?)",
		first, int64(len(w.sorted)), rejections, packCounts(&w.counts))
}

// packCounts is a pair of varints for each bucket that has rows: the distance from the bucket before, and the rows.
func packCounts(counts *[incident.Buckets]int) []byte {
	packed, before := []byte{}, 0
	for b, n := range counts {
		if n > 0 {
			packed = binary.AppendUvarint(packed, uint64(b-before))
			packed = binary.AppendUvarint(packed, uint64(n))
			before = b
		}
	}
	return packed
}

// cursor walks through one run, bucket by bucket.
type cursor struct {
	rest   []byte // of the packed counts, behind bucket
	bucket int    // incident.Buckets at the end
	seq    int64  // its first row
	rows   int64
}

var errRun = errors.New("a row of table run is damaged")

func newCursor(first int64, packed []byte) (*cursor, error) {
	c := &cursor{rest: packed, seq: first}
	return c, c.advance()
}

// advance steps to the next bucket that has rows.
func (c *cursor) advance() error {
	c.seq += c.rows
	if len(c.rest) == 0 {
		c.bucket, c.rows = incident.Buckets, 0
		return nil
	}
	gap, n := binary.Uvarint(c.rest)
	rows, m := binary.Uvarint(c.rest[max(n, 0):])
	if n <= 0 || m <= 0 || gap >= uint64(incident.Buckets-c.bucket) || rows == 0 || rows > 1<<40 {
		return errRun
	}
	c.bucket += int(gap)
	c.rows = int64(rows)
	c.rest = c.rest[n+m:]
	return nil
}

// span moves over the buckets below `to` and gives the rows [from, until) of those from `from` on.
func (c *cursor) span(from, to int) (first, until int64, err error) {
	for c.bucket < from {
		if err := c.advance(); err != nil {
			return 0, 0, err
		}
	}
	first = c.seq
	for c.bucket < to {
		if err := c.advance(); err != nil {
			return 0, 0, err
		}
	}
	return first, c.seq, nil
}

// part is a stretch of buckets that is read at once.
type part struct {
	from, to int
	rows     int // all that its buckets have
}

// partSize is how many rows are read at once, unless one bucket alone has more. The timelines of a part are in memory
// together, at about half a kilobyte a row. Where there are many runs, a part takes more, so that it finds a stretch worth
// a query in each.
func partSize(runs int) int { return min(max(16384, 64*runs), 65536) }

// parts cuts a range of buckets into parts of at most size rows. Buckets that are not wanted, or have no rows, are left out.
func parts(rows *[incident.Buckets]int64, r store.Range, size int, wanted func(bucket int) bool) []part {
	var all []part
	for b := max(r.From, 0); b < min(r.To, incident.Buckets); b++ {
		if rows[b] == 0 || !wanted(b) {
			continue
		}
		n := int(rows[b])
		if last := len(all) - 1; last >= 0 && all[last].to == b && all[last].rows+n <= size {
			all[last].to, all[last].rows = b+1, all[last].rows+n
			continue
		}
		all = append(all, part{b, b + 1, n})
	}
	return all
}

// runs are all runs of the file, and how many rows each bucket has in them.
func (rd *reader) runs() (all []*cursor, rows *[incident.Buckets]int64, err error) {
	rows = new([incident.Buckets]int64)
	err = rd.query("SELECT first, buckets FROM run ORDER BY first", func(row []driver.Value) error {
		packed, _ := row[1].([]byte)
		count, err := newCursor(integer(row[0]), packed)
		for err == nil && count.bucket < incident.Buckets {
			rows[count.bucket] += count.rows
			err = count.advance()
		}
		if err != nil {
			return err
		}
		c, err := newCursor(integer(row[0]), packed)
		all = append(all, c)
		return err
	})
	return all, rows, err
}
