package format

import "strings"

// debuggerWebhook is the form that Twilio's Debugger posts, as a receiver logs its body.
var debuggerWebhook = Format{
	Name:    "webhook",
	Doc:     "bodies of Twilio's Debugger webhook, form-encoded",
	Expects: "lines such as Sid=NO…&AccountSid=AC…&Level=ERROR&Payload=…",
	Claim:   claimWebhook,
	Line:    readWebhook,
	Samples: []Sample{{
		Text: `AccountSid=AC1&Level=ERROR&ParentAccountSid=&Payload=%7B%22error_code%22%3A%2220104%22%2C%22more_info%22%3A%7B%22Msg%22%3A%22Access+Token+expired%22%7D%7D&PayloadType=application%2Fjson&Sid=NO1&Timestamp=2026-06-21T09%3A12%3A03.120Z`,
		Want: []string{`webhook 2026-06-21T09:12:03.120Z level=error AccountSid=AC1 Level=ERROR ParentAccountSid="" PayloadType=application/json Sid=NO1 Timestamp=2026-06-21T09:12:03.120Z Payload.error_code=20104 Payload.more_info.Msg="Access Token expired"`},
	}},
}

func claimWebhook(line string) int {
	if strings.ContainsAny(line, " \t{") || !strings.Contains(line, "&") {
		return 0
	}
	if strings.Contains("&"+line, "&AccountSid=") && strings.Contains("&"+line, "&Payload") {
		return 95
	}
	return 0
}

func readWebhook(s *state, line string, e *Entry) Outcome {
	if claimWebhook(line) == 0 {
		return foreign("not a form with AccountSid and Payload")
	}
	e.addQuery("", strings.TrimSpace(line))
	if x, ok := e.Fields.Get("Payload"); ok {
		var bad damage
		before := len(e.Fields)
		e.Fields, bad = s.flat.flatten(x.Value, "Payload", 1, e.Fields)
		if bad != "" {
			e.Fields = e.Fields[:before]
		} else {
			e.drop("Payload")
		}
	}
	s.dress(e, nil)
	return taken()
}
