package sqlite

import (
	"database/sql/driver"

	"lapse/analyze/incident"
)

// known tells which IDs the store holds. An index that is kept while rows come in would be written at random places, and
// cost more than the rows. So the IDs of new rows stay in memory, and reach table by_id in sorted order, in one go, when
// they are many, or when a later process needs them.
type known struct {
	fresh map[incident.ID]int64 // ID → seq of the rows behind upto
	upto  int64                 // by_id holds the rows up to this seq
	last  int64                 // the greatest seq there is
}

// freshAtMost bounds the memory of known.fresh: about 40 bytes each.
const freshAtMost = 1 << 21

func (k *known) forget() { *k = known{} }

// refresh learns what this or another process has put since. It runs inside the transaction.
func (k *known) refresh(c *conn) error {
	last, _, err := c.number("SELECT coalesce(max(seq), 0) FROM event")
	if err != nil {
		return err
	}
	upto, _, err := c.number("SELECT upto FROM lookup WHERE name = 'by_id'")
	if err != nil {
		return err
	}
	if k.fresh == nil {
		k.fresh = map[incident.ID]int64{}
		k.last = upto
	}
	if last-max(upto, k.last) > freshAtMost/8 || len(k.fresh) > freshAtMost {
		if err := byID.load(c); err != nil {
			return err
		}
		clear(k.fresh)
		k.upto, k.last = last, last
		return nil
	}
	k.upto = upto
	err = c.query("SELECT id, seq FROM event WHERE seq > ?", func(row []driver.Value) error {
		var id incident.ID
		copy(id[:], row[0].([]byte))
		k.fresh[id] = integer(row[1])
		return nil
	}, k.last)
	k.last = last
	return err
}

// seq is the row of an ID.
func (k *known) seq(c *conn, id incident.ID) (seq int64, ok bool, err error) {
	if seq, ok := k.fresh[id]; ok || k.upto == 0 {
		return seq, ok, nil
	}
	return c.number("SELECT seq FROM by_id WHERE id = ?", id[:])
}

// add gives a new ID its row.
func (k *known) add(id incident.ID) int64 {
	k.last++
	k.fresh[id] = k.last
	return k.last
}
