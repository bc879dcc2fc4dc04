package sqlite

import (
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

const eventColumns = "seq, id, kind, identity, session, origin, answer, credential, line, time, received, call_sid, " +
	"ttl, latency, fingerprint, jti, iat, nbf, exp"

// insertEvent takes what pack makes.
var insertEvent = "INTO event (" + eventColumns + ") VALUES (?" + strings.Repeat(", ?", strings.Count(eventColumns, ",")) + ")"

// pack appends a row of table event. What events share goes to the dictionaries.
func (w *writer) pack(seq int64, f *fresh) error {
	e, t := f.event, &f.event.Token
	from, err := w.origins.id(w.conn, origin{
		file: e.Pos.File, format: e.Format, host: e.Host, sdk: e.SDK, app: e.App, atEnd: e.End,
		clock: clockOf(&e.Time, e.Session), received: clockOf(&e.Received, ""),
	})
	if err != nil {
		return err
	}
	said, err := w.answers.id(w.conn, answer{e.Code, e.WireCode, e.Status, e.Message, e.WireMessage})
	if err != nil {
		return err
	}
	whose, err := w.credentials.id(w.conn, credentialOfEvent(e))
	if err != nil {
		return err
	}
	p := &w.rows
	p.integer(seq)
	p.blob(e.ID[:])
	for _, n := range [...]int64{int64(e.Kind), f.identity, f.session, from, said, whose, e.Pos.Line} {
		p.integer(n)
	}
	p.moment(e.Time.Reading)
	p.moment(e.Received.Reading)
	p.text(e.CallSID == "", e.CallSID)
	p.span(e.TTL)
	p.span(e.Latency)
	p.fingerprint(t.Fingerprint)
	p.text(isUsualJTI(t), t.JTI)
	p.moment(t.Iat)
	p.moment(t.Nbf)
	p.moment(t.Exp)
	return nil
}

// appendUsualJTI adds the jti that Twilio's helper libraries make: the key's SID and the second of minting. It is not
// stored.
func appendUsualJTI(to []byte, iss string, iat incident.Time) []byte {
	if !makesJTI(iss, iat) {
		return to
	}
	return strconv.AppendInt(append(append(to, iss...), '-'), iat.Seconds(), 10)
}

// makesJTI tells whether there is a usual jti.
func makesJTI(iss string, iat incident.Time) bool {
	return iss != "" && iat.Known() && incident.Unix(iat.Seconds()) == iat
}

// isUsualJTI tells whether the jti is what appendUsualJTI makes, without making it.
func isUsualJTI(t *incident.Token) bool {
	if !makesJTI(t.Iss, t.Iat) {
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
