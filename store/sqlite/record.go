package sqlite

import (
	"cmp"

	"lapse/analyze/incident"
)

// A record is a row of table event as it was read: short, with ids where the event has what they stand for. Thousands of
// records are sorted, and each becomes an event when its timeline is handed out.
type record struct {
	id                         incident.ID
	fingerprint, jti, callSID  string
	seq                        int64
	identity, session          int64
	origin, answer, credential int64
	line                       int64
	time, received             incident.Time
	iat, nbf, exp              incident.Time
	ttl, latency               incident.Span
	kind                       incident.Kind
	usualJTI                   bool // jti is what appendUsualJTI makes
}

// recordColumns are the columns of a record, in the order in which unpack takes them.
const recordColumns = "e.seq, e.id, e.kind, e.identity, e.session, e.origin, e.answer, e.credential, e.line, " +
	"e.time, e.received, e.call_sid, e.ttl, e.latency, e.fingerprint, e.jti, e.iat, e.nbf, e.exp"

// unpack takes over a row.
func (r *record) unpack(u *unpacker) {
	moment := func() incident.Time { return incident.Time(u.integer(int64(incident.NoTime))) }
	span := func() incident.Span { return incident.Span(u.integer(int64(incident.NoSpan))) }
	r.seq = u.integer(0)
	if id := u.text(); copy(r.id[:], id) < len(r.id) {
		u.fail()
	}
	r.kind = incident.Kind(u.integer(0))
	r.identity, r.session = u.integer(0), u.integer(0)
	r.origin, r.answer, r.credential = u.integer(0), u.integer(0), u.integer(0)
	r.line = u.integer(0)
	r.time, r.received = moment(), moment()
	r.callSID = u.text()
	r.ttl, r.latency = span(), span()
	r.fingerprint = u.text()
	r.usualJTI = u.null()
	r.jti = u.text()
	r.iat, r.nbf, r.exp = moment(), moment(), moment()
}

// sortTime is incident.Event.SortTime.
func (r *record) sortTime() incident.Time {
	if r.time.Known() {
		return r.time
	}
	return r.received
}

// shared is what an event has in common with others, looked up. Most events share all of it with the one before.
type shared struct {
	origin     held[origin]
	answer     held[answer]
	credential held[credential]
	session    held[string]
}

// held is what was looked up last in a dictionary.
type held[V comparable] struct {
	id    int64 // 0 before the first look-up
	value V
}

func (h *held[V]) of(c *conn, d *dictionary[V], id int64) error {
	if h.id == id {
		return nil
	}
	v, err := d.of(c, id)
	if err == nil {
		h.id, h.value = id, *v
	}
	return err
}

// of looks up what a record names.
func (s *shared) of(rd *reader, r *record) error {
	return cmp.Or(
		s.origin.of(rd.conn, rd.origins, r.origin),
		s.answer.of(rd.conn, rd.answers, r.answer),
		s.credential.of(rd.conn, rd.credentials, r.credential),
		s.session.of(rd.conn, rd.sessions, r.session),
	)
}

// event makes the event of a record, but for its sightings and a jti that is the usual one.
func (s *shared) event(r *record, identity string, e *incident.Event) {
	o, a, c, session := &s.origin.value, &s.answer.value, &s.credential.value, s.session.value
	*e = incident.Event{
		ID: r.id, Pos: incident.Pos{File: o.file, Line: r.line}, Kind: r.kind, Identity: identity, Session: session,
		CallSID: r.callSID, Host: o.host,
		Time:     o.clock.stamp(r.time, session),
		Received: o.received.stamp(r.received, ""),
		Code:     a.code, WireCode: a.wireCode, Message: a.message, WireMessage: a.wireMessage, Status: a.status,
		Token: incident.Token{
			Fingerprint: incident.Fingerprint(r.fingerprint),
			JTI:         r.jti, Iss: c.iss, Sub: c.sub, Identity: c.identity, Iat: r.iat, Nbf: r.nbf, Exp: r.exp,
			Signature: c.signature, Defects: c.defects, Claims: c.claims,
		},
		TTL: r.ttl, Latency: r.latency, End: o.atEnd, SDK: o.sdk, App: o.app, Format: o.format,
	}
	if c.own {
		e.Token.Identity = identity
	}
}
