package dialect

import (
	"net/url"
	"strings"
	"time"

	"lapse/analyze/incident"
)

// readMonitor reads Twilio's own account of errors: Monitor alerts (REST, CLI), the Debugger's webhook and the error log
// of Event Streams. They are the validator's words, stamped by its clock; date_created may lag behind date_generated.
func readMonitor(r *Reader, x *record) answer {
	if !x.alert() {
		return notMine
	}
	f := failure{code: code(x.text(codeField)), message: x.alertText()}
	f.setWire(f.code, f.message)
	if isDescription(f.code, f.message) {
		f.wireMessage = ""
	}
	kind := f.kind()
	if kind == incident.KindNone {
		return other
	}
	e := r.event(x, kind, validatorSide)
	f.fill(r, &e)
	if at, ok := x.generated(); ok {
		e.Time = at
	}
	if e.Identity == "" {
		e.Identity = r.identity(x.alertParameter("identity", "from", "caller"))
	}
	if e.Identity == "" {
		e.Identity = r.identity(x.alertValue("identity"))
	}
	r.tell(e)
	return used
}

// alert tells whether the line is one: it has an error code, and a field or a SID (NO…) that only alerts have.
func (x *record) alert() bool {
	switch {
	case !x.has(codeField):
		return false
	case strings.HasPrefix(x.Format, "twilio-cli"), x.marks&alertMark != 0:
		return true
	case x.marks&(sidMark|typeMark) == 0:
		return false
	}
	for i := range x.Fields {
		f := &x.Fields[i]
		if strings.HasPrefix(f.Value, "com.twilio.error-logs") || len(f.Value) == 34 && strings.HasPrefix(f.Value, "NO") && plain(f.Key) == "sid" {
			return true
		}
	}
	return false
}

// alertValue is the first field whose last name is one of the given, in plain form.
func (x *record) alertValue(names ...string) string {
	for _, name := range names {
		for i := range x.Fields {
			key := x.Fields[i].Key
			if plain(key[strings.LastIndexByte(key, '.')+1:]) == name {
				return x.Fields[i].Value
			}
		}
	}
	return ""
}

// alertText is what the alert says. It is often a query string, with the sentence as Msg.
func (x *record) alertText() string {
	if msg := x.alertParameter("msg", "message"); msg != "" {
		return msg
	}
	return x.alertValue("alerttext", "errormessage", "msg", "message", "description")
}

// alertParameter is the first of the named parameters of an alert text that is a query string.
func (x *record) alertParameter(names ...string) string {
	text := x.alertValue("alerttext")
	if !strings.Contains(text, "=") {
		return ""
	}
	values, err := url.ParseQuery(text)
	if err != nil {
		return ""
	}
	for _, name := range names {
		for key := range values {
			if strings.EqualFold(key, name) {
				return values.Get(key)
			}
		}
	}
	return ""
}

// generated is when the validator saw the error; the line's own stamp may be that of the record.
func (x *record) generated() (incident.Stamp, bool) {
	text := x.alertValue("dategenerated")
	for _, layout := range []string{time.RFC3339Nano, time.RFC1123Z, time.RFC1123} {
		t, err := time.Parse(layout, text)
		if err != nil {
			continue
		}
		quantum := incident.Second
		if t.Nanosecond() != 0 {
			quantum = incident.Millisecond
		}
		return incident.Stamp{Clock: incident.Validator, Reading: incident.TimeOf(t), Quantum: quantum}, true
	}
	return incident.NoStamp(), false
}
