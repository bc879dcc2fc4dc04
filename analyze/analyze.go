// Package analyze turns facts into conclusions: timelines → clock offsets → which token → cause.
package analyze

import (
	"context"
	"iter"

	"lapse/analyze/incident"
)

// Facts is what analysis needs of a store; every store.Store can be adapted to it in one line (see cmd/cli).
type Facts interface {
	// Timelines hands out whole timelines of the buckets [from, to), in one fixed order; each is good until the next one is
	// asked for. See store.Store.
	Timelines(ctx context.Context, from, to int, rejectedOnly bool) iter.Seq2[*incident.Timeline, error]
}

// Options are what the user declared. The zero value declares nothing.
type Options struct {
	Issuers  []string          // expected iss (API key SIDs); empty: inferred from accepted tokens, then at most likely
	Accounts []string          // expected sub (Account SIDs)
	Policy   string            // the schedule that clients are supposed to run, in the contract's syntax; "" if not declared
	Leeway   incident.Interval // what the validator forgives after exp, in µs; zero value: 0..60 s, narrowed from the data
	Trust    []incident.Clock  // clocks declared right; the logs may refute it

	// Which events to judge; context around them is still used. Zero values: all.
	Since, Until incident.Time
	Identity     string
	Session      string
	Codes        []int
	Buckets      [2]int // judge identities of the buckets [from, to) only; the zero value judges all

	Brief bool // verdicts come without token, evidence, margin and what was ruled out: for whoever only counts them

	Workers int // 0: one a core
}

// Result is everything that was concluded. Reports render it; they compute nothing again.
type Result struct {
	Verdicts []incident.Verdict     // ordered by incident.Verdict.Compare
	Clocks   []incident.ClockReport // ordered by clock name
	Leeway   incident.Interval      // of exp, as learnt
	Issuers  []string               // expected iss: declared or inferred
	Accounts []string
	Inferred bool // issuers and accounts were inferred

	Window     incident.Interval // first and last reading, as Times
	Identities int               // with at least one rejection
	Sessions   int
	Events     int64 // read by the analysis

	Assumptions []string // that hold for the whole run
	Notes       []string // findings about the logs themselves (a refuted --trust, a log zone that is wrong, drift ahead)

	Offsets incident.Offsets // as the recorded lines prove them
	Likely  incident.Offsets // the same, with what is likely where the record leaves a side open: for estimates
}
