package sqlite

import (
	"database/sql/driver"
	"fmt"
	"strings"

	"lapse/analyze/incident"
)

// rowsAtOnce is how many rows one INSERT carries. Preparing and stepping a statement costs more than binding a row.
const rowsAtOnce = 64

// writer is the one connection that writes.
type writer struct {
	*conn
	*dictionaries
	known  known
	insert *statement // rowsAtOnce rows
	filled int        // rows of insert that are set

	rejected map[int64]struct{} // identities that are in table rejected; not all, see cached

	// Reused from Put to Put.
	fresh, sorted []fresh
	repeats       []*incident.Event
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
	w.filled, w.rejected = 0, nil
	return err
}

// add appends a row to the statement that is being filled.
func (w *writer) add(seq int64, f *fresh) (err error) {
	if w.insert == nil {
		if w.insert, err = w.prepare(insertEvents(rowsAtOnce)); err != nil {
			return err
		}
	}
	row := w.insert.args[w.filled*eventColumns:][:eventColumns]
	if err := w.write(w.conn, row, seq, f); err != nil {
		return err
	}
	if f.event.Kind.Rejection() {
		if err := w.reject(integer(row[colIdentity].Value)); err != nil {
			return err
		}
	}
	if w.filled++; w.filled < rowsAtOnce {
		return nil
	}
	w.filled = 0
	return w.insert.run(nil)
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

// flush inserts the rows that do not fill a statement, one by one.
func (w *writer) flush() error {
	one, err := w.prepare(insertEvents(1))
	if err != nil {
		return err
	}
	for i := range w.filled {
		for k, arg := range w.insert.args[i*eventColumns:][:eventColumns] {
			one.args[k].Value = arg.Value
		}
		if err := one.run(nil); err != nil {
			return err
		}
	}
	w.filled = 0
	return nil
}

func insertEvents(rows int) string {
	row := "(" + strings.Repeat(", ?", eventColumns)[2:] + ")"
	return "INSERT INTO event (" + eventColumnList + ") VALUES " + strings.Repeat(", "+row, rows)[2:]
}

// replace writes a row anew.
func (w *writer) replace(seq int64, e *incident.Event) error {
	one, err := w.prepare("REPLACE" + strings.TrimPrefix(insertEvents(1), "INSERT"))
	if err != nil {
		return err
	}
	f := []fresh{{event: e}}
	if err := w.names(f); err != nil {
		return err
	}
	if err := w.write(w.conn, one.args, seq, &f[0]); err != nil {
		return err
	}
	if err := one.run(nil); err != nil {
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
