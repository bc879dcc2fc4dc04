package sqlite

import (
	"database/sql/driver"
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

// The columns of table event, in the order in which they are bound and read.
const (
	colSeq = iota
	colID
	colKind
	colIdentity
	colSession
	colOrigin
	colAnswer
	colCredential
	colLine
	colTime
	colReceived
	colCallSID
	colTTL
	colLatency
	colFingerprint
	colJTI
	colIat
	colNbf
	colExp
	eventColumns
)

const eventColumnList = "seq, id, kind, identity, session, origin, answer, credential, line, time, received, call_sid, " +
	"ttl, latency, fingerprint, jti, iat, nbf, exp"

// write puts an event into the parameters of one row. What events share goes to the dictionaries.
func (d *dictionaries) write(c *conn, row []driver.NamedValue, seq int64, f *fresh) (err error) {
	e := f.event
	id := func(id driver.Value, e error) driver.Value {
		if err == nil {
			err = e
		}
		return id
	}
	row[colSeq].Value = seq
	row[colID].Value = e.ID[:]
	row[colKind].Value = int64(e.Kind)
	row[colIdentity].Value = f.identity
	row[colSession].Value = f.session
	row[colOrigin].Value = id(d.origins.id(c, origin{
		file: e.Pos.File, format: e.Format, host: e.Host, sdk: e.SDK, app: e.App, atEnd: e.End,
		clock: clockOf(&e.Time, e.Session), received: clockOf(&e.Received, ""),
	}))
	row[colAnswer].Value = id(d.answers.id(c, answer{e.Code, e.WireCode, e.Status, e.Message, e.WireMessage}))
	row[colCredential].Value = id(d.credentials.id(c, credentialOfEvent(e)))
	row[colLine].Value = e.Pos.Line
	row[colTime].Value = moment(e.Time.Reading)
	row[colReceived].Value = moment(e.Received.Reading)
	row[colCallSID].Value = unless(e.CallSID == "", e.CallSID)
	row[colTTL].Value = span(e.TTL)
	row[colLatency].Value = span(e.Latency)
	row[colFingerprint].Value = nil
	if e.Token.Fingerprint != "" {
		row[colFingerprint].Value = []byte(e.Token.Fingerprint)
	}
	row[colJTI].Value = unless(isUsualJTI(&e.Token), e.Token.JTI)
	row[colIat].Value = moment(e.Token.Iat)
	row[colNbf].Value = moment(e.Token.Nbf)
	row[colExp].Value = moment(e.Token.Exp)
	return err
}

// usualJTI is the jti that Twilio's helper libraries make: the key's SID and the second of minting. It is not stored.
func usualJTI(iss string, iat incident.Time) string {
	if iss == "" || !iat.Known() || incident.Unix(iat.Seconds()) != iat {
		return ""
	}
	return iss + "-" + strconv.FormatInt(iat.Seconds(), 10)
}

// isUsualJTI tells whether the jti is what usualJTI makes, without making it.
func isUsualJTI(t *incident.Token) bool {
	if t.Iss == "" || !t.Iat.Known() || incident.Unix(t.Iat.Seconds()) != t.Iat {
		return t.JTI == ""
	}
	var digits [20]byte
	rest, ok := strings.CutPrefix(t.JTI, t.Iss)
	return ok && strings.HasPrefix(rest, "-") && rest[1:] == string(strconv.AppendInt(digits[:0], t.Iat.Seconds(), 10))
}

func credentialOfEvent(e *incident.Event) credential {
	t := &e.Token
	c := credential{iss: t.Iss, sub: t.Sub, signature: t.Signature, defects: t.Defects, claims: t.Claims}
	if c.own = t.Identity == e.Identity; !c.own {
		c.identity = t.Identity
	}
	return c
}

// clientPrefix begins the names of clients' clocks.
var clientPrefix = string(incident.ClientClock(""))

func clockOf(s *incident.Stamp, session string) stampClock {
	c := stampClock{quantum: s.Quantum, zone: s.Zone}
	owner, client := strings.CutPrefix(string(s.Clock), clientPrefix)
	if c.own = session != "" && client && owner == session; !c.own {
		c.name = string(s.Clock)
	}
	return c
}

func (c stampClock) stamp(t incident.Time, session string) incident.Stamp {
	s := incident.Stamp{Clock: incident.Clock(c.name), Reading: t, Quantum: c.quantum, Zone: c.zone}
	if c.own {
		s.Clock = incident.ClientClock(session)
	}
	return s
}
