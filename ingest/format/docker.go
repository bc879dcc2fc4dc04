package format

// dockerLines is the file that docker's json-file driver keeps for a container.
var dockerLines = Format{
	Name:      "docker",
	Doc:       "docker json-file: the container's lines in JSON, decoded by what is in them",
	Expects:   `lines such as {"log":"…\n","stream":"stdout","time":"…"}`,
	Claim:     claimDocker,
	Line:      dockerEnvelope.read,
	Multiline: true,
	Samples: []Sample{
		{
			Text: `{"log":"{\"level\":50,\"time\":1782033123120,\"msg\":\"token mint failed\",\"identity\":\"agent-7\"}\n","stream":"stdout","time":"2026-06-21T09:12:03.125Z"}`,
			Want: []string{`docker/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=error body="token mint failed" level:50 time:1782033123120 msg="token mint failed" identity=agent-7 stream=stdout time=2026-06-21T09:12:03.125Z`},
		},
		{
			Text: `{"log":"{\"level\":30,\"time\":1782033123120,\"msg\":\"[TwilioVoice][Device] #tokenWillExpire\"}\n","stream":"stdout","time":"2026-06-21T09:12:03.125Z"}`,
			Want: []string{`docker/json/console 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=info logger=TwilioVoice/Device body=#tokenWillExpire level:30 time:1782033123120 stream=stdout time=2026-06-21T09:12:03.125Z`},
		},
		{
			Text: `{"log":"[TwilioVoice][Device] Received error:  AccessTokenExpired (20104)\n","stream":"stderr","time":"2026-06-21T09:12:03.125Z"}` + "\n" +
				`{"log":"    at new AccessTokenExpired (twilio.js:4775:32)\n","stream":"stderr","time":"2026-06-21T09:12:03.126Z"}`,
			Want: []string{`docker/console 2026-06-21T09:12:03.125Z logger=TwilioVoice/Device body="Received error:  AccessTokenExpired (20104)" cont=1 stream=stderr time=2026-06-21T09:12:03.125Z`},
		},
	},
}

var dockerEnvelope = envelope{
	name: "docker", text: []string{"log"}, time: []string{"time"},
	host: []string{"attrs.hostname", "attrs.com.docker.swarm.node.id", "attrs.com.docker.compose.service"},
}

func claimDocker(line string) int {
	if isObject(line) && hasKeys(line, "log", "stream", "time") {
		return 92
	}
	return 0
}
