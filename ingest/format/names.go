package format

import "strings"

// role is what a well-known name of a field stands for.
type role uint8

const (
	noRole role = iota
	timeRole
	receivedRole
	levelRole
	bodyRole
	hostRole
	loggerRole
	formRole    // Msg=Access+Token+expired&ErrorCode=20104
	requestRole // "GET /token?identity=agent-7 HTTP/1.1", or its path alone
)

// wellKnown are the names, in lower case, under which loggers, collectors and platforms put what every entry has. Where
// an entry has several names of one role, the first of the list that can be read wins; only a time that names the same
// second more finely beats an earlier one (nginx prints time and msec).
var wellKnown = map[role][]string{
	timeRole: {
		"timestamp", "@timestamp", "time", "ts", "t", "datetime", "date_time", "eventtime", "event_time", "logtime",
		"log_time", "msec", "asctime", "date", "date_created", "datecreated", "timestamp_ms", "time_ms", "timestampms",
		"epoch", "time_local", "time_iso8601", "start_time", "startedDateTime", "created_at", "createdat", "event.created",
		"log_ts", "timemillis", "timegenerated", "@t", "timestamp.$date", "time.$date", "createdat.$date",
		"timestamp.seconds", "instant.epochsecond",
	},
	receivedRole: {
		"receivedat", "received_at", "received", "receivetimestamp", "receive_time", "ingestiontime", "ingestion_time",
		"ingested_at", "ingestedat", "@ingestiontimestamp", "@ingestiontime", "servertime", "server_time", "event.ingested",
		"serverreceivedat", "server_received_at", "collected_at", "collectedat", "arrivedat",
	},
	levelRole: {"level", "severity", "lvl", "levelname", "log_level", "loglevel", "log.level", "level_name", "@l"},
	bodyRole:  {"msg", "message", "text", "log", "body", "short_message", "@message", "@m", "renderedmessage", "@mt", "messagetemplate"},
	hostRole:  {"hostname", "host", "host.name", "host.hostname", "_hostname", "server_name", "machine", "node_name"},
	loggerRole: {
		"logger", "logger_name", "caller", "component", "subsystem", "module", "log.logger",
	},
	formRole: {"alert_text", "alerttext", "request_variables", "requestvariables"},
	requestRole: {
		"request", "request_line", "request_uri", "requesturi", "uri", "req.url", "http.url", "httprequest.requesturl", "requesturl",
		"request.uri", "requestpath", "path", "url", "originalurl",
	},
}

// known is what a name stands for, and where it stands in the list of that role.
type known struct {
	role role
	rank int16
}

var knownNames = invert(wellKnown)

func invert(lists map[role][]string) map[string]known {
	names := map[string]known{}
	for r, list := range lists {
		for i, n := range list {
			names[strings.ToLower(n)] = known{r, int16(i)}
		}
	}
	return names
}

// knownAs looks a flattened name up.
func knownAs(name string) known {
	if len(name) > 32 {
		return known{}
	}
	return knownNames[strings.ToLower(name)]
}

// pinoLevels are the numbers of pino and bunyan.
var pinoLevels = map[string]string{
	"10": "trace", "20": "debug", "30": "info", "40": "warn", "50": "error", "60": "fatal",
}

// syslogLevels are the severities of syslog and journald.
var syslogLevels = [...]string{"emerg", "alert", "crit", "error", "warn", "notice", "info", "debug"}

// levelWords are the words that loggers, consoles and platforms use for a level.
var levelWords = map[string]bool{
	"trace": true, "debug": true, "verbose": true, "info": true, "log": true, "notice": true, "warn": true, "warning": true,
	"error": true, "err": true, "fatal": true, "critical": true, "crit": true, "panic": true, "dpanic": true, "alert": true,
	"emerg": true, "emergency": true, "silly": true, "http": true, "information": true, "dir": true, "assert": true,
	"inf": true, "wrn": true, "dbg": true, "ftl": true, "vrb": true,
}

// levelOf reads a level word of any case; "" where it is none.
func levelOf(word string) string {
	if len(word) > 12 {
		return ""
	}
	word = strings.ToLower(word)
	if levelWords[word] {
		return word
	}
	return ""
}
