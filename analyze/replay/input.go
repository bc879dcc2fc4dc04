package replay

import "lapse/analyze/incident"

// Input is what was recorded and concluded.
type Input struct {
	Timelines []incident.Timeline // of all identities, not only of those with rejections
	Offsets   incident.Offsets    // nil: all clocks are taken as right
	Verdicts  []incident.Verdict
	Leeway    incident.Interval // what the validator forgives after exp, in µs; the zero value forgives nothing
}

// NothingToReplay is the error of Run where the timelines hold nothing that could be replayed.
type NothingToReplay struct {
	Missing string // what is missing, and what would help
}

func (e *NothingToReplay) Error() string { return e.Missing }

func noIssuance() error {
	return &NothingToReplay{"no request for a token is recorded that was answered with one: the token server's log, the balancer's, or the clients' own tokenFetched lines would tell"}
}

func noSessions() error {
	return &NothingToReplay{"no client session is recorded: lines that name an identity or a device would tell"}
}

// clocks turns readings into true time.
type clocks struct{ offsets incident.Offsets }

// utc is the reading's true time: the middle of what is known of its clock, or the right clock if that is not excluded
// where only one side is known.
func (c clocks) utc(s incident.Stamp) incident.Time {
	if !s.Known() {
		return incident.NoTime
	}
	return s.Reading.Add(s.Quantum/2 - c.offset(s.Clock, s.Reading))
}

// offset is the best single guess of reading − UTC.
func (c clocks) offset(clock incident.Clock, at incident.Time) incident.Span {
	if c.offsets == nil || clock == incident.UTC || clock == incident.Validator {
		return 0
	}
	known, ok := c.offsets.At(clock, at)
	switch {
	case !ok || known.Empty():
		return 0
	case known.Bounded():
		return incident.Span(known.Lo + (known.Hi-known.Lo)/2)
	}
	return incident.Span(min(max(0, known.Lo), known.Hi))
}
