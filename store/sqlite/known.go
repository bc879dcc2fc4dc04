package sqlite

import (
	"database/sql/driver"

	"lapse/analyze/incident"
)

// known tells which IDs the store holds.
//
// An index that is kept while rows come in would be written at random places, and cost more than the rows. So the IDs of
// new rows stay in memory (fresh). When they are many, or a later process meets them, they go to table by_id as one run:
// sorted, behind the runs that are there, so that nothing is written twice however large the store is. A Bloom filter for
// each run keeps the look-ups of IDs that are new off the file.
type known struct {
	fresh   idSet   // of the rows behind the last run, and perhaps of some before
	runs    []idRun // in table by_id
	upto    int64   // they hold the rows up to this seq
	last    int64   // the greatest seq there is
	version int64   // PRAGMA data_version: changes when another connection has committed
	began   bool
	asked   int // look-ups in runs without a filter
	limits  limits
}

// idRun is one run of table by_id.
type idRun struct {
	number, upto int64
	filter       filter // nil until it pays to make one
}

// limits bound what known keeps in memory and does without look-ups.
type limits struct {
	fresh int // IDs in known.fresh, 20 bytes a slot; then they become a run
	learn int // of somebody else's rows that are read into known.fresh; more become a run
	ask   int // look-ups without filters, before those are made
}

var usualLimits = limits{fresh: 1_500_000, learn: 1 << 16, ask: 1 << 14}

func (k *known) forget() { *k = known{limits: k.limits} }

// refresh learns what another process, or an earlier one, has put, tells whether there is any, and makes room for n more.
// It runs inside the transaction.
func (k *known) refresh(c *conn, n int) (others bool, err error) {
	version, _, err := c.number("PRAGMA data_version")
	if err != nil {
		return false, err
	}
	if others = !k.began || version != k.version; others {
		if err := k.learn(c); err != nil {
			return false, err
		}
		k.began, k.version = true, version
	}
	if k.fresh.n > k.limits.fresh {
		if err := k.settle(c, true); err != nil {
			return false, err
		}
	}
	k.fresh.reserve(n)
	return others, nil
}

// learn reads what the file says of its runs and of the rows behind them.
func (k *known) learn(c *conn) error {
	if err := k.readRuns(c); err != nil {
		return err
	}
	if !k.began {
		k.fresh, k.last = idSet{base: k.upto}, k.upto
	}
	last, _, err := c.number("SELECT coalesce(max(seq), 0) FROM event")
	if err != nil {
		return err
	}
	from := max(k.last, k.upto)
	k.last = last
	if last-from > int64(k.limits.learn) {
		return k.settle(c, false)
	}
	return c.query("SELECT id, seq FROM event WHERE seq > ?", func(row []driver.Value) error {
		id := idOf(row[0])
		k.fresh.reserve(1)
		if slot, ok := k.fresh.find(id); !ok {
			k.fresh.enter(slot, id, integer(row[1]))
		}
		return nil
	}, from)
}

// readRuns takes up the runs that are not yet known.
func (k *known) readRuns(c *conn) error {
	return c.query("SELECT run, upto FROM id_run WHERE run > ? ORDER BY run", func(row []driver.Value) error {
		run := idRun{number: integer(row[0]), upto: integer(row[1])}
		k.runs, k.upto = append(k.runs, run), run.upto
		return nil
	}, int64(len(k.runs)))
}

// settle makes the rows behind the last run the next one, and says by complete whether k.fresh has all of them. SQLite
// sorts outside of memory where it must.
func (k *known) settle(c *conn, complete bool) error {
	if k.last == k.upto {
		return nil
	}
	run := idRun{number: int64(len(k.runs)) + 1, upto: k.last}
	if err := c.exec("INSERT INTO by_id (run, id, seq) SELECT ?, id, seq FROM event WHERE seq > ? ORDER BY id", run.number, k.upto); err != nil {
		return err
	}
	if err := c.exec("INSERT INTO id_run (run, upto) VALUES (?, ?)", run.number, run.upto); err != nil {
		return err
	}
	if complete {
		run.filter = k.fresh.filter()
	}
	k.runs, k.upto = append(k.runs, run), run.upto
	k.fresh = idSet{base: k.upto}
	return nil
}

// row is the row of an ID, and the slot of k.fresh where it is or belongs.
func (k *known) row(c *conn, id *incident.ID) (seq int64, slot int, ok bool, err error) {
	slot, ok = k.fresh.find(*id)
	if ok {
		return k.fresh.row(slot), slot, true, nil
	}
	for i := range k.runs {
		run := &k.runs[i]
		if run.filter == nil {
			if k.asked++; k.asked > k.limits.ask {
				if err := run.makeFilter(c); err != nil {
					return 0, slot, false, err
				}
			}
		}
		if run.filter != nil && !run.filter.has(id) {
			continue
		}
		seq, ok, err = c.number("SELECT seq FROM by_id WHERE run = ? AND id = ?", run.number, id[:])
		if ok || err != nil {
			break
		}
	}
	return seq, slot, ok, err
}

func (r *idRun) makeFilter(c *conn) error {
	n, _, err := c.number("SELECT count(*) FROM by_id WHERE run = ?", r.number)
	if err != nil {
		return err
	}
	r.filter = newFilter(int(n))
	return c.query("SELECT id FROM by_id WHERE run = ?", func(row []driver.Value) error {
		id := idOf(row[0])
		r.filter.add(&id)
		return nil
	}, r.number)
}

func idOf(v driver.Value) (id incident.ID) {
	b, _ := v.([]byte)
	copy(id[:], b)
	return id
}
