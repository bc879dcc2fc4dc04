// Package match finds out which token was presented. It sorts one identity's timeline into a [Story]: the tokens that
// were minted for it, the requests that the token endpoint saw, and its sessions with what each of them fetched, applied
// and had accepted or refused. A rejection then gets a set of candidates, told by the best evidence there is.
package match

import (
	"cmp"
	"slices"

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

// Read sorts a timeline. It keeps pointers into it.
func Read(t *incident.Timeline) *Story {
	s := &Story{Identity: t.Identity}
	requests := 0
	for i := range t.Events {
		if t.Events[i].Kind.Server() {
			requests++
		}
	}
	ix, room := newIndex(requests), newRoom(requests)
	s.Requests = make([]*Request, 0, requests)
	sessions := map[string]*Session{}
	for i := range t.Events {
		e := &t.Events[i]
		if e.Kind.Server() {
			s.Requests = append(s.Requests, room.server(e, ix))
			continue
		}
		name := e.Session
		ses := sessions[name]
		if ses == nil {
			ses = &Session{Name: name}
			sessions[name] = ses
			s.Sessions = append(s.Sessions, ses)
		}
		ses.Events = append(ses.Events, e)
	}
	slices.SortFunc(s.Sessions, func(a, b *Session) int { return cmp.Compare(a.Name, b.Name) })
	s.joinAccess()
	for _, ses := range s.Sessions {
		ses.read(ix)
	}
	s.Tokens = ix.tokens
	for _, t := range s.Tokens {
		t.findMint()
	}
	slices.SortStableFunc(s.Tokens, func(a, b *Token) int { return cmp.Compare(a.Exp, b.Exp) })
	for i, t := range s.Tokens {
		t.Ordinal = i
	}
	return s
}

// room is memory for requests, and for the list that each token has of those that served it: mostly of one.
type room struct {
	requests []Request
	served   []*Request
}

func newRoom(requests int) *room {
	return &room{make([]Request, requests), make([]*Request, requests)}
}

// server takes a line of the token endpoint's side.
func (m *room) server(e *incident.Event, ix *index) *Request {
	r := &m.requests[0]
	m.requests = m.requests[1:]
	if e.Kind == incident.KindAccess {
		r.Access = e
		return r
	}
	r.Issued = e
	if e.Kind == incident.KindIssued && e.Token.Known() {
		if r.Token = ix.add(&e.Token); r.Token != nil {
			m.serve(r.Token, r)
		}
	}
	return r
}

func (m *room) serve(t *Token, r *Request) {
	if t.Served == nil {
		t.Served, m.served = m.served[:0:1], m.served[1:]
	}
	t.Served = append(t.Served, r)
}
