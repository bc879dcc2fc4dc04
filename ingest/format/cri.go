package format

import "strings"

// criLines is what Kubernetes keeps of a container on its node.
var criLines = Format{
	Name:      "cri",
	Doc:       "Kubernetes container log (CRI): stamp, stream, flag, then the container's line",
	Expects:   "lines such as 2026-06-21T09:12:03.125Z stdout F …",
	Claim:     claimCRI,
	Line:      readCRI,
	Multiline: true,
	Samples: []Sample{
		{
			Text: `2026-06-21T09:12:03.125125125Z stdout F {"level":30,"time":1782033123120,"msg":"access token issued"}`,
			Want: []string{`cri/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=info body="access token issued" level:30 time:1782033123120 msg="access token issued" stream=stdout`},
		},
		{
			Text: `2026-06-21T11:12:03.125125+02:00 stderr F token mint failed`,
			Want: []string{`cri 2026-06-21T09:12:03.125Z body="token mint failed" stream=stderr`},
		},
	},
}

// cutCRI splits a line into stamp, stream and the container's text.
func cutCRI(line string) (stamp, stream, text string, ok bool) {
	stamp, rest, _ := strings.Cut(line, " ")
	stream, rest, _ = strings.Cut(rest, " ")
	flag, text, _ := strings.Cut(rest, " ")
	ok = len(stamp) >= 20 && (stream == "stdout" || stream == "stderr") && (flag == "F" || flag == "P")
	return stamp, stream, text, ok
}

func claimCRI(line string) int {
	stamp, _, _, ok := cutCRI(line)
	if !ok {
		return 0
	}
	if _, n, ok := scanISO(stamp); !ok || n < 19 {
		return 0
	}
	return 95
}

func readCRI(s *state, line string, e *Entry) Outcome {
	stamp, stream, text, ok := cutCRI(line)
	if !ok {
		return foreign("not stamp, stdout or stderr, F")
	}
	if e.Time, ok = s.stamp(stamp); !ok {
		return foreign("no stamp in front")
	}
	e.add("stream", stream)
	return s.unwrap("cri", text, e)
}
