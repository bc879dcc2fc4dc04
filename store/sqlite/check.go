package sqlite

import (
	"context"
	"database/sql/driver"
	"fmt"

	"lapse/store"
)

// Check opens the store and has SQLite look at every page of it. The error is for what keeps it from looking at all.
func Check(ctx context.Context, path string) (found []store.Finding, err error) {
	s, err := Open(ctx, path, Options{Existing: true})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	rd, err := s.borrow()
	if err != nil {
		return nil, s.plain(err)
	}
	defer s.giveBack(rd)
	err = rd.query("PRAGMA integrity_check(10)", func(row []driver.Value) error {
		said := text(row[0])
		found = append(found, store.Finding{OK: said == "ok", Text: "integrity check: " + said})
		return nil
	})
	if err != nil {
		return nil, s.plain(err)
	}
	c, err := s.Counts(ctx)
	if err != nil {
		return nil, err
	}
	access := "can be read and written"
	if s.w == nil {
		access = "can only be read"
	}
	sum := fmt.Sprintf("%d events, %d rejections, %d identities; the file %s", c.Events, c.Rejections, c.Identities, access)
	return append(found, store.Finding{OK: true, Text: sum}), nil
}
