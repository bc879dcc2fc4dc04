package format

import (
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

// Access logs of balancers other than nginx and Apache. HAProxy and Envoy print when a request began and how long it took;
// both are readings of one clock, so their sum is what that clock showed at its end, and Time means the same everywhere.
var (
	albLog = Format{
		Name:    "alb",
		Doc:     "access log of an AWS Application Load Balancer",
		Expects: `lines such as https 2026-06-21T09:12:03.120000Z app/lb/50d 10.0.0.8:41 10.0.1.2:80 0.000 0.068 0.000 200 200 …`,
		Claim:   claimALB,
		Line:    readALB,
		Samples: []Sample{{
			Text: `https 2026-06-21T09:12:03.120000Z app/voice/50dc6c495c0c9188 10.0.0.8:41820 10.0.1.2:8080 0.001 0.066 0.001 200 200 34 812 "GET https://voice.example.com:443/token?identity=agent-7 HTTP/1.1" "Mozilla/5.0" ECDHE TLSv1.2 arn:aws "Root=1-58" "voice.example.com" "-" 0 2026-06-21T09:12:03.051000Z "forward" "-" "-"`,
			Want: []string{`alb 2026-06-21T09:12:03.120Z end remote_addr=10.0.0.8:41820 upstream=10.0.1.2:8080 request_time:0.068 upstream_response_time:0.066 status:200 upstream_status:200 bytes:812 request.method=GET request.path=/token query.identity=agent-7 user_agent=Mozilla/5.0`},
		}},
	}
	haproxyLog = Format{
		Name:    "haproxy",
		Doc:     "HAProxy's HTTP log, mostly inside syslog",
		Expects: `lines such as 10.0.0.8:41 [21/Jun/2026:09:12:03.120] front back/token-1 0/0/1/67/68 200 812 … "GET /token HTTP/1.1"`,
		Claim:   claimHAProxy,
		Line:    readHAProxy,
		Samples: []Sample{{
			Text: `10.0.0.8:41820 [21/Jun/2026:09:12:03.120] fe~ tokens/token-1 0/0/1/66/68 503 812 - - ---- 1/1/0/0/0 0/0 "GET /token?identity=agent-7 HTTP/1.1"`,
			Want: []string{`haproxy 2026-06-21T09:12:03.188Z zone=guessed end remote_addr=10.0.0.8:41820 upstream=token-1 duration_ms:68 status:503 bytes:812 request.method=GET request.path=/token query.identity=agent-7`},
		}},
	}
	envoyLog = Format{
		Name:    "envoy",
		Doc:     "Envoy's (Istio's) default access log",
		Expects: `lines such as [2026-06-21T09:12:03.120Z] "GET /token HTTP/1.1" 200 - 0 812 68 67 …`,
		Claim:   claimEnvoy,
		Line:    readEnvoy,
		Samples: []Sample{
			{
				Text: `[2026-06-21T09:12:03.120Z] "GET /token?identity=agent-7 HTTP/1.1" 503 UF 0 91 68 67 "10.0.0.8" "Mozilla/5.0" "cc21d9b0" "voice.example.com" "10.1.0.7:8080"`,
				Want: []string{`envoy 2026-06-21T09:12:03.188Z end request.method=GET request.path=/token query.identity=agent-7 status:503 bytes:91 duration_ms:68 remote_addr=10.0.0.8 user_agent=Mozilla/5.0 request_id=cc21d9b0 vhost=voice.example.com upstream=10.1.0.7:8080`},
			},
			{
				Text: `[2026-06-21T09:12:03.120Z] "GET /token?identity=agent-7 HTTP/1.1" 200 - via_upstream - "-" 0 812 68 67 "10.0.0.8" "Mozilla/5.0" "cc21d9b0" "voice.example.com" "10.1.0.7:8080" outbound|8080||token 10.1.0.5:41 10.1.0.5:80 10.0.0.8:0 - default`,
				Want: []string{`envoy 2026-06-21T09:12:03.188Z end request.method=GET request.path=/token query.identity=agent-7 status:200 bytes:812 duration_ms:68 remote_addr=10.0.0.8 user_agent=Mozilla/5.0 request_id=cc21d9b0 vhost=voice.example.com upstream=10.1.0.7:8080`},
			},
		},
	}
)

func claimALB(line string) int {
	kind, rest, _ := strings.Cut(line, " ")
	switch kind {
	case "http", "https", "h2", "ws", "wss", "grpcs":
		stamp, rest, _ := strings.Cut(rest, " ")
		if _, n, ok := scanISO(stamp); ok && n == len(stamp) && strings.HasPrefix(rest, "app/") {
			return 95
		}
	}
	return 0
}

func readALB(s *state, line string, e *Entry) Outcome {
	var words [12]string
	rest := line
	for i := range words {
		words[i], rest = nextValue(rest)
	}
	request, rest := nextValue(rest)
	st, ok := s.stamp(words[1])
	if !ok || request == "" {
		return broken("load balancer line cut off at byte " + strconv.Itoa(len(line)))
	}
	e.Time, e.End = st, true
	e.add("remote_addr", words[3])
	e.addNumber("upstream", words[4])
	e.addNumber("request_time", sumSeconds(words[5:8]))
	e.addNumber("upstream_response_time", words[6])
	e.addNumber("status", words[8])
	e.addNumber("upstream_status", words[9])
	e.addNumber("bytes", words[11])
	e.addRequest(request)
	agent, _ := nextValue(rest)
	e.add("user_agent", agent)
	return taken()
}

// sumSeconds adds the parts of a request's time; "" where one of them is -1, which means that it never happened.
func sumSeconds(parts []string) string {
	micros := int64(0)
	for _, p := range parts {
		whole, frac, _ := strings.Cut(p, ".")
		n, ok := number(whole)
		if !ok || len(whole) > 6 || frac != "" && !digits(frac) {
			return ""
		}
		fraction, _ := decimals(frac)
		micros += int64(n)*1e6 + fraction
	}
	return strconv.FormatFloat(float64(micros)/1e6, 'f', -1, 64)
}

func claimHAProxy(line string) int {
	client, rest, ok := strings.Cut(line, " [")
	if !ok || strings.Contains(client, " ") || !strings.Contains(client, ":") {
		return 0
	}
	stamp, rest, _ := strings.Cut(rest, "] ")
	if _, n, ok := scanCLF(stamp); ok && n == len(stamp) && strings.Count(rest, "/") >= 5 {
		return 95
	}
	return 0
}

func readHAProxy(s *state, line string, e *Entry) Outcome {
	client, rest, ok := strings.Cut(line, " [")
	if !ok {
		return foreign("no client and [date]")
	}
	stamp, rest, _ := strings.Cut(rest, "] ")
	st, ok := s.stamp(stamp)
	words := strings.Fields(rest)
	if !ok || len(words) < 5 {
		return broken("HAProxy line cut off at byte " + strconv.Itoa(len(line)))
	}
	_, server, _ := strings.Cut(words[1], "/")
	timers := strings.Split(words[2], "/")
	e.Time = st
	e.add("remote_addr", client)
	if server != "<NOSRV>" { // no server was there to take it
		e.addNumber("upstream", server)
	}
	e.endAfter(strings.TrimPrefix(timers[len(timers)-1], "+"))
	e.addNumber("status", words[3])
	e.addNumber("bytes", words[4])
	if i := strings.IndexByte(rest, '"'); i >= 0 {
		request, _ := nextValue(rest[i:])
		e.addRequest(request)
	}
	return taken()
}

// endAfter moves the stamp from the beginning of a request to its end, the given milliseconds later.
func (e *Entry) endAfter(ms string) {
	n, ok := number(ms)
	if !ok || ms == "" || len(ms) > 9 {
		return
	}
	e.addNumber("duration_ms", ms)
	e.Time.Reading = e.Time.Reading.Add(incident.Span(n) * incident.Millisecond)
	e.End = true
}

func claimEnvoy(line string) int {
	stamp, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), `] "`)
	if !ok || line[0] != '[' || len(stamp) > 40 {
		return 0
	}
	method, _, _ := strings.Cut(rest, " ")
	if _, n, ok := scanISO(stamp); ok && n == len(stamp) && isMethod(method) {
		return 95
	}
	return 0
}

func readEnvoy(s *state, line string, e *Entry) Outcome {
	stamp, rest, ok := strings.Cut(strings.TrimPrefix(line, "["), "] ")
	if !ok {
		return foreign("no [date] in front")
	}
	st, ok := s.stamp(stamp)
	request, rest := nextValue(rest)
	var words [14]string
	for i := range words {
		words[i], rest = nextValue(rest)
	}
	if !ok || words[4] == "" {
		return broken("Envoy line cut off at byte " + strconv.Itoa(len(line)))
	}
	e.Time = st
	e.addRequest(request)
	e.addNumber("status", words[0])
	counts := words[2:]
	if !digits(counts[0]) {
		counts = words[5:] // Istio: why the answer and the connection ended
	}
	e.addNumber("bytes", counts[1])
	e.endAfter(counts[2])
	for i, key := range []string{"remote_addr", "user_agent", "request_id", "vhost", "upstream"} {
		e.addNumber(key, counts[4+i])
	}
	return taken()
}
