package match

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// Reader sorts timelines into stories, one after another in the same memory: a story is good until the next one is read.
// It is for one goroutine; the zero value is ready.
type Reader struct {
	story    Story
	index    index
	sessions map[string]*Session

	requests []Request  // of the endpoint's lines
	lines    []*Request // the same, for Story.Requests
	served   []*Request // for the list that each token has of those that served it: mostly of one
}

// Read sorts a timeline into a story that stays. It keeps pointers into the timeline.
func Read(t *incident.Timeline) *Story { return new(Reader).Read(t) }

// Read sorts a timeline. The story keeps pointers into it.
func (r *Reader) Read(t *incident.Timeline) *Story {
	r.reset(t)
	s := &r.story
	for i := range t.Events {
		if e := &t.Events[i]; e.Kind.Server() {
			s.Requests = append(s.Requests, r.server(e))
		} else {
			ses := r.session(e.Session)
			ses.Events = append(ses.Events, e)
		}
	}
	slices.SortFunc(s.Sessions, func(a, b *Session) int { return cmp.Compare(a.Name, b.Name) })
	s.joinAccess()
	for _, ses := range s.Sessions {
		ses.read(&r.index)
		for _, f := range ses.Fetches {
			if f.named != nil {
				f.named.fetched++
			}
		}
	}
	s.Tokens = r.index.tokens
	for _, t := range s.Tokens {
		t.findMint()
	}
	slices.SortStableFunc(s.Tokens, func(a, b *Token) int { return cmp.Compare(a.Exp, b.Exp) })
	for i, t := range s.Tokens {
		t.Ordinal = i
	}
	return s
}

// reset makes room for a timeline.
func (r *Reader) reset(t *incident.Timeline) {
	n := 0
	for i := range t.Events {
		if t.Events[i].Kind.Server() {
			n++
		}
	}
	if r.sessions == nil {
		r.sessions = map[string]*Session{}
	}
	clear(r.sessions)
	r.index.reset(n)
	r.requests = slices.Grow(r.requests[:0], n)
	r.lines = slices.Grow(r.lines[:0], n)
	r.served = slices.Grow(r.served[:0], n)
	r.story = Story{Identity: t.Identity, Requests: r.lines, Sessions: r.story.Sessions[:0]}
}

func (r *Reader) session(name string) *Session {
	ses := r.sessions[name]
	if ses == nil {
		ses = &Session{Name: name}
		r.sessions[name] = ses
		r.story.Sessions = append(r.story.Sessions, ses)
	}
	return ses
}

// server takes a line of the token endpoint's side.
func (r *Reader) server(e *incident.Event) *Request {
	r.requests = append(r.requests, Request{})
	q := &r.requests[len(r.requests)-1]
	if e.Kind == incident.KindAccess {
		q.Access = e
		return q
	}
	q.Issued = e
	if e.Kind == incident.KindIssued && e.Token.Known() {
		if q.Token = r.index.add(&e.Token); q.Token != nil {
			r.serve(q.Token, q)
		}
	}
	return q
}

func (r *Reader) serve(t *Token, q *Request) {
	if t.Served == nil {
		n := len(r.served)
		r.served = append(r.served, nil)
		t.Served = r.served[n : n : n+1]
	}
	t.Served = append(t.Served, q)
}
