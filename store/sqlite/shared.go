package sqlite

import (
	"database/sql/driver"

	"lapse/analyze/incident"
)

// What events share with one another. Each of these types is a row of the table of its name.

// origin is where an event comes from.
type origin struct {
	file, format, host, sdk, app string
	atEnd                        bool
	clock                        stampClock
	received                     stampClock
}

// stampClock is a stamp without its reading. own means the clock of the event's own session, so that the events of ten
// thousand devices, written to one file by one SDK, have one origin.
type stampClock struct {
	own     bool
	name    string // "" if own
	quantum incident.Span
	zone    incident.Zone
}

// answer is what was answered or reported.
type answer struct {
	code, wireCode, status int32
	message, wireMessage   string
}

// credential is whose token it is, by its claims. own means that it names the event's own identity.
type credential struct {
	iss, sub  string
	own       bool
	identity  string // "" if own
	signature incident.Signature
	defects   incident.Defects
	claims    bool
}

// dictionaries are the tables of what is shared. They belong to one connection.
type dictionaries struct {
	identities  *dictionary[string]
	sessions    *dictionary[string]
	origins     *dictionary[origin]
	answers     *dictionary[answer]
	credentials *dictionary[credential]
}

func newDictionaries() *dictionaries {
	return &dictionaries{
		identities: dictionary[string]{
			table: "identity", fields: []string{"bucket", "name"}, keys: 2,
			row:   func(name string) []driver.Value { return []driver.Value{int64(incident.Bucket(name)), name} },
			value: func(row []driver.Value) string { return text(row[1]) },
		}.ready(),
		sessions: dictionary[string]{
			table: "session", fields: []string{"name"}, keys: 1,
			row:   func(name string) []driver.Value { return []driver.Value{name} },
			value: func(row []driver.Value) string { return text(row[0]) },
		}.ready(),
		origins: dictionary[origin]{
			table: "origin", keys: 1, near: 16, row: originRow, value: originOf,
			fields: []string{"digest", "file", "format", "host", "sdk", "app", "at_end",
				"clock", "quantum", "zone", "received_clock", "received_quantum", "received_zone"},
		}.ready(),
		answers: dictionary[answer]{
			table: "answer", keys: 1, near: 4, row: answerRow, value: answerOf,
			fields: []string{"digest", "code", "wire_code", "status", "message", "wire_message"},
		}.ready(),
		credentials: dictionary[credential]{
			table: "credential", keys: 1, near: 8, row: credentialRow, value: credentialOf,
			fields: []string{"digest", "iss", "sub", "identity", "signature", "defects", "claims"},
		}.ready(),
	}
}

// forget and doubt do so for each dictionary.
func (d *dictionaries) forget() {
	d.identities.forget()
	d.sessions.forget()
	d.origins.forget()
	d.answers.forget()
	d.credentials.forget()
}

func (d *dictionaries) doubt() {
	d.identities.doubt()
	d.sessions.doubt()
	d.origins.doubt()
	d.answers.doubt()
	d.credentials.doubt()
}

func originRow(o origin) []driver.Value {
	return digested(o.file, o.format, o.host, o.sdk, o.app, flag(o.atEnd),
		unless(o.clock.own, o.clock.name), span(o.clock.quantum), int64(o.clock.zone),
		unless(o.received.own, o.received.name), span(o.received.quantum), int64(o.received.zone))
}

func originOf(row []driver.Value) origin {
	return origin{
		file: text(row[1]), format: text(row[2]), host: text(row[3]), sdk: text(row[4]), app: text(row[5]),
		atEnd:    integer(row[6]) != 0,
		clock:    stampClock{row[7] == nil, text(row[7]), spanOf(row[8]), incident.Zone(integer(row[9]))},
		received: stampClock{row[10] == nil, text(row[10]), spanOf(row[11]), incident.Zone(integer(row[12]))},
	}
}

func answerRow(a answer) []driver.Value {
	return digested(int64(a.code), int64(a.wireCode), int64(a.status), a.message, a.wireMessage)
}

func answerOf(row []driver.Value) answer {
	return answer{int32(integer(row[1])), int32(integer(row[2])), int32(integer(row[3])), text(row[4]), text(row[5])}
}

func credentialRow(c credential) []driver.Value {
	return digested(c.iss, c.sub, unless(c.own, c.identity), int64(c.signature), int64(c.defects), flag(c.claims))
}

func credentialOf(row []driver.Value) credential {
	return credential{
		iss: text(row[1]), sub: text(row[2]), own: row[3] == nil, identity: text(row[3]),
		signature: incident.Signature(integer(row[4])), defects: incident.Defects(integer(row[5])), claims: integer(row[6]) != 0,
	}
}
