package format

import "strings"

// journaldLines is `journalctl -o json`.
var journaldLines = Format{
	Name:      "journald",
	Doc:       "systemd journal as JSON (journalctl -o json)",
	Expects:   `JSON lines with __REALTIME_TIMESTAMP and MESSAGE`,
	Claim:     claimJournald,
	Line:      readJournald,
	Part:      journaldPart,
	Multiline: true,
	Samples: []Sample{
		{
			Text: `{"__REALTIME_TIMESTAMP":"1782033123125000","_HOSTNAME":"token-1","SYSLOG_IDENTIFIER":"token-server","PRIORITY":"3","MESSAGE":"level=error msg=\"mint failed\" identity=agent-7"}`,
			Want: []string{`journald/logfmt 2026-06-21T09:12:03.125Z level=error host=token-1 logger=token-server body="mint failed" level=error msg="mint failed" identity=agent-7 __REALTIME_TIMESTAMP=1782033123125000 _HOSTNAME=token-1 SYSLOG_IDENTIFIER=token-server PRIORITY=3`},
		},
		{
			Text: `{"__REALTIME_TIMESTAMP":"1782033123125000","_HOSTNAME":"token-1","PRIORITY":"6","MESSAGE":[27,91,51,50,109,91,84,119,105,108,105,111,86,111,105,99,101,93,91,68,101,118,105,99,101,93,32,35,114,101,103,105,115,116,101,114,101,100]}`,
			Want: []string{`journald/console 2026-06-21T09:12:03.125Z level=info host=token-1 logger=TwilioVoice/Device body=#registered __REALTIME_TIMESTAMP=1782033123125000 _HOSTNAME=token-1 PRIORITY=6`},
		},
		{
			Text: `{"__REALTIME_TIMESTAMP":"1782033123125000","CONTAINER_ID":"c0ffee","CONTAINER_PARTIAL_MESSAGE":"true","MESSAGE":"{\"time\":1782033123120,"}` + "\n" +
				`{"__REALTIME_TIMESTAMP":"1782033123125100","CONTAINER_ID":"c0ffee","MESSAGE":"\"msg\":\"token mint failed\"}"}`,
			Want: []string{`journald/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z body="token mint failed" time:1782033123120 msg="token mint failed" __REALTIME_TIMESTAMP=1782033123125000 CONTAINER_ID=c0ffee CONTAINER_PARTIAL_MESSAGE=true`},
		},
	},
}

var journaldEnvelope = envelope{
	name: "journald", text: []string{"MESSAGE"}, time: []string{"_SOURCE_REALTIME_TIMESTAMP", "__REALTIME_TIMESTAMP"},
	host: []string{"_HOSTNAME"}, logger: []string{"SYSLOG_IDENTIFIER", "_COMM"}, level: []string{"PRIORITY"},
}

func claimJournald(line string) int {
	if isObject(line) && hasKeys(line, "__REALTIME_TIMESTAMP") {
		return 92
	}
	return 0
}

func readJournald(s *state, line string, e *Entry) Outcome {
	if strings.Contains(line, `"MESSAGE":[`) {
		if p, ok := jsonPart(line, "MESSAGE", nobody); ok {
			line = p.whole(p.text)
		}
	}
	return journaldEnvelope.read(s, line, e)
}

func nobody(string) bool { return false }

// journaldPart takes a record apart that docker's journald driver or journald itself cut (systemd.journal-fields(7):
// _LINE_BREAK).
func journaldPart(line string, waiting bool) (part, bool) {
	partial := hasKey(line, "CONTAINER_PARTIAL_MESSAGE") || strings.Contains(line, `"line-max"`)
	if !waiting && !partial || claimJournald(line) == 0 {
		return part{}, false
	}
	p, ok := jsonPart(line, "MESSAGE", func(name string) bool {
		return name == "CONTAINER_ID" || name == "_STREAM_ID" || name == "_PID" || name == "PRIORITY"
	})
	if partial {
		p.cut = split
	}
	return p, ok
}
