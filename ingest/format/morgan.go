package format

import "strings"

// morganDev is what Express's morgan prints as dev, tiny and short. These forms carry no stamp.
var morganDev = Format{
	Name:    "morgan",
	Doc:     "Express request log of morgan: dev (with colours), tiny, short; no stamps in it",
	Expects: "lines such as GET /token 200 5.691 ms - 560",
	Claim:   claimMorgan,
	Line:    readMorgan,
	Samples: []Sample{
		{
			Text: "\x1b[0mGET /token?identity=agent-7&ttl=60 \x1b[31m503\x1b[0m 91.488 ms - 37\x1b[0m",
			Want: []string{`morgan request.method=GET request.path=/token query.identity=agent-7 query.ttl=60 status:503 bytes:37 responseTime:91.488`},
		},
		{
			Text: `GET /token 200 560 - 5.691 ms`,
			Want: []string{`morgan request.method=GET request.path=/token status:200 bytes:560 responseTime:5.691`},
		},
		{
			Text: `::1 - GET /token HTTP/1.1 200 560 - 5.691 ms`,
			Want: []string{`morgan remote_addr=::1 request.method=GET request.path=/token status:200 bytes:560 responseTime:5.691`},
		},
	},
}

func claimMorgan(line string) int {
	var e Entry
	e.reset()
	if readMorgan(nil, line, &e).Status == Taken {
		return 90
	}
	return 0
}

func readMorgan(_ *state, line string, e *Entry) Outcome {
	words := strings.Fields(line)
	if len(words) > 3 && !isMethod(words[0]) && isMethod(words[2]) {
		e.add("remote_addr", words[0])
		words = words[2:]
	}
	if len(words) < 5 || !isMethod(words[0]) || !strings.HasPrefix(words[1], "/") {
		return foreign("not METHOD /path status")
	}
	e.addRequest(words[0] + " " + words[1])
	if words = words[2:]; strings.HasPrefix(words[0], "HTTP/") {
		words = words[1:]
	}
	if len(words) != 5 {
		return foreign("not a morgan line")
	}
	status, bytes, ms := words[0], words[4], words[1]
	if words[4] == "ms" {
		bytes, ms = words[1], words[3]
	}
	if typeOf(status) != 'n' && status != "-" || typeOf(ms) != 'n' && ms != "-" || words[4] != "ms" && words[2] != "ms" {
		return foreign("not a morgan line")
	}
	e.addNumber("status", status)
	e.addNumber("bytes", bytes)
	e.addNumber("responseTime", ms)
	return taken()
}
