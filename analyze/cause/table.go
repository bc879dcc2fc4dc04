// Package cause says why a token was refused. It walks one decision table over three-valued conditions (expired, really
// elapsed, not valid yet, had a duty to refresh …), each evaluated over intervals of time; what is left at the end is the
// set of causes that the record allows.
//
// An example. A token of 3600 s is refused 12 s after its exp. On the session's own clock 3240 s had passed since it
// asked for the token: expired (X) holds, really elapsed (G) does not, so row 6 says clock_skew / issuer_behind; with a
// right issuer's clock it would have been valid for another 360 s. Had 3612 s passed, rows 7 to 14 would have asked
// what the session had done to get a new one.
//
// The causes are a table ([Table]), one file each, with their meaning and their cure as data.
package cause

import "lapse/analyze/incident"

// Cause is one row of the table of causes, as `lapse explain CAUSE` and `lapse list causes` show it.
type Cause struct {
	Name     incident.Cause
	Meaning  string // one line
	Shows    string // how it shows in the logs
	Fix      string // what to do about it
	Subcause []Sub
}

// Sub is one sub-cause.
type Sub struct {
	Name    incident.Subcause
	Meaning string
	Fix     string
}

// Table lists every cause, in the order of the contract.
func Table() []Cause {
	return []Cause{genuineExpiry, missedRefresh, clockSkew, wrongIss, badSignature, badToken, undetermined}
}
