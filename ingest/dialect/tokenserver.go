package dialect

import (
	"strings"

	"lapse/analyze/incident"
)

// readTokenServer reads the lines of whoever mints tokens. What a line means is in its message ("access token issued",
// "token mint failed"); without one, a status and a token or claims tell.
func readTokenServer(r *Reader, x *record) answer {
	kind := r.serverKind(x)
	if kind == incident.KindNone {
		return notMine
	}
	e := r.event(x, kind, issuerSide)
	e.Status = code(x.text(statusField))
	e.Latency = x.latency()
	if kind == incident.KindIssueFailed {
		e.Message = r.message(x.failureText())
	}
	r.tell(e)
	return used
}

func (r *Reader) serverKind(x *record) incident.Kind {
	if strings.HasSuffix(x.Format, "console") {
		return incident.KindNone // a browser's console is no server's, whatever words it uses
	}
	for _, said := range []string{x.text(eventField), x.said()} {
		kind := x.onServer(r.names.meaning(said, true).kind)
		if !kind.Server() {
			continue
		}
		if kind == incident.KindIssued && code(x.text(statusField)) >= 400 {
			return incident.KindIssueFailed
		}
		return kind
	}
	return x.silentServerKind()
}

// onServer turns words that clients use too ("token refreshed") into what they mean where a request was served.
func (x *record) onServer(kind incident.Kind) incident.Kind {
	if x.Host == "" || !x.has(latencyField) {
		return kind
	}
	switch kind {
	case incident.KindTokenFetched:
		return incident.KindIssued
	case incident.KindFetchFailed:
		return incident.KindIssueFailed
	}
	return kind
}

// silentServerKind reads a line whose message is its house's own, "POST handled", by what else it has.
func (x *record) silentServerKind() incident.Kind {
	if x.has(eventField) || x.has(codeField) || !x.has(statusField) || !(x.Host != "" || x.has(hostField)) {
		return incident.KindNone
	}
	status := code(x.text(statusField))
	switch {
	case status >= 200 && status < 300 && (x.has(tokenField) || x.has(jtiField) || x.has(sumField)) && x.has(identityField):
		return incident.KindIssued
	case status >= 400 && strings.Contains(strings.ToLower(x.said()), "token"):
		return incident.KindIssueFailed
	}
	return incident.KindNone
}

// failureText is why no token was issued, in the server's words.
func (x *record) failureText() string {
	if text := x.text(messageField); text != "" && text != x.Body {
		return x.said() + ": " + text
	}
	return x.said()
}
