package clickhouse

import "time"

// SetPause lets a test retry without waiting.
func (s *Store) SetPause(d time.Duration) { s.pause = d }

// FlushAt is how many events one insert carries.
const FlushAt = flushAt
