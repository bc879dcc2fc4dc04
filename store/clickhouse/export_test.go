package clickhouse

import (
	"context"
	"time"
)

// SetPause lets a test retry without waiting.
func (s *Store) SetPause(d time.Duration) { s.pause = d }

// SetBlock makes a small answer many blocks, so that it can break off.
func (s *Store) SetBlock(rows int) { s.block = rows }

// SetRows makes a small load many inserts.
func (s *Store) SetRows(rows int) { s.rows = rows }

// SendRows is how many events one insert carries.
const SendRows = sendRows

// Texts asks the servers for one column.
func (s *Store) Texts(ctx context.Context, query string) (texts []string, err error) {
	rows, err := s.conn.Query(ctx, query)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, err
		}
		texts = append(texts, text)
	}
	return texts, rows.Err()
}
