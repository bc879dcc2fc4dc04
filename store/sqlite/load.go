package sqlite

import (
	"context"
	"errors"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lapse/analyze/incident"
	"lapse/store"
)

// A new store is filled in a file beside its place, without a log of changes: every page is written once, and nobody waits
// for the disk until the end. Then the file is synced and gets its name. So whatever kills the process, there is no store or
// a whole one. The name of what a killed process leaves behind tells whose it is, and that no process holds its lock that
// nobody fills it: the next load of that store removes it.

// loadMark stands between a store's name and the number of a file that is being filled for it.
const loadMark = "-loading-"

func (s *Store) beginLoad() error {
	s.sweep()
	f, err := os.CreateTemp(filepath.Dir(s.file), filepath.Base(s.file)+loadMark+"*") // mode 0600
	if err != nil {
		return err
	}
	s.load = f.Name()
	if err = f.Close(); err == nil {
		err = s.openWriter(s.load, loading(s.options))
	}
	if err != nil {
		os.Remove(s.load)
	}
	return err
}

// sweep removes what killed processes left of this store.
func (s *Store) sweep() {
	dir, mark := filepath.Dir(s.file), filepath.Base(s.file)+loadMark
	entries, err := os.ReadDir(dir)
	if err != nil {
		return // CreateTemp will say why
	}
	for _, e := range entries {
		number, ok := strings.CutPrefix(e.Name(), mark)
		if path := filepath.Join(dir, e.Name()); ok && strings.Trim(number, "0123456789") == "" && abandoned(path) {
			os.Remove(path)
		}
	}
}

// abandoned tells whether no process holds the lock of a file that was filled. One that is new and empty is about to be.
func abandoned(path string) bool {
	info, err := os.Stat(path)
	if err != nil || info.Size() == 0 && time.Since(info.ModTime()) < time.Minute {
		return false
	}
	c, err := dial(dsn(path, url.Values{"mode": {"rw"}, "_busy_timeout": {"0"}}))
	if err == nil {
		err = c.script("BEGIN EXCLUSIVE")
		c.close()
	}
	problem, _ := problemOf(err)
	return err == nil || problem == store.Foreign || problem == store.Damaged // half of a first write is no SQLite file
}

// endLoad publishes before the first read.
func (s *Store) endLoad() error {
	s.writing.Lock()
	defer s.writing.Unlock()
	if s.load == "" {
		return nil
	}
	err := s.publish()
	if err == nil && s.w == nil {
		err = s.openFile()
	}
	return err
}

// publish gives the file that was filled its name. Where the name is taken meanwhile, or the file system has no links, what
// is in it is put into the file of that name, which stays open.
func (s *Store) publish() error {
	load, w := s.load, s.w
	s.load, s.w = "", nil
	defer os.Remove(load)
	if err := errors.Join(w.close(), syncFile(load)); err != nil {
		return err
	}
	if os.Link(load, s.file) == nil {
		return nil
	}
	if err := errors.Join(s.openFile(), s.writable()); err != nil {
		return err
	}
	return s.join(load)
}

func syncFile(path string) error {
	f, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}

// joined is how many events are put at a time where two stores are joined.
const joined = 4096

// join puts what another file holds.
func (s *Store) join(path string) (err error) {
	ctx := context.Background()
	from, err := Open(ctx, path, Options{Existing: true, Private: true})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	batch := make([]incident.Event, 0, joined)
	flush := func() error {
		err := s.w.transaction(func() error {
			_, err := s.w.put(ctx, batch)
			return err
		})
		batch = batch[:0]
		return err
	}
	for t, err := range from.Timelines(ctx, store.All(), store.Everyone) {
		if err != nil {
			return err
		}
		if batch = append(batch, t.Events...); len(batch) < joined {
			continue
		}
		if err := flush(); err != nil {
			return err
		}
	}
	if err := flush(); err != nil {
		return err
	}
	sources, err := from.Sources(ctx)
	if err != nil {
		return err
	}
	return s.w.transaction(func() error {
		for i := range sources {
			if err := s.w.putSource(&sources[i]); err != nil {
				return err
			}
		}
		return nil
	})
}
