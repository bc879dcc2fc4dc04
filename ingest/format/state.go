package format

import (
	"time"

	"lapse/analyze/incident"
)

// state is what the decoding of one source carries from line to line: the declared zone, the year of stamps that print
// none, and buffers that are used again. It belongs to one goroutine.
type state struct {
	zone   *time.Location            // of stamps without one; nil: UTC is guessed
	zones  map[string]*time.Location // looked up by name, nil where there is none of that name
	first  int                       // the year of the input's first dated stamp
	year   int                       // of the last stamp without a year
	before incident.Time             // its reading
	dated  bool                      // there was such a stamp

	formats []*Format // the line formats, for what is wrapped
	flat    flattener
	depth   int              // how many wrappings have been taken off the line at hand
	inner   [maxWraps]*Entry // what was inside them
	bare    bool             // no format knew the text in the innermost wrapping
	spill   []Entry          // further entries of the same line, see spread

	sdk       bool // the SDK has spoken: what stands between its lines is the same console's
	spreading bool // spread is at work
}

func newState(o Options, formats []*Format) *state {
	s := &state{year: o.Year, formats: formats}
	s.zone, _ = ParseZone(o.Zone)
	if s.year == 0 {
		s.year = leapYear
	}
	s.first = s.year
	return s
}

// forget makes the next line independent of those before it.
func (s *state) forget() { s.year, s.dated, s.sdk = s.first, false, false }

// begin forgets what was found out about the line before.
func (s *state) begin() {
	s.depth, s.bare, s.spill = 0, false, s.spill[:0]
}

// stamp reads a value that should be a stamp and nothing else.
func (s *state) stamp(text string) (Stamp, bool) {
	if text == "" || len(text) > 80 {
		return NoStamp(), false
	}
	if st, ok := StampOfNumber(text); ok {
		return st, true
	}
	st, n, ok := s.scanStamp(text)
	return st, ok && n == len(text)
}
