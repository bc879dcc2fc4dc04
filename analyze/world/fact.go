package world

import "lapse/analyze/incident"

// fact is one thing that happened and that somebody may log, in true time.
type fact struct {
	kind    incident.Kind
	at      incident.Time // when the line was written
	session *session
	token   *token
	ttl     incident.Span
	request *request
	refusal *refusal
	noise   int // an unrelated error's code
}

// refusal is one decision of the validator against a token, with the story of its session up to then.
type refusal struct {
	session *session
	token   *token
	at      incident.Time // the decision
	seen    incident.Time // by the client
	why     reason
	check   bool // while registered (wire 31205); else in answer to a listen
	life    *life
}
