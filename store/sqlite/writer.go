package sqlite

import (
	"database/sql/driver"
	"fmt"

	"lapse/analyze/incident"
)

// writer is the one connection that writes.
type writer struct {
	*conn
	*dictionaries
	known known

	rejected map[int64]struct{} // identities that are in table rejected; not all, see cached

	// Reused from Put to Put.
	fresh, sorted []fresh
	repeats       []*incident.Event
	rows          packer
	counts, next  [incident.Buckets]int
}

// transaction runs f between BEGIN IMMEDIATE and COMMIT. After an error nothing of it is kept.
func (w *writer) transaction(f func() error) error {
	if err := w.exec("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := f()
	if err == nil {
		if err = w.exec("COMMIT"); err == nil {
			return nil
		}
	}
	w.exec("ROLLBACK") // SQLite may have rolled back by itself; then this one fails, and that is all right
	w.forget()
	w.known.forget()
	w.rejected = nil
	w.rows.reset()
	return err
}

// add writes rows.
func (w *writer) add(events []fresh) error {
	for i := range events {
		f := &events[i]
		w.known.last++
		w.known.fresh.move(f.slot, w.known.last)
		if err := w.pack(w.known.last, f); err != nil {
			return err
		}
		if !f.event.Kind.Rejection() {
			continue
		}
		if err := w.reject(f.identity); err != nil {
			return err
		}
	}
	return w.rows.put(w.conn, "INSERT "+insertEvent)
}

// reject notes that an identity has a rejection. An index over the rejections would be written at as many places as a
// batch has identities, again with every batch; this is written once for each.
func (w *writer) reject(identity int64) error {
	if _, ok := w.rejected[identity]; ok {
		return nil
	}
	if w.rejected == nil || len(w.rejected) >= cached {
		w.rejected = map[int64]struct{}{}
	}
	w.rejected[identity] = struct{}{}
	return w.exec("INSERT OR IGNORE INTO rejected (identity) VALUES (?)", identity)
}

// replace writes a row anew.
func (w *writer) replace(seq int64, e *incident.Event) error {
	f := []fresh{{event: e}}
	if err := w.names(f); err != nil {
		return err
	}
	if err := w.pack(seq, &f[0]); err != nil {
		return err
	}
	if err := w.rows.put(w.conn, "REPLACE "+insertEvent); err != nil {
		return err
	}
	return w.exec("DELETE FROM sighting WHERE event = ? AND file = ? AND line = ?", seq, e.Pos.File, e.Pos.Line)
}

// place is the least place of a kept event.
func (w *writer) place(seq int64) (at incident.Pos, err error) {
	found := false
	var from int64
	err = w.query("SELECT origin, line FROM event WHERE seq = ?", func(row []driver.Value) error {
		from, at.Line, found = integer(row[0]), integer(row[1]), true
		return nil
	}, seq)
	if err == nil && !found {
		err = fmt.Errorf("table by_id names row %d, which event does not have", seq)
	}
	if err != nil {
		return at, err
	}
	o, err := w.origins.of(w.conn, from)
	if err != nil {
		return at, err
	}
	at.File = o.file
	return at, nil
}

func (w *writer) sight(seq int64, at incident.Pos) error {
	return w.exec("INSERT OR IGNORE INTO sighting (event, file, line) VALUES (?, ?, ?)", seq, at.File, at.Line)
}
