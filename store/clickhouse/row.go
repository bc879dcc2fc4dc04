package clickhouse

import (
	"strings"

	"lapse/analyze/incident"
)

// row is one place of one event: a row of table event. An event that stands at three places fills three rows, which agree
// in everything but file and line (or say, each, what its place says). Times and spans are microseconds; the least int64
// means "not recorded".
type row struct {
	bucket   uint16
	identity string
	time     int64 // Event.SortTime
	id       string
	file     string
	line     int64

	kind                     uint8
	session, callSID, host   string
	clock, receivedClock     string
	reading, received        int64
	quantum, receivedQuantum int64
	zone, receivedZone       uint8
	code, wireCode, status   int32
	message, wireMessage     string
	fingerprint, jti         string
	iss, sub, tokenIdentity  string
	iat, nbf, exp            int64
	signature, claims        uint8
	defects                  uint16
	ttl, latency             int64
	atEnd                    uint8
	sdk, app, format         string
}

// columns are the names and types of table event, in the order of row.fields. The first six are the sorting key.
var columns = []struct{ name, kind string }{
	{"bucket", "UInt16"}, {"identity", "String"}, {"time", "Int64"}, {"id", "String"}, {"file", "String"}, {"line", "Int64"},
	{"kind", "UInt8"}, {"session", "String"}, {"call_sid", "String"}, {"host", "String"},
	{"clock", "String"}, {"received_clock", "String"}, {"reading", "Int64"}, {"received", "Int64"},
	{"quantum", "Int64"}, {"received_quantum", "Int64"}, {"zone", "UInt8"}, {"received_zone", "UInt8"},
	{"code", "Int32"}, {"wire_code", "Int32"}, {"status", "Int32"}, {"message", "String"}, {"wire_message", "String"},
	{"fingerprint", "String"}, {"jti", "String"}, {"iss", "String"}, {"sub", "String"}, {"token_identity", "String"},
	{"iat", "Int64"}, {"nbf", "Int64"}, {"exp", "Int64"}, {"signature", "UInt8"}, {"claims", "UInt8"}, {"defects", "UInt16"},
	{"ttl", "Int64"}, {"latency", "Int64"}, {"at_end", "UInt8"}, {"sdk", "String"}, {"app", "String"}, {"format", "String"},
}

const sortingKey = "bucket, identity, time, id, file, line"

// fields are pointers to the columns, for the driver to read from and to scan into: no value is boxed.
func (r *row) fields() []any {
	return []any{
		&r.bucket, &r.identity, &r.time, &r.id, &r.file, &r.line,
		&r.kind, &r.session, &r.callSID, &r.host,
		&r.clock, &r.receivedClock, &r.reading, &r.received,
		&r.quantum, &r.receivedQuantum, &r.zone, &r.receivedZone,
		&r.code, &r.wireCode, &r.status, &r.message, &r.wireMessage,
		&r.fingerprint, &r.jti, &r.iss, &r.sub, &r.tokenIdentity,
		&r.iat, &r.nbf, &r.exp, &r.signature, &r.claims, &r.defects,
		&r.ttl, &r.latency, &r.atEnd, &r.sdk, &r.app, &r.format,
	}
}

func columnNames() string {
	var names []string
	for _, c := range columns {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
}

// set fills the row with what an event says, at one of its places.
func (r *row) set(e *incident.Event, at incident.Pos) {
	t := &e.Token
	*r = row{
		bucket: uint16(incident.Bucket(e.Identity)), identity: e.Identity, time: int64(e.SortTime()), id: string(e.ID[:]),
		file: at.File, line: at.Line,
		kind: uint8(e.Kind), session: e.Session, callSID: e.CallSID, host: e.Host,
		clock: string(e.Time.Clock), receivedClock: string(e.Received.Clock),
		reading: int64(e.Time.Reading), received: int64(e.Received.Reading),
		quantum: int64(e.Time.Quantum), receivedQuantum: int64(e.Received.Quantum),
		zone: uint8(e.Time.Zone), receivedZone: uint8(e.Received.Zone),
		code: e.Code, wireCode: e.WireCode, status: e.Status, message: e.Message, wireMessage: e.WireMessage,
		fingerprint: string(t.Fingerprint), jti: t.JTI, iss: t.Iss, sub: t.Sub, tokenIdentity: t.Identity,
		iat: int64(t.Iat), nbf: int64(t.Nbf), exp: int64(t.Exp),
		signature: uint8(t.Signature), claims: flag(t.Claims), defects: uint16(t.Defects),
		ttl: int64(e.TTL), latency: int64(e.Latency), atEnd: flag(e.End), sdk: e.SDK, app: e.App, format: e.Format,
	}
}

// event is what the row says.
func (r *row) event() incident.Event {
	e := incident.Event{
		Pos: r.pos(), Kind: incident.Kind(r.kind), Identity: r.identity, Session: r.session, CallSID: r.callSID, Host: r.host,
		Time: incident.Stamp{Clock: incident.Clock(r.clock), Reading: incident.Time(r.reading),
			Quantum: incident.Span(r.quantum), Zone: incident.Zone(r.zone)},
		Received: incident.Stamp{Clock: incident.Clock(r.receivedClock), Reading: incident.Time(r.received),
			Quantum: incident.Span(r.receivedQuantum), Zone: incident.Zone(r.receivedZone)},
		Code: r.code, WireCode: r.wireCode, Status: r.status, Message: r.message, WireMessage: r.wireMessage,
		Token: incident.Token{
			Fingerprint: incident.Fingerprint(r.fingerprint), JTI: r.jti, Iss: r.iss, Sub: r.sub, Identity: r.tokenIdentity,
			Iat: incident.Time(r.iat), Nbf: incident.Time(r.nbf), Exp: incident.Time(r.exp),
			Signature: incident.Signature(r.signature), Claims: r.claims != 0, Defects: incident.Defects(r.defects),
		},
		TTL: incident.Span(r.ttl), Latency: incident.Span(r.latency), End: r.atEnd != 0, SDK: r.sdk, App: r.app, Format: r.format,
	}
	copy(e.ID[:], r.id)
	return e
}

func (r *row) pos() incident.Pos { return incident.Pos{File: r.file, Line: r.line} }

func flag(b bool) uint8 {
	if b {
		return 1
	}
	return 0
}
