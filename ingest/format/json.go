package format

import "strings"

// jsonLines is a JSON object a line, from any logger or collector.
var jsonLines = Format{
	Name:    "json",
	Doc:     "a JSON object a line: pino, winston, bunyan, slog, zap, zerolog, logrus, nginx, any collector",
	Expects: "lines that begin with { and are JSON objects",
	Claim:   claimJSON,
	Line:    readJSON,
	General: true,
	Samples: []Sample{
		{
			Text: `{"level":30,"time":1782033123120,"hostname":"token-1","identity":"agent-7","ttl":3600,"msg":"access token issued"}`,
			Want: []string{`json 2026-06-21T09:12:03.120Z level=info host=token-1 body="access token issued" level:30 time:1782033123120 hostname=token-1 identity=agent-7 ttl:3600 msg="access token issued"`},
		},
		{
			Text: `{"timestamp":"2026-06-21T09:12:03.120Z","receivedAt":"2026-06-21T09:12:03.401Z","event":"error","error":{"code":31202,"causes":[]}}`,
			Want: []string{`json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.401Z timestamp=2026-06-21T09:12:03.120Z receivedAt=2026-06-21T09:12:03.401Z event=error error.code:31202`},
		},
		{
			Text: `{"level":"info","ts":1795380257.394486,"caller":"gomod/main.go:17","msg":"access token issued","exp":1795383857}`,
			Want: []string{`json 2026-11-22T20:44:17.394Z level=info logger=gomod/main.go:17 body="access token issued" level=info ts:1795380257.394486 caller=gomod/main.go:17 msg="access token issued" exp:1795383857`},
		},
		{
			Text: `{"time":"2026-11-22T20:45:13+00:00","msec":"1795380313.304","request":"GET /token?identity=agent-1 HTTP/1.1","status":"502","request_time":"0.000"}`,
			Want: []string{`json 2026-11-22T20:45:13.304Z end time=2026-11-22T20:45:13+00:00 msec=1795380313.304 request="GET /token?identity=agent-1 HTTP/1.1" status=502 request_time=0.000 request.method=GET request.path=/token query.identity=agent-1`},
		},
		{
			Text: `{"timestamp":"2026-06-21T09:12:03.120Z","edge":"sdk_edge","group":"connection","name":"error","level":"ERROR","call_sid":"CA1","sdk_edge":{"error":{"code":31205}}}`,
			Want: []string{`json 2026-06-21T09:12:03.120Z level=error timestamp=2026-06-21T09:12:03.120Z edge=sdk_edge group=connection name=error level=ERROR call_sid=CA1 sdk_edge.error.code:31205`},
		},
		{
			Text: `{"t":"2026-11-22T20:40:40.069Z","ev":"error","json":"{\"code\":20104,\"originalError\":{\"code\":31205}}"}`,
			Want: []string{`json 2026-11-22T20:40:40.069Z t=2026-11-22T20:40:40.069Z ev=error json="{\"code\":20104,\"originalError\":{\"code\":31205}}" json.code:20104 json.originalError.code:31205`},
		},
		{
			Text: "{\"index\":{\"_index\":\"logs\"}}\n{\"@timestamp\":\"2026-06-21T09:12:03.125Z\",\"message\":\"access token issued\"}",
			Want: []string{
				`json index._index=logs`,
				`json 2026-06-21T09:12:03.125Z body="access token issued" @timestamp=2026-06-21T09:12:03.125Z message="access token issued"`,
			},
		},
		{
			Text: "{\"sid\":\"NO1\",\"date_created\":\"2026-06-21T09:12:03Z\",\"log_level\":\"error\",\"alert_text\":\"Msg=Access+Token+expired&ErrorCode=20104\"}",
			Want: []string{`json 2026-06-21T09:12:03.000Z level=error sid=NO1 date_created=2026-06-21T09:12:03Z log_level=error alert_text=Msg=Access+Token+expired&ErrorCode=20104 alert_text.Msg="Access Token expired" alert_text.ErrorCode=20104`},
		},
	},
}

func claimJSON(line string) int {
	line = strings.TrimSpace(line)
	switch {
	case len(line) < 2 || line[0] != '{':
		return 0
	case line[len(line)-1] == '}':
		return 80
	case strings.HasPrefix(line, `{"`):
		return 60
	}
	return 0
}

func readJSON(s *state, line string, e *Entry) Outcome {
	line = strings.TrimSpace(line)
	if line[0] != '{' {
		return s.notObject(line, e)
	}
	if out := s.object(line, e); out.Status != Taken {
		return out
	}
	s.dress(e, s.flat.known)
	return s.inside("json", e)
}

// object reads a JSON object into the fields.
func (s *state) object(text string, e *Entry) Outcome {
	var bad damage
	before := len(e.Fields)
	e.Fields, bad = s.flat.flatten(text, "", 0, e.Fields)
	if bad != "" {
		e.Fields = e.Fields[:before]
		return broken(string(bad))
	}
	return taken()
}

// notObject reads a line of a JSON log that is no object: an array of records, as collectors that post batches write it.
// What is JSON, but no record, is damage; anything else may be of another format.
func (s *state) notObject(line string, e *Entry) Outcome {
	if strings.IndexByte(`["ntf-0123456789`, line[0]) < 0 {
		return foreign("not JSON: it does not begin with {")
	}
	switch s.object(line, e).Reason {
	case "":
	case string(tooDeep):
		return broken(string(tooDeep))
	default:
		return foreign("not JSON: it does not begin with {")
	}
	records := s.spread("", e, func(in *Entry) {
		s.dress(in, nil)
		s.inside("json", in)
	})
	if records {
		s.lastSpilled(e)
		return taken()
	}
	return broken("JSON, but " + kindOf(line[0]) + " instead of an object")
}

func kindOf(first byte) string {
	switch first {
	case '[':
		return "an array of no objects"
	case '"':
		return "a string"
	case 'n':
		return "null"
	case 't', 'f':
		return "true or false"
	}
	return "a number"
}
