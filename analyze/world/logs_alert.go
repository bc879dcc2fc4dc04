package world

import (
	"bytes"
	"fmt"
	"net/url"

	"lapse/analyze/incident"
)

// renderAlert writes a Monitor alert, a JSON object a line, as the REST resource has it. It names the identity and no session.
func (w *World) renderAlert(out *bytes.Buffer, l *line) {
	code, text := w.frame(l.fact.refusal)
	alert := url.Values{"Msg": {text}, "ErrorCode": {fmt.Sprint(code)}, "LogLevel": {"ERROR"}, "identity": {l.fact.session.identity}}
	out.WriteByte('{')
	add := func(name string, value any) { field(out, ", ", name, value) }
	add("sid", "NO"+w.hexes(l, "alert", 32))
	add("account_sid", w.Account)
	add("error_code", fmt.Sprint(code))
	add("log_level", "error")
	add("alert_text", alert.Encode())
	add("date_generated", w.alertTime(l).String()[:19]+"Z")
	add("date_created", w.alertTime(l).Add(w.luck.of("lag", int64(l.seq)).between(0, 3*incident.Second)).String()[:19]+"Z")
	add("request_variables", "From=client%3A"+url.QueryEscape(l.fact.session.identity))
	add("more_info", "https://www.twilio.com/docs/errors/"+fmt.Sprint(code))
	out.WriteByte('}')
}

// alertTime is the validator's own stamp, in whole seconds.
func (w *World) alertTime(l *line) incident.Time { return floor(l.fact.refusal.at, incident.Second) }
