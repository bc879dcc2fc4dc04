package format

import "strings"

// dockerLines is the file that docker's json-file driver keeps for a container.
var dockerLines = Format{
	Name:      "docker",
	Doc:       "docker json-file: the container's lines in JSON, decoded by what is in them",
	Expects:   `lines such as {"log":"…\n","stream":"stdout","time":"…"}`,
	Claim:     claimDocker,
	Line:      dockerEnvelope.read,
	Part:      dockerPart,
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
		{
			Text: `{"log":"{\"level\":50,\"time\":1782033123120,\"msg\":\"token ","stream":"stdout","time":"2026-06-21T09:12:03.125Z"}` + "\n" +
				`{"log":"mint failed\"}\n","stream":"stdout","time":"2026-06-21T09:12:03.126Z"}`,
			Want: []string{`docker/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=error body="token mint failed" level:50 time:1782033123120 msg="token mint failed" stream=stdout time=2026-06-21T09:12:03.125Z`},
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
	if strings.HasPrefix(line, `{"log":"`) && !strings.HasSuffix(line, "}") {
		return 61 // cut off
	}
	return 0
}

// dockerSplit is the length from which docker splits a line: the buffer of its daemon/logger/copier.go.
const dockerSplit = 16 << 10

// dockerPart takes a line apart. Only the last part of a container's line ends with a line feed; what else is in the line,
// but for the time, says whose it is. Tools that export such a file may leave all line feeds out.
func dockerPart(line string, waiting bool) (part, bool) {
	if !waiting && strings.Contains(line, `\n"`) || claimDocker(line) == 0 {
		return part{}, false
	}
	p, ok := jsonPart(line, "log", func(name string) bool { return name != "time" })
	switch {
	case strings.HasSuffix(p.text, "\n"):
		p.cut = ended
	case len(p.text) >= dockerSplit && !looksObject(p.text):
		p.cut = split
	default:
		p.cut = unended
	}
	return p, ok
}
