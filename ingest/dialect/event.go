package dialect

import (
	"strings"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// side says whose clock stamped a line.
type side uint8

const (
	clientSide side = iota
	issuerSide
	balancerSide
	validatorSide
)

// event begins an event with everything that all dialects read alike.
func (r *Reader) event(x *record, kind incident.Kind, s side) incident.Event {
	e := incident.NewEvent(kind)
	e.Pos.Line = x.Line
	e.Format = r.readBy(x.Format)
	e.Session = r.session(x)
	e.CallSID = callSID(x.text(callField))
	e.SDK, e.App = r.name(x.sdk()), r.name(x.text(appField))
	e.Token = r.token(x)
	e.ID = r.nextID(x, &e.Token)
	e.Identity = r.identity(x.text(identityField))
	if e.Identity == "" {
		e.Identity = e.Token.Identity
	}
	e.Time = stamp(x.Time, r.clock(x, &e, s))
	if e.Time.Known() && x.End {
		e.End = true
	}
	e.Received = stamp(x.Received, incident.CollectorClock(""))
	return e
}

// readBy is the format and the dialect that read a line. Most lines of a source have the same.
func (r *Reader) readBy(format string) string {
	if r.format != format || r.by != r.dialect {
		r.format, r.by = format, r.dialect
		r.formatBy = format + "/" + r.dialect
	}
	return r.formatBy
}

// clock names the clock that stamped the line. A host or balancer that the line does not name has the user's label.
func (r *Reader) clock(x *record, e *incident.Event, s side) incident.Clock {
	switch s {
	case issuerSide:
		e.Host = r.host(x)
		return incident.IssuerClock(e.Host)
	case balancerSide:
		return incident.BalancerClock(r.host(x))
	case validatorSide:
		return incident.Validator
	}
	return incident.ClientClock(r.owner(e))
}

// owner is whose clock a client line shows: the session's, else the identity's, else that of the device in the call, else
// the source's.
func (r *Reader) owner(e *incident.Event) string {
	switch {
	case e.Session != "":
		return e.Session
	case e.Identity != "":
		return e.Identity
	case e.CallSID != "":
		return e.CallSID
	}
	return r.source
}

func (r *Reader) host(x *record) string {
	for _, h := range []string{x.Host, x.text(hostField), r.context.Host} {
		if h != "" {
			return r.name(h)
		}
	}
	return ""
}

func stamp(s format.Stamp, c incident.Clock) incident.Stamp {
	if !s.Known() {
		return incident.NoStamp()
	}
	return incident.Stamp{Clock: c, Reading: s.Reading, Quantum: s.Quantum, Zone: s.Zone}
}

// sdk is the SDK's name and version, with the package's name in front where the line has the bare version.
func (x *record) sdk() string {
	s := x.text(sdkField)
	if strings.Contains(s, "sentry") {
		return "" // Sentry's own
	}
	if s != "" && s[0] >= '0' && s[0] <= '9' && strings.HasSuffix(plain(x.key(sdkField)), "v") {
		return voiceSDK + s
	}
	return s
}

const voiceSDK = "@twilio/voice-sdk@"

// tell hands out an event of a line that stands for itself.
func (r *Reader) tell(e incident.Event) {
	r.out = e
	r.emit(&r.out)
}
