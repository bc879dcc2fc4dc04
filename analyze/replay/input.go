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
