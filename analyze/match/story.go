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

// Token is one distinct token of an identity with every line that minted or served it.
type Token struct {
	incident.Token
	Host    string // that wrote the first line; "" where no line issued it or none names its host
	Served  []*Request
	Ordinal int // its place in Story.Tokens; means nothing for a token that no line issued

	// Unseen: a session fetched it, and no line tells which it was (a log that is lost or rotated away).
	Unseen bool
}

// First is the first line that issued or served the token; nil where only clients name it.
func (t *Token) First() *Request {
	if len(t.Served) == 0 {
		return nil
	}
	return t.Served[0]
}

// Request is one request to the token endpoint, told by its host's line, a balancer's, or both.
type Request struct {
	Issued *incident.Event // the host's line; nil where only the balancer's is there
	Access *incident.Event // the balancer's line; nil where there is none or it could not be told which
	Token  *Token          // nil where none was handed out, or no line says which
	Joined Doubt           // in that both lines are of one request
}

// OK tells whether a token was handed out.
func (r *Request) OK() bool {
	if r.Issued != nil {
		return r.Issued.Kind == incident.KindIssued
	}
	return r.Access.Status >= 200 && r.Access.Status < 300
}

// Line is the line that tells most of the request.
func (r *Request) Line() *incident.Event {
	if r.Issued != nil {
		return r.Issued
	}
	return r.Access
}

// Session is the session that its lines name, "" if none does.
func (r *Request) Session() string {
	if r.Issued != nil && r.Issued.Session != "" {
		return r.Issued.Session
	}
	if r.Access != nil {
		return r.Access.Session
	}
	return ""
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

// Fetch is one attempt of a session to get a token, by its own lines.
type Fetch struct {
	Asked    *incident.Event // nil where the log does not say when it asked
	Answered *incident.Event // nil where no answer is recorded
	Token    *Token          // nil where it could not be told
	Request  *Request        // that answered, nil where it could not be told

	named *Token // what the answer's own line names
	doubt Doubt  // in Token and Request
}

// Doubt says how surely it is known which token or which request a line means.
type Doubt uint8

const (
	Sure   Doubt = iota
	Likely       // by an offset between two logs that fits best, and not so well that none else can
	Guess        // another would fit as well
)

// Doubt is how surely Token and Request are those of the fetch.
func (f *Fetch) Doubt() Doubt { return f.doubt }

// OK tells whether a token came back: the line of the answer says so, or that of its hand-over where there is none.
func (f *Fetch) OK() bool {
	return f.Answered != nil && f.Answered.Kind != incident.KindFetchFailed
}

// Use is a moment at which a session handed a token over or had one accepted.
type Use struct {
	Event    *incident.Event
	Token    *Token // nil where it could not be told
	Accepted bool   // by the validator (registered, connected), as against handed to the SDK

	doubt Doubt // in Token

	named *Token   // what the line itself names
	among []*Token // what its ttl fits, where it fits several
	from  *Fetch   // the fetch whose token it hands over, where the line names none
	of    *Use     // the use that it repeats or answers

	before *incident.Event // the line before an acceptance: the token had not been presented yet, or just was
}

// Rejection is one refusal: the line in which the application was told, and the other lines of the same refusal.
type Rejection struct {
	Event *incident.Event
	Lines []*incident.Event // the others

	words words
}

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

// sameSecond is how long before iat, by its own clock, a host's line may stand and still be the line of the mint.
const sameSecond = 2 * incident.Second

// findMint puts the line of the mint first: the earliest, unless it stands before iat and another does not (the host's
// clock was set back between the two).
func (t *Token) findMint() {
	for i, r := range t.Served {
		at := r.Issued.Time.Reading
		if !t.Iat.Known() || !at.Known() || at >= t.Iat.Add(-sameSecond) {
			copy(t.Served[1:i+1], t.Served[:i])
			t.Served[0] = r
			break
		}
	}
	if len(t.Served) > 0 {
		t.Host = t.Served[0].Issued.Host
	}
}
