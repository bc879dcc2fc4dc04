package store

// Finding is one thing that a check of a store found out.
type Finding struct {
	OK   bool
	Text string // one line
}
