package sqlite

import (
	"database/sql/driver"
	"errors"

	"lapse/analyze/incident"
)

// A record is a row of table event as it was read: short, with ids where the event has what they stand for. Thousands of
// records are sorted, and each becomes an event when its timeline is handed out.
type record struct {
	key                        string // the 16 bytes of the ID, then the fingerprint
	jti, callSID               string
	identity, session          int64
	origin, answer, credential int64
	line                       int64
	time, received             incident.Time
	iat, nbf, exp              incident.Time
	ttl, latency               incident.Span
	kind                       incident.Kind
	usualJTI                   bool // jti is what usualJTI makes
}

// The columns of a record, as recordColumns lists them. ID and fingerprint come as one text, because every text costs an
// allocation or two; the driver hands its bytes on as they are. Those of a sighting follow where they are asked for.
const (
	recKey = iota
	recKind
	recIdentity
	recSession
	recOrigin
	recAnswer
	recCredential
	recLine
	recTime
	recReceived
	recCallSID
	recTTL
	recLatency
	recJTI
	recIat
	recNbf
	recExp
	recSeq
	recSightingFile
	recSightingLine
)

const recordColumns = "e.id || ifnull(e.fingerprint, ''), e.kind, e.identity, e.session, e.origin, e.answer, e.credential, e.line, " +
	"e.time, e.received, e.call_sid, e.ttl, e.latency, e.jti, e.iat, e.nbf, e.exp"

var errRow = errors.New("a row of table event is damaged")

// scan takes over a row.
func (r *record) scan(row []driver.Value) error {
	*r = record{
		key:  text(row[recKey]),
		kind: incident.Kind(integer(row[recKind])), identity: integer(row[recIdentity]), session: integer(row[recSession]),
		origin: integer(row[recOrigin]), answer: integer(row[recAnswer]), credential: integer(row[recCredential]),
		line: integer(row[recLine]), time: momentOf(row[recTime]), received: momentOf(row[recReceived]),
		callSID: text(row[recCallSID]), ttl: spanOf(row[recTTL]), latency: spanOf(row[recLatency]),
		jti: text(row[recJTI]), usualJTI: row[recJTI] == nil,
		iat: momentOf(row[recIat]), nbf: momentOf(row[recNbf]), exp: momentOf(row[recExp]),
	}
	if len(r.key) < len(incident.ID{}) {
		return errRow
	}
	return nil
}

// sortTime is incident.Event.SortTime.
func (r *record) sortTime() incident.Time {
	if r.time.Known() {
		return r.time
	}
	return r.received
}

func (r *record) id() string { return r.key[:len(incident.ID{})] }

// event makes the event of a record, but for its sightings.
func (rd *reader) event(r *record, e *incident.Event) error {
	o, err := rd.origins.of(rd.conn, r.origin)
	if err != nil {
		return err
	}
	a, err := rd.answers.of(rd.conn, r.answer)
	if err != nil {
		return err
	}
	c, err := rd.credentials.of(rd.conn, r.credential)
	if err != nil {
		return err
	}
	session, err := rd.sessions.of(rd.conn, r.session)
	if err != nil {
		return err
	}
	identity, err := rd.identities.of(rd.conn, r.identity)
	if err != nil {
		return err
	}
	*e = incident.Event{
		Pos: incident.Pos{File: o.file, Line: r.line}, Kind: r.kind, Identity: *identity, Session: *session,
		CallSID: r.callSID, Host: o.host,
		Time:     o.clock.stamp(r.time, *session),
		Received: o.received.stamp(r.received, ""),
		Code:     a.code, WireCode: a.wireCode, Message: a.message, WireMessage: a.wireMessage, Status: a.status,
		Token: incident.Token{
			Fingerprint: incident.Fingerprint(r.key[len(e.ID):]),
			JTI:         r.jti, Iss: c.iss, Sub: c.sub, Identity: c.identity, Iat: r.iat, Nbf: r.nbf, Exp: r.exp,
			Signature: c.signature, Defects: c.defects, Claims: c.claims,
		},
		TTL: r.ttl, Latency: r.latency, End: o.atEnd, SDK: o.sdk, App: o.app, Format: o.format,
	}
	copy(e.ID[:], r.id())
	if c.own {
		e.Token.Identity = *identity
	}
	if r.usualJTI {
		e.Token.JTI = usualJTI(c.iss, r.iat)
	}
	return nil
}
