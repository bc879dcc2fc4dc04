package format

// journaldLines is `journalctl -o json`.
var journaldLines = Format{
	Name:      "journald",
	Doc:       "systemd journal as JSON (journalctl -o json)",
	Expects:   `JSON lines with __REALTIME_TIMESTAMP and MESSAGE`,
	Claim:     claimJournald,
	Line:      journaldEnvelope.read,
	Multiline: true,
	Samples: []Sample{{
		Text: `{"__REALTIME_TIMESTAMP":"1782033123125000","_HOSTNAME":"token-1","SYSLOG_IDENTIFIER":"token-server","PRIORITY":"3","MESSAGE":"level=error msg=\"mint failed\" identity=agent-7"}`,
		Want: []string{`journald/logfmt 2026-06-21T09:12:03.125Z level=error host=token-1 logger=token-server body="mint failed" level=error msg="mint failed" identity=agent-7 __REALTIME_TIMESTAMP=1782033123125000 _HOSTNAME=token-1 SYSLOG_IDENTIFIER=token-server PRIORITY=3`},
	}},
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
