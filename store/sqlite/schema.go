package sqlite

import (
	"bytes"
	"embed"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"

	"lapse/analyze/incident"
	"lapse/store"
)

// migrations are applied in the order of their names; the n-th leads to user_version n. A released one never changes.
//
//go:embed migrations/*.sql
var migrations embed.FS

// applicationID marks the file as lapse's own ("laps" in ASCII, at byte 68 of the file). It is written before the file
// becomes a WAL database, so that it can be read from the file alone.
const applicationID = 0x6c617073

// recognise looks at the first bytes of a file, before SQLite may touch anything. An empty file is about to become a store.
func recognise(path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	header := make([]byte, 100)
	n, err := io.ReadFull(f, header)
	switch {
	case n == 0 && err == io.EOF:
		return nil
	case err != nil && !errors.Is(err, io.ErrUnexpectedEOF):
		return err
	case n < len(header) || !bytes.HasPrefix(header, []byte("SQLite format 3\x00")):
		return &store.Error{Store: path, Problem: store.Foreign, Detail: "not an SQLite file"}
	case binary.BigEndian.Uint32(header[68:]) != applicationID:
		return &store.Error{Store: path, Problem: store.Foreign, Detail: "an SQLite file of something else"}
	}
	return nil
}

// migrate brings the schema up to this version of lapse, each step whole or not at all.
func migrate(c *conn, path string) error {
	files, err := migrations.ReadDir("migrations")
	if err != nil {
		return err
	}
	for {
		version, err := userVersion(c, path, len(files))
		if err != nil || version == len(files) {
			return err
		}
		sql, err := migrations.ReadFile("migrations/" + files[version].Name())
		if err != nil {
			return err
		}
		if err := step(c, version, string(sql)); err != nil {
			return err
		}
	}
}

// userVersion is the version of the schema, refused where it is greater than the newest that is known.
func userVersion(c *conn, path string, newest int) (int, error) {
	n, _, err := c.number("PRAGMA user_version")
	if err == nil && n > int64(newest) {
		detail := fmt.Sprintf("schema %d, this lapse knows %d; use the newer lapse", n, newest)
		err = &store.Error{Store: path, Problem: store.Newer, Detail: detail}
	}
	return int(n), err
}

// step applies one migration, unless another process has done so meanwhile.
func step(c *conn, version int, sql string) error {
	if err := c.script("BEGIN IMMEDIATE"); err != nil {
		return err
	}
	err := func() error {
		if now, _, err := c.number("PRAGMA user_version"); err != nil || int(now) != version {
			return err
		}
		if err := c.script(sql); err != nil {
			return err
		}
		if err := nameKinds(c); err != nil {
			return err
		}
		return c.script(fmt.Sprintf("PRAGMA application_id = %d; PRAGMA user_version = %d", applicationID, version+1))
	}()
	if err != nil {
		c.script("ROLLBACK")
		return err
	}
	return c.script("COMMIT")
}

// nameKinds fills the table of kinds from the one list there is.
func nameKinds(c *conn) error {
	unknown := incident.Kind(255).String()
	for k := incident.KindNone; k.String() != unknown; k++ {
		if err := c.exec("REPLACE INTO kind (id, name) VALUES (?, ?)", int64(k), k.String()); err != nil {
			return err
		}
	}
	return nil
}
