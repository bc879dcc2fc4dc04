// Package match finds out which token was presented. It sorts one identity's timeline into a [Story]: the tokens that
// were minted for it, the requests that the token endpoint saw, and its sessions with what each of them fetched, applied
// and had accepted or refused. A rejection then gets a set of candidates, told by the best evidence there is.
package match

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// Story is one identity's timeline, sorted by who said what.
type Story struct {
	Identity string
	Tokens   []*Token   // distinct, by expiry
	Requests []*Request // to the endpoint, as hosts and balancers saw them, by stamp
	Sessions []*Session // by name; the session "" holds lines that name none
}

// Session is one device or tab.
type Session struct {
	Name       string // "" for lines that name none: there may be several tabs behind it
	Events     []*incident.Event
	Pauses     []*incident.Event // those that say that the page froze, or resumed
	Fetches    []*Fetch
	Uses       []*Use
	Rejections []*Rejection
	Clock      *clock.Track // offsets of the session's own clock, by record; nil until Story.Resolve
	Likely     *clock.Track // … and by what is likely

	ix     *index
	paired map[*Request]bool
}

// Doubt says how surely it is known which token or which request a line means.
type Doubt uint8

const (
	Sure   Doubt = iota
	Likely       // by an offset between two logs that fits best, and not so well that none else can
	Guess        // another would fit as well
)
