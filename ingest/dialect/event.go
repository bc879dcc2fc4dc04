package dialect

import (
	"strings"
	"unicode/utf8"

	"lapse/analyze/incident"
	"lapse/ingest/format"
	"lapse/ingest/token"
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
	e.ID = r.nextID(x.Key)
	e.Pos.Line = x.Line
	e.Format = r.readBy(x.Format)
	e.Session = r.session(x)
	e.CallSID = callSID(x.text(callField))
	e.SDK, e.App = name(x.sdk()), name(x.text(appField))
	e.Token = r.token(x)
	e.Identity = identity(x.text(identityField))
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
	if r.format != format || r.by != r.name {
		r.format, r.by = format, r.name
		r.formatBy = format + "/" + r.name
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
			return name(h)
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

// Limits on the text that an event takes over from a line.
const (
	maxName    = 256
	maxMessage = 2000
)

// name makes a short text of a line safe to keep.
func name(text string) string { return cut(token.RedactString(text), maxName) }

// message makes a sentence of a line safe to keep.
func message(text string) string { return cut(token.RedactString(text), maxMessage) }

// cut shortens a text without cutting a character in two.
func cut(text string, limit int) string {
	if len(text) <= limit {
		return text
	}
	for limit > 0 && !utf8.RuneStart(text[limit]) {
		limit--
	}
	return text[:limit]
}

// identity cleans a client identity: the scheme of a client address goes, and what cannot be one is dropped.
func identity(text string) string {
	text = strings.TrimPrefix(strings.TrimSpace(text), "client:")
	if strings.HasPrefix(text, "Mozilla/") || text == "-" || text == "undefined" || text == "null" {
		return ""
	}
	return name(text)
}

// callSID drops what is no call's SID: resource SIDs of alerts name other things too.
func callSID(text string) string {
	if strings.HasPrefix(text, "CA") || strings.HasPrefix(text, "TJS") {
		return name(text)
	}
	return ""
}

// tell hands out an event of a line that stands for itself.
func (r *Reader) tell(e incident.Event) { r.emit(e) }
