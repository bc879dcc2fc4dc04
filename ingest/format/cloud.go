package format

// The cloud platforms' log records: each carries a line, or an object, of the program that wrote it.
var (
	cloudWatch = Format{
		Name:      "cloudwatch",
		Doc:       "CloudWatch Logs events as JSON (Insights CSV: see csv)",
		Expects:   `JSON records with timestamp, message and ingestionTime`,
		Claim:     claimCloudWatch,
		Line:      readCloudWatch,
		Multiline: true,
		Samples: []Sample{
			{
				Text: `{"timestamp":1782033123125,"message":"{\"level\":30,\"time\":1782033123120,\"msg\":\"access token issued\"}","ingestionTime":1782033124000}`,
				Want: []string{`cloudwatch/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=info body="access token issued" level:30 time:1782033123120 msg="access token issued" timestamp:1782033123125 ingestionTime:1782033124000`},
			},
			{
				Text: `{"messageType":"DATA_MESSAGE","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1782033123125,"message":"[TwilioVoice][Device] #registered"},{"id":"2","timestamp":1782033123126,"message":"[TwilioVoice][Device] #error"}]}`,
				Want: []string{
					`cloudwatch/console 2026-06-21T09:12:03.125Z logger=TwilioVoice/Device body=#registered id=1 timestamp:1782033123125`,
					`cloudwatch/console 2026-06-21T09:12:03.126Z logger=TwilioVoice/Device body=#error id=2 timestamp:1782033123126 messageType=DATA_MESSAGE logGroup=g logStream=s`,
				},
			},
		},
	}
	googleCloud = Format{
		Name:      "gcp",
		Doc:       "Google Cloud log entries (textPayload, jsonPayload, httpRequest)",
		Expects:   `JSON records with logName and a payload`,
		Claim:     claimGoogleCloud,
		Line:      gcpEnvelope.read,
		Multiline: true,
		Samples: []Sample{
			{
				Text: `{"insertId":"a","logName":"projects/p/logs/run","severity":"ERROR","timestamp":"2026-06-21T09:12:03.125Z","receiveTimestamp":"2026-06-21T09:12:04Z","jsonPayload":{"time":1782033123120,"msg":"mint failed","identity":"agent-7"}}`,
				Want: []string{`gcp/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=error logger=projects/p/logs/run body="mint failed" time:1782033123120 msg="mint failed" identity=agent-7 insertId=a logName=projects/p/logs/run severity=ERROR timestamp=2026-06-21T09:12:03.125Z receiveTimestamp=2026-06-21T09:12:04Z`},
			},
			{
				Text: `{"insertId":"a","logName":"projects/p/logs/run","timestamp":"2026-06-21T09:12:03.125Z","resource":{"labels":{"pod_name":"token-1"}},"textPayload":"[TwilioVoice][Device] #registered"}`,
				Want: []string{`gcp/console 2026-06-21T09:12:03.125Z host=token-1 logger=TwilioVoice/Device body=#registered insertId=a logName=projects/p/logs/run timestamp=2026-06-21T09:12:03.125Z resource.labels.pod_name=token-1`},
			},
		},
	}
	datadog = Format{
		Name:      "datadog",
		Doc:       "Datadog log events as the API and exports give them",
		Expects:   `JSON records with attributes that hold timestamp, message and service`,
		Claim:     claimDatadog,
		Line:      datadogEnvelope.read,
		Multiline: true,
		Samples: []Sample{{
			Text: `{"id":"A","type":"log","attributes":{"timestamp":"2026-06-21T09:12:03.125Z","host":"token-1","service":"token","status":"error","message":"mint failed","attributes":{"identity":"agent-7","code":20104}}}`,
			Want: []string{`datadog/json 2026-06-21T09:12:03.125Z level=error host=token-1 logger=token body="mint failed" identity=agent-7 code:20104 id=A type=log attributes.timestamp=2026-06-21T09:12:03.125Z attributes.host=token-1 attributes.service=token attributes.status=error attributes.message="mint failed"`},
		}},
	}
	cloudEvents = Format{
		Name:      "cloudevents",
		Doc:       "CloudEvents: Twilio Event Streams",
		Expects:   `JSON records with specversion, type and data`,
		Claim:     claimCloudEvents,
		Line:      cloudEventsEnvelope.read,
		Multiline: true,
		Samples: []Sample{{
			Text: `{"specversion":"1.0","type":"com.twilio.error-logs.error.logged","id":"EZ1","time":"2026-06-21T09:12:04.000Z","data":{"account_sid":"AC1","date_created":"2026-06-21T09:12:03.120Z","level":"ERROR","error_code":"20104"}}`,
			Want: []string{`cloudevents/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:04.000Z level=error logger=com.twilio.error-logs.error.logged account_sid=AC1 date_created=2026-06-21T09:12:03.120Z level=ERROR error_code=20104 specversion=1.0 type=com.twilio.error-logs.error.logged id=EZ1 time=2026-06-21T09:12:04.000Z`},
		}},
	}
	elastic = Format{
		Name:      "elastic",
		Doc:       "Elasticsearch hits (_source), as search answers and exports give them",
		Expects:   `JSON records with _source`,
		Claim:     claimElastic,
		Line:      elasticEnvelope.read,
		Multiline: true,
		Samples: []Sample{{
			Text: `{"_index":"logs","_id":"1","_source":{"@timestamp":"2026-06-21T09:12:03.125Z","host":{"name":"token-1"},"message":"{\"time\":1782033123120,\"msg\":\"access token issued\"}"}}`,
			Want: []string{`elastic/json/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z host=token-1 body="access token issued" time:1782033123120 msg="access token issued" @timestamp=2026-06-21T09:12:03.125Z host.name=token-1 _index=logs _id=1`},
		}},
	}
)

var (
	cloudWatchEnvelope = envelope{
		name: "cloudwatch", text: []string{"message"}, time: []string{"timestamp"}, received: []string{"ingestionTime"},
	}
	gcpEnvelope = envelope{
		name: "gcp", text: []string{"textPayload"}, lift: []string{"jsonPayload.", "protoPayload.", "httpRequest."},
		time: []string{"timestamp"}, received: []string{"receiveTimestamp"}, level: []string{"severity"},
		host: []string{
			"resource.labels.pod_name", "labels.compute.googleapis.com/resource_name", "resource.labels.instance_id",
			"resource.labels.revision_name",
		},
		logger: []string{"logName"},
	}
	datadogEnvelope = envelope{
		name: "datadog", lift: []string{"attributes.attributes."}, text: []string{"attributes.message"},
		time: []string{"attributes.timestamp"}, level: []string{"attributes.status"}, host: []string{"attributes.host"},
		logger: []string{"attributes.service"},
	}
	cloudEventsEnvelope = envelope{name: "cloudevents", lift: []string{"data."}, time: []string{"time"}, logger: []string{"type"}}
	elasticEnvelope     = envelope{name: "elastic", lift: []string{"_source."}}
)

func claimCloudWatch(line string) int {
	if isObject(line) && (hasKeys(line, "timestamp", "message", "ingestionTime") || hasKeys(line, "logEvents", "logGroup")) {
		return 90
	}
	return 0
}

// readCloudWatch reads one event, or a batch as subscriptions deliver it.
func readCloudWatch(s *state, line string, e *Entry) Outcome {
	if !hasKey(line, "logEvents") {
		return cloudWatchEnvelope.read(s, line, e)
	}
	if out := s.object(line, e); out.Status != Taken {
		return out
	}
	events := s.spread("logEvents.", e, func(in *Entry) {
		cloudWatchEnvelope.columns(s, in)
		if x, ok := in.Fields.Get("message"); ok {
			in.drop("message")
			s.unwrap("cloudwatch", x.Value, in)
		}
	})
	if events {
		s.lastSpilled(e)
	}
	e.Format = either(e.Format, "cloudwatch")
	return taken()
}

func claimGoogleCloud(line string) int {
	if isObject(line) && hasKeys(line, "logName") && (hasKey(line, "textPayload") || hasKey(line, "jsonPayload") ||
		hasKey(line, "protoPayload") || hasKey(line, "httpRequest")) {
		return 90
	}
	return 0
}

func claimDatadog(line string) int {
	if isObject(line) && hasKeys(line, "attributes", "timestamp", "service") {
		return 88
	}
	return 0
}

func claimCloudEvents(line string) int {
	if isObject(line) && hasKeys(line, "specversion", "type", "data") {
		return 90
	}
	return 0
}

func claimElastic(line string) int {
	if isObject(line) && hasKeys(line, "_source", "_index") {
		return 90
	}
	return 0
}
