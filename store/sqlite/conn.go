package sqlite

import (
	"context"
	"database/sql/driver"
	"io"

	"github.com/mattn/go-sqlite3"
)

// conn is one connection to the file, used by one goroutine at a time. It speaks to the driver below database/sql, whose
// conversion of every argument and column costs more than SQLite itself on rows as narrow as ours.
type conn struct {
	c     *sqlite3.SQLiteConn
	stmts map[string]*statement // prepared once, kept until close
}

type statement struct {
	s    *sqlite3.SQLiteStmt
	args []driver.NamedValue // reused by every run
	row  []driver.Value
}

func dial(dsn string) (*conn, error) {
	if err := installFunctions(); err != nil {
		return nil, err
	}
	c, err := (&sqlite3.SQLiteDriver{}).Open(dsn)
	if err != nil {
		return nil, err
	}
	return &conn{c: c.(*sqlite3.SQLiteConn), stmts: map[string]*statement{}}, nil
}

func (c *conn) close() error {
	for _, s := range c.stmts {
		s.s.Close()
	}
	return c.c.Close()
}

// script runs statements without parameters, as migrations and PRAGMAs are.
func (c *conn) script(sql string) error {
	_, err := c.c.Exec(sql, nil)
	return err
}

func (c *conn) prepare(sql string) (*statement, error) {
	if s := c.stmts[sql]; s != nil {
		return s, nil
	}
	s, err := c.c.Prepare(sql)
	if err != nil {
		return nil, err
	}
	st := &statement{s: s.(*sqlite3.SQLiteStmt), args: make([]driver.NamedValue, s.NumInput())}
	for i := range st.args {
		st.args[i].Ordinal = i + 1
	}
	c.stmts[sql] = st
	return st, nil
}

// query runs a statement and calls each with every row; the row is reused. It serves INSERT, UPDATE and DELETE too: the
// driver marshals all parameters of a Query and binds and steps it in one crossing into C, where Exec crosses once a
// parameter (TestQueryInserts holds the driver to it). An int, a string, a []byte, an int64 and nil may be bound.
func (c *conn) query(sql string, each func(row []driver.Value) error, args ...driver.Value) error {
	st, err := c.prepare(sql)
	if err != nil {
		return err
	}
	for i, a := range args {
		st.args[i].Value = a
	}
	return st.run(each)
}

// exec is query for statements that give no rows.
func (c *conn) exec(sql string, args ...driver.Value) error {
	return c.query(sql, nil, args...)
}

// number is the single integer that a statement gives; ok is false where it gives no row.
func (c *conn) number(sql string, args ...driver.Value) (n int64, ok bool, err error) {
	err = c.query(sql, func(row []driver.Value) error {
		n, ok = row[0].(int64)
		return nil
	}, args...)
	return n, ok, err
}

func (st *statement) run(each func(row []driver.Value) error) error {
	rows, err := st.s.QueryContext(context.Background(), st.args)
	if err != nil {
		return err
	}
	defer rows.Close()
	if st.row == nil {
		st.row = make([]driver.Value, len(rows.Columns()))
	}
	for {
		if err := rows.Next(st.row); err == io.EOF {
			return nil
		} else if err != nil {
			return err
		}
		if each == nil {
			continue
		}
		if err := each(st.row); err != nil {
			return err
		}
	}
}
