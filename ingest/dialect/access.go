package dialect

import (
	"net/url"
	"strings"

	"lapse/analyze/incident"
)

// readAccess reads a request to the token endpoint as an access log or an HTTP archive has it.
func readAccess(r *Reader, x *record) answer {
	switch {
	case x.Format == "har":
		return readExchange(r, x)
	case strings.HasPrefix(x.Format, "sentry"):
		return readBreadcrumb(r, x)
	}
	return readRequest(r, x)
}

// readBreadcrumb reads a request as the page that made it recorded it, when it was answered.
func readBreadcrumb(r *Reader, x *record) answer {
	status := code(x.text(statusField))
	if status == 0 || !tokenPath(x.text(pathField)) {
		return notMine
	}
	e := r.event(x, answered(incident.KindTokenFetched, status), clientSide)
	e.Status = status
	r.talk(x).tell(r, e)
	return used
}

// readRequest reads a line on a request to the token endpoint. Who wrote it decides whose clock stamped it: an application
// server that logs its own requests (pino-http, morgan behind a logger) is a token host, everything else a balancer.
func readRequest(r *Reader, x *record) answer {
	path := x.text(pathField)
	status := code(x.text(statusField))
	if path == "" || status < 100 || status > 599 {
		return notMine
	}
	if x.has(tokenField) || x.has(sumField) || x.has(jtiField) || x.has(codeField) {
		return notMine // it says more than a request line does
	}
	if !tokenPath(path) && !(x.has(identityField) && strings.HasPrefix(x.key(identityField), "query.")) {
		if x.appServer() || x.has(methodField) {
			return other
		}
		return notMine
	}
	by := balancerSide
	if x.appServer() || !x.has(upstreamField) && x.Host == "" && r.context.Host != "" {
		by = issuerSide
	}
	e := r.event(x, incident.KindAccess, by)
	if by == balancerSide {
		e.Host = r.hostName(x.text(upstreamField))
	}
	if e.Identity == "" {
		e.Identity = r.pathIdentity(path)
	}
	e.Status = status
	e.Latency = x.latency()
	e.End = true
	r.tell(e)
	return used
}

// hostName is the host of an upstream, "http://token-1:8080/voice" or "token-1:8080". A log that tried several names the
// one that answered last.
func (r *Reader) hostName(upstream string) string {
	_, last, _ := cutLast(upstream, ", ")
	if last == "" {
		last = upstream
	}
	if _, rest, ok := strings.Cut(last, "://"); ok {
		last, _, _ = strings.Cut(rest, "/")
	}
	if host, port, ok := cutLast(last, ":"); ok && strings.Trim(port, "0123456789") == "" {
		last = host
	}
	if last == "-" {
		return ""
	}
	return r.name(last)
}

// appServer tells the request line of an application server from a proxy's.
func (x *record) appServer() bool {
	return strings.HasSuffix(x.Format, "morgan") || strings.HasPrefix(x.said(), "request completed") || strings.HasPrefix(x.said(), "request errored") ||
		strings.HasPrefix(x.key(statusField), "res.") || strings.HasPrefix(x.key(pathField), "req.")
}

// otherTokens are words in paths of endpoints that hand out tokens of another kind.
var otherTokens = []string{"oauth", "csrf", "xsrf", ".js", ".css", ".map", ".png", ".html"}

// tokenPath tells whether a path is that of a token endpoint.
func tokenPath(path string) bool {
	path, _, _ = strings.Cut(path, "?")
	path = strings.ToLower(path)
	for _, word := range otherTokens {
		if strings.Contains(path, word) {
			return false
		}
	}
	return strings.Contains(path, "token") || strings.Contains(path, "jwt") || strings.Contains(path, "capability")
}

// routeWords stand behind "token" in paths without naming anybody.
var routeWords = words(`refresh voice new create issue access client generate renew twilio v1 v2 get fetch web mobile`)

// pathIdentity is the identity in paths such as "/token/agent-7".
func (r *Reader) pathIdentity(path string) string {
	path, _, _ = strings.Cut(path, "?")
	before, last, _ := cutLast(strings.TrimRight(path, "/"), "/")
	if last == "" || routeWords[strings.ToLower(last)] || tokenPath(last) || !tokenPath(before) {
		return ""
	}
	if decoded, err := url.PathUnescape(last); err == nil {
		last = decoded
	}
	return r.identity(last)
}

func cutLast(text, separator string) (before, after string, ok bool) {
	i := strings.LastIndex(text, separator)
	if i < 0 {
		return text, "", false
	}
	return text[:i], text[i+len(separator):], true
}
