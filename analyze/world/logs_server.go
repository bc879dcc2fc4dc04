package world

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
	"strconv"

	"lapse/analyze/incident"
)

// renderServer writes a token host's line, pino or logfmt.
func (w *World) renderServer(out *bytes.Buffer, l *line) {
	if w.Config.Logs.Logfmt {
		w.renderLogfmt(out, l)
		return
	}
	f, q := l.fact, l.fact.request
	out.WriteByte('{')
	add := func(name string, value any) { field(out, ",", name, value) }
	add("level", 30+20*btoi(f.token == nil))
	add("time", int64(w.serverStamp(l).Reading)/1000)
	add("pid", 17)
	add("hostname", q.host.name)
	add("reqId", w.hexes(l, "request", 12))
	add("identity", f.session.identity)
	if !w.Config.Logs.NoDevice {
		add("deviceId", f.session.device)
	}
	add("responseTime", json.RawMessage(strconv.FormatFloat(q.latency.Seconds()*1000, 'f', 1, 64)))
	add("statusCode", q.status)
	switch {
	case f.token == nil:
	case w.Config.Logs.Whole:
		add("token", f.token.compact())
	default:
		f.token.claims(add)
	}
	_, msg := w.serverWords(f)
	add("msg", msg)
	out.WriteByte('}')
}

// serverWords are the level and message of a token host's line.
func (w *World) serverWords(f *fact) (grade, msg string) {
	failed, logfmt := f.token == nil, w.Config.Logs.Logfmt
	switch {
	case failed && logfmt:
		return "error", "token failed"
	case failed:
		return "error", "token request failed"
	case logfmt:
		return "info", "token issued"
	}
	return "info", "access token issued"
}

// claims names the claims one by one, as far as the token has them.
func (k *token) claims(add func(string, any)) {
	add("jti", k.jti)
	if k.iss != "" {
		add("iss", k.iss)
	}
	add("sub", k.sub)
	add("iat", k.iat)
	if k.nbf != 0 {
		add("nbf", k.nbf)
	}
	add("exp", k.exp)
}

func (w *World) renderLogfmt(out *bytes.Buffer, l *line) {
	f, q := l.fact, l.fact.request
	grade, msg := w.serverWords(f)
	fmt.Fprintf(out, "ts=%s level=%s msg=%q host=%s identity=%s",
		iso(w.serverStamp(l).Reading), grade, msg, q.host.name, f.session.identity)
	if !w.Config.Logs.NoDevice {
		fmt.Fprintf(out, " device=%s", f.session.device)
	}
	fmt.Fprintf(out, " status=%d duration_ms=%.1f", q.status, q.latency.Seconds()*1000)
	if f.token != nil {
		fmt.Fprintf(out, " token_sha256=%s", f.token.print().Hex())
		f.token.claims(func(name string, value any) { fmt.Fprintf(out, " %s=%v", name, value) })
	}
}

// serverStamp is the stamp of a token host's line.
func (w *World) serverStamp(l *line) incident.Stamp {
	s := l.fact.request.host.clock.stamp(l.fact.at, incident.Millisecond)
	s.Reading = s.Reading.Add(l.fact.request.host.logOff)
	return s
}

// renderBalancer writes an access line with its request time; the stamp is the END of the request, in whole seconds.
func (w *World) renderBalancer(out *bytes.Buffer, l *line) {
	f, q := l.fact, l.fact.request
	query := "identity=" + url.QueryEscape(f.session.identity)
	if !w.Config.Logs.NoDevice {
		query += "&device=" + f.session.device
	}
	size := 812
	if q.status != 200 {
		size = 162
	}
	fmt.Fprintf(out, `%s - - [%s] "GET /voice/token?%s HTTP/1.1" %d %d "https://app.example.com/" "Mozilla/5.0" rt=%.3f upstream=%s`,
		f.session.address, w.balancer.read(f.at).Std().Format("02/Jan/2006:15:04:05 -0700"),
		query, q.status, size, w.balancerTime(q).Seconds(), q.host.name)
}

// balancerTime is the request time as the balancer prints it, to the millisecond.
func (w *World) balancerTime(q *request) incident.Span {
	return floorSpan(q.latency, incident.Millisecond)
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}
