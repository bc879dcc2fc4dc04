package sqlite

import (
	"context"
	"slices"

	"lapse/analyze/incident"
	"lapse/store"
)

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
	event             *incident.Event
	slot              int // of its ID in known.fresh
	bucket            int
	identity, session int64 // their ids
}

func (w *writer) put(ctx context.Context, batch []incident.Event) (added int, err error) {
	others, err := w.known.refresh(w.conn, len(batch))
	if err != nil {
		return 0, err
	}
	if others {
		w.doubt()
	}
	if err := w.sift(batch); err != nil {
		return 0, err
	}
	if err := w.names(w.fresh); err != nil {
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
		_, slot, ok, err := w.known.row(w.conn, &e.ID)
		if err != nil {
			return err
		}
		if !ok {
			w.fresh = append(w.fresh, fresh{event: e, slot: slot, bucket: incident.Bucket(e.Identity)})
			w.known.fresh.enter(slot, e.ID, w.known.last+1) // some row: append knows which
		}
		if ok || len(e.Sightings) > 0 {
			w.repeats = append(w.repeats, e)
		}
	}
	return nil
}

// names looks up identities and sessions, of which there are many, in loops of their own: so short that the processor fetches
// the memory for several look-ups at a time.
func (w *writer) names(events []fresh) (err error) {
	for i := range events {
		if events[i].identity, err = w.identities.id(w.conn, events[i].event.Identity); err != nil {
			return err
		}
	}
	for i := range events {
		if events[i].session, err = w.sessions.id(w.conn, events[i].event.Session); err != nil {
			return err
		}
	}
	return nil
}

// rowsAtOnce is how many rows go to SQLite at a time: as many as the processor's cache holds.
const rowsAtOnce = 1024

// append writes the new events as a run.
func (w *writer) append(ctx context.Context) error {
	first := w.known.last + 1
	w.sortByBucket()
	for part := range slices.Chunk(w.sorted, rowsAtOnce) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := w.add(part); err != nil {
			return err
		}
	}
	return w.addRun(first)
}

// see adds the places of an event that is already kept. Mostly it is the place that is known, and nothing happens.
func (w *writer) see(e *incident.Event) error {
	seq, _, _, err := w.known.row(w.conn, &e.ID)
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
