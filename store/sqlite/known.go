package sqlite

import (
	"database/sql/driver"

	"lapse/analyze/incident"
)

// known tells which IDs the store holds. An index that is kept while rows come in would be written at random places, and
// cost more than the rows. So the IDs of new rows stay in memory, and reach table by_id in sorted order, in one go, when
// they are many, or when a later process needs them.
type known struct {
	fresh idSet // of the rows behind upto, and perhaps of some before
	upto  int64 // by_id holds the rows up to this seq
	last  int64 // the greatest seq there is
	began bool
}

// freshAtMost bounds the memory of known.fresh (20 bytes a slot), learnAtMost what is read into it instead of sorted.
const (
	freshAtMost = 3 << 20
	learnAtMost = 1 << 16
)

func (k *known) forget() { *k = known{} }

// refresh learns what this or another process has put since, and makes room for n more. It runs inside the transaction.
func (k *known) refresh(c *conn, n int) error {
	last, _, err := c.number("SELECT coalesce(max(seq), 0) FROM event")
	if err != nil {
		return err
	}
	if k.upto, _, err = c.number("SELECT upto FROM by_id_state"); err != nil {
		return err
	}
	if !k.began {
		*k = known{fresh: idSet{base: k.upto}, upto: k.upto, last: k.upto, began: true}
	}
	if last-k.last > learnAtMost || k.fresh.n > freshAtMost {
		if err := loadByID(c, last); err != nil {
			return err
		}
		*k = known{fresh: idSet{base: last}, upto: last, last: last, began: true}
		k.fresh.reserve(n)
		return nil
	}
	err = c.query("SELECT id, seq FROM event WHERE seq > ?", func(row []driver.Value) error {
		id := idOf(row[0])
		k.fresh.reserve(1)
		if slot, ok := k.fresh.find(id); !ok {
			k.fresh.enter(slot, id, integer(row[1]))
		}
		return nil
	}, k.last)
	k.last = last
	k.fresh.reserve(n)
	return err
}

// loadByID brings table by_id up to the last row. SQLite sorts outside of memory where it must.
func loadByID(c *conn, last int64) error {
	err := c.exec("INSERT INTO by_id (id, seq) SELECT id, seq FROM event WHERE seq > (SELECT upto FROM by_id_state) ORDER BY id")
	if err != nil {
		return err
	}
	return c.exec("UPDATE by_id_state SET upto = ?", last)
}

// row is the row of an ID, and the slot of k.fresh where it is or belongs.
func (k *known) row(c *conn, id incident.ID) (seq int64, slot int, ok bool, err error) {
	slot, ok = k.fresh.find(id)
	if ok {
		return k.fresh.row(slot), slot, true, nil
	}
	if k.upto > 0 {
		seq, ok, err = c.number("SELECT seq FROM by_id WHERE id = ?", id[:])
	}
	return seq, slot, ok, err
}

func idOf(v driver.Value) (id incident.ID) {
	b, _ := v.([]byte)
	copy(id[:], b)
	return id
}
