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

// token reads the token of a line: the JWT itself, a fingerprint, or single claims.
//
// Claims is set only where the line names iss and exp, be it as null: a line that logs jti and exp says nothing about
// the others. A claim that such a line leaves out (nbf, mostly) is not known to be absent from the token.
func (r *Reader) token(x *record) incident.Token {
	t := incident.NoToken()
	if raw := x.text(tokenField); raw != "" {
		t = r.decode(raw)
	}
	if t.Fingerprint == "" && x.has(sumField) {
		t.Fingerprint, _ = token.ParseFingerprint(x.text(sumField))
	}
	if t.Claims {
		return t
	}
	x.claims(&t)
	return t
}

// decode reads a text that stands where a token should; a text that is nothing like one (an opaque id, "undefined") says
// nothing.
func (r *Reader) decode(raw string) incident.Token {
	start, end, ok := token.Find([]byte(raw))
	if !ok {
		if sum, ok := token.ParseFingerprint(raw); ok && sum.Whole() {
			t := incident.NoToken()
			t.Fingerprint = sum
			return t
		}
		return incident.NoToken()
	}
	return r.presented(raw[start:end])
}

// claims fills in what single fields say of the token.
func (x *record) claims(t *incident.Token) {
	set := func(s *string, f target) {
		if *s == "" {
			*s = name(x.text(f))
		}
	}
	set(&t.JTI, jtiField)
	set(&t.Iss, issField)
	set(&t.Sub, subField)
	when := func(at *incident.Time, f target) {
		if !at.Known() && x.has(f) {
			*at = claimTime(x.text(f))
		}
	}
	when(&t.Iat, iatField)
	when(&t.Nbf, nbfField)
	when(&t.Exp, expField)
	x.expMillis(t)
	t.Claims = t.Exp.Known() && (t.Iss != "" || x.namesIss())
}

// expMillis finds the mistake of minting exp in milliseconds, where the line's other claims are in seconds.
func (x *record) expMillis(t *incident.Token) {
	exp, ok := number(x.text(expField))
	if !ok || exp < 1e11 {
		return
	}
	for _, f := range []target{iatField, nbfField} {
		if other, ok := number(x.text(f)); ok && other < 1e11 {
			t.Exp = incident.Time(exp * 1e6)
			t.Defects |= incident.ExpMillis
			return
		}
	}
}

// namesIss tells whether the line has an iss that is null or empty.
func (x *record) namesIss() bool {
	for i := range x.Fields {
		if k := x.Fields[i].Key; k == "iss" || strings.HasSuffix(k, ".iss") {
			return true
		}
	}
	return false
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

// presented decodes the token of a listen frame. Whatever stands there was presented, so what is no token at all is an
// unreadable one.
func (r *Reader) presented(raw string) incident.Token {
	t := r.context.Keys.Decode([]byte(raw))
	t.JTI, t.Iss, t.Sub = name(t.JTI), name(t.Iss), name(t.Sub)
	t.Identity = identity(t.Identity)
	return t
}
