package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"
	"strings"

	"lapse/analyze/incident"
	"lapse/store"
)

// rowsAtOnce is how many rows one INSERT carries. Preparing and stepping a statement costs more than binding a row.
const rowsAtOnce = 200

// writer is the one connection that writes.
type writer struct {
	*conn
	*dictionaries
	known  known
	insert *statement // rowsAtOnce rows
	filled int        // rows of insert that are set

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
	w.filled = 0
	return err
}

// Put implements store.Store.
func (s *Store) Put(ctx context.Context, batch []incident.Event) (added int, err error) {
	if len(batch) == 0 {
		return 0, ctx.Err()
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.writable(); err != nil {
		return 0, err
	}
	err = s.w.transaction(func() error {
		added, err = s.w.put(ctx, batch)
		return err
	})
	if err != nil {
		return 0, s.plain(err)
	}
	return added, nil
}

// fresh is an event whose ID is new.
type fresh struct {
	event  *incident.Event
	slot   int // of its ID in known.fresh
	bucket int
}

func (w *writer) put(ctx context.Context, batch []incident.Event) (added int, err error) {
	if err := w.known.refresh(w.conn, len(batch)); err != nil {
		return 0, err
	}
	if err := w.sift(batch); err != nil {
		return 0, err
	}
	if len(w.fresh) > 0 {
		if err := w.append(ctx); err != nil {
			return 0, err
		}
	}
	for _, e := range w.repeats {
		if err := w.see(e); err != nil {
			return 0, err
		}
	}
	return len(w.fresh), ctx.Err()
}

// sift tells the events that are new from those whose ID is kept, or stands in the batch before.
func (w *writer) sift(batch []incident.Event) error {
	w.fresh, w.repeats = w.fresh[:0], w.repeats[:0]
	for i := range batch {
		e := &batch[i]
		if len(e.Sightings) > 0 {
			kept := store.Merge(*e, *e) // the least place first
			e = &kept
		}
		_, slot, ok, err := w.known.row(w.conn, e.ID)
		if err != nil {
			return err
		}
		if !ok {
			w.fresh = append(w.fresh, fresh{e, slot, incident.Bucket(e.Identity)})
			w.known.fresh.enter(slot, e.ID, w.known.last+1) // some row: append knows which
		}
		if ok || len(e.Sightings) > 0 {
			w.repeats = append(w.repeats, e)
		}
	}
	return nil
}

// append writes the new events as a run.
func (w *writer) append(ctx context.Context) error {
	first := w.known.last + 1
	w.sortByBucket()
	for i, f := range w.sorted {
		if i%rowsAtOnce == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		w.known.last++
		w.known.fresh.move(f.slot, w.known.last)
		if err := w.add(w.known.last, f.event); err != nil {
			return err
		}
	}
	if err := w.flush(); err != nil {
		return err
	}
	return w.addRun(first)
}

// add appends a row to the statement that is being filled.
func (w *writer) add(seq int64, e *incident.Event) (err error) {
	if w.insert == nil {
		if w.insert, err = w.prepare(insertEvents(rowsAtOnce)); err != nil {
			return err
		}
	}
	row := w.insert.args[w.filled*eventColumns:][:eventColumns]
	if err := w.write(w.conn, row, seq, e); err != nil {
		return err
	}
	if w.filled++; w.filled < rowsAtOnce {
		return nil
	}
	w.filled = 0
	return w.insert.run(nil)
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

// see adds the places of an event that is already kept. Mostly it is the place that is known, and nothing happens.
func (w *writer) see(e *incident.Event) error {
	seq, _, _, err := w.known.row(w.conn, e.ID)
	if err != nil {
		return err
	}
	least, err := w.place(seq)
	if err != nil {
		return err
	}
	if e.Pos.Compare(least) < 0 { // then what this record says counts
		if err := w.replace(seq, e); err != nil {
			return err
		}
		if err := w.sight(seq, least); err != nil {
			return err
		}
		least = e.Pos
	}
	for _, at := range append([]incident.Pos{e.Pos}, e.Sightings...) {
		if at == least {
			continue
		}
		if err := w.sight(seq, at); err != nil {
			return err
		}
	}
	return nil
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
	at.File = o.file
	return at, err
}

func (w *writer) sight(seq int64, at incident.Pos) error {
	return w.exec("INSERT OR IGNORE INTO sighting (event, file, line) VALUES (?, ?, ?)", seq, at.File, at.Line)
}

// replace writes a row anew.
func (w *writer) replace(seq int64, e *incident.Event) error {
	one, err := w.prepare("REPLACE" + strings.TrimPrefix(insertEvents(1), "INSERT"))
	if err != nil {
		return err
	}
	if err := w.write(w.conn, one.args, seq, e); err != nil {
		return err
	}
	if err := one.run(nil); err != nil {
		return err
	}
	return w.exec("DELETE FROM sighting WHERE event = ? AND file = ? AND line = ?", seq, e.Pos.File, e.Pos.Line)
}
