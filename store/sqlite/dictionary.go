package sqlite

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/binary"
	"fmt"
	"strings"
)

// cached is how many entries of one dictionary are kept in memory. Beyond it the table itself is asked: memory stays
// bounded whatever the number of identities and of different messages.
const cached = 1 << 17

// dictionary gives repeated values short numbers, in both directions, by way of a table that has an `id`.
type dictionary[V comparable] struct {
	table  string
	fields []string // the first keys of them are unique together
	keys   int
	row    func(V) []driver.Value // in the order of fields
	value  func(row []driver.Value) V

	find, add, get, last string // SQL, made from the above

	near   int           // recent values that are looked at first
	ids    remembered[V] // at most cached
	next   int64         // the id that the next new value gets, 0 where it must be asked for
	whole  bool          // ids holds all that the table does
	values []entry[V]    // of id at id mod cached, as far as they were asked for
}

type entry[V any] struct {
	id    int64 // 0 where nothing is
	value V
}

func (d dictionary[V]) ready() *dictionary[V] {
	list, places := strings.Join(d.fields, ", "), strings.Repeat(", ?", len(d.fields))[2:]
	d.find = fmt.Sprintf("SELECT id FROM %s WHERE %s = ?", d.table, strings.Join(d.fields[:d.keys], " = ? AND "))
	d.add = fmt.Sprintf("INSERT INTO %s (%s, id) VALUES (%s, ?)", d.table, list, places)
	d.last = fmt.Sprintf("SELECT coalesce(max(id), 0) FROM %s", d.table)
	d.get = fmt.Sprintf("SELECT %s FROM %s WHERE id = ?", list, d.table)
	d.forget()
	return &d
}

// forget drops what is in memory: after a rollback some of it is not in the table.
func (d *dictionary[V]) forget() {
	d.ids, d.values = newRemembered[V](d.near), nil
	d.doubt()
}

// doubt is for when another process may have added rows.
func (d *dictionary[V]) doubt() { d.next, d.whole = 0, false }

// id finds or adds a value.
func (d *dictionary[V]) id(c *conn, v V) (int64, error) {
	if id := d.ids.find(v); id != 0 {
		return id, nil
	}
	id, err := d.enter(c, v)
	if err != nil {
		return 0, err
	}
	if d.ids.n >= cached {
		d.ids, d.whole = newRemembered[V](d.near), false
	}
	d.ids.enter(v, id)
	return id, nil
}

// enter is id without the memory.
func (d *dictionary[V]) enter(c *conn, v V) (int64, error) {
	if d.next == 0 {
		last, _, err := c.number(d.last)
		if err != nil {
			return 0, err
		}
		d.next, d.whole = last+1, last == 0
	}
	row := d.row(v)
	if !d.whole {
		if id, ok, err := c.number(d.find, row[:d.keys]...); ok || err != nil {
			return id, err
		}
	}
	id := d.next
	d.next++
	return id, c.exec(d.add, append(row, id)...)
}

// of is the value behind an id. It must not be changed, and holds until the next call.
func (d *dictionary[V]) of(c *conn, id int64) (*V, error) {
	slot := int(id % cached)
	if slot >= 0 && slot < len(d.values) && d.values[slot].id == id {
		return &d.values[slot].value, nil
	}
	var v V
	found := false
	err := c.query(d.get, func(row []driver.Value) error {
		v, found = d.value(row), true
		return nil
	}, id)
	if err == nil && (!found || id <= 0) {
		err = fmt.Errorf("table %s has no row %d", d.table, id)
	}
	if err != nil {
		return nil, err
	}
	if missing := slot + 1 - len(d.values); missing > 0 {
		d.values = append(d.values, make([]entry[V], missing)...)
	}
	d.values[slot] = entry[V]{id, v}
	return &d.values[slot].value, nil
}

// digest is the key of a row of several fields: the first 16 bytes of a SHA-256 over them, each with its length.
func digest(fields []driver.Value) []byte {
	h := sha256.New()
	var n [8]byte
	for _, f := range fields {
		kind, text := byte('-'), ""
		switch f := f.(type) {
		case int64:
			kind = 'i'
			binary.BigEndian.PutUint64(n[:], uint64(f))
			text = string(n[:])
		case string:
			kind, text = 't', f
		}
		binary.BigEndian.PutUint64(n[:], uint64(len(text)))
		h.Write([]byte{kind})
		h.Write(n[:])
		h.Write([]byte(text))
	}
	return h.Sum(nil)[:16]
}

// digested puts the digest of a row before it.
func digested(row ...driver.Value) []driver.Value {
	return append([]driver.Value{digest(row)}, row...)
}
