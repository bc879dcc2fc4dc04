package clickhouse

import "time"

// SetPause lets a test retry without waiting.
func (s *Store) SetPause(d time.Duration) { s.pause = d }

// SetBlock makes a small answer many blocks, so that it can break off.
func (s *Store) SetBlock(rows int) { s.block = rows }

// FlushAt is how many events one insert carries.
const FlushAt = flushAt
