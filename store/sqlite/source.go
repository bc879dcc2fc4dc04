package sqlite

import (
	"bytes"
	"context"
	"database/sql/driver"

	"lapse/analyze/incident"
)

// PutSource implements store.Store.
func (s *Store) PutSource(ctx context.Context, src incident.Source) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	s.writing.Lock()
	defer s.writing.Unlock()
	if err := s.writable(); err != nil {
		return err
	}
	return s.plain(s.w.transaction(func() error { return s.w.putSource(&src) }))
}

func (w *writer) putSource(s *incident.Source) error {
	same := false
	err := w.query("SELECT sha256 FROM source WHERE path = ?", func(row []driver.Value) error {
		hash, _ := row[0].([]byte)
		same = bytes.Equal(hash, s.SHA256[:])
		return nil
	}, s.Path)
	if err != nil || same {
		return err
	}
	if err := w.exec("REPLACE INTO source (path, sha256, bytes, format, read, used, other, rejected, events, truncated) "+
		"VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
		s.Path, s.SHA256[:], s.Bytes, s.Format, s.Read, s.Used, s.Other, s.Rejected, s.Events, s.Truncated); err != nil {
		return err
	}
	if err := w.exec("DELETE FROM reason WHERE path = ?", s.Path); err != nil {
		return err
	}
	for rank, r := range s.Reasons {
		if err := w.exec("INSERT INTO reason (path, rank, text, count, file, line) VALUES (?, ?, ?, ?, ?, ?)",
			s.Path, int64(rank), r.Text, r.Count, r.First.File, r.First.Line); err != nil {
			return err
		}
	}
	return nil
}

// Sources implements store.Store.
func (s *Store) Sources(ctx context.Context) (all []incident.Source, err error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	rd, err := s.borrow()
	if err != nil {
		return nil, s.plain(err)
	}
	defer s.giveBack(rd)
	const columns = "SELECT s.path, s.sha256, s.bytes, s.format, s.read, s.used, s.other, s.rejected, s.events, s.truncated, " +
		"r.text, r.count, r.file, r.line FROM source s LEFT JOIN reason r ON r.path = s.path ORDER BY s.path, r.rank"
	err = rd.query(columns, func(row []driver.Value) error {
		if path := text(row[0]); len(all) == 0 || all[len(all)-1].Path != path {
			all = append(all, sourceOf(row))
		}
		if row[10] != nil {
			last := &all[len(all)-1]
			first := incident.Pos{File: text(row[12]), Line: integer(row[13])}
			last.Reasons = append(last.Reasons, incident.Reason{Text: text(row[10]), Count: integer(row[11]), First: first})
		}
		return nil
	})
	return all, s.plain(err)
}

func sourceOf(row []driver.Value) incident.Source {
	s := incident.Source{
		Path: text(row[0]), Bytes: integer(row[2]), Format: text(row[3]), Read: integer(row[4]), Used: integer(row[5]),
		Other: integer(row[6]), Rejected: integer(row[7]), Events: integer(row[8]), Truncated: text(row[9]),
	}
	hash, _ := row[1].([]byte)
	copy(s.SHA256[:], hash)
	return s
}
