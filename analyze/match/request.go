package match

import "lapse/analyze/incident"

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
