package format

import "strings"

// criLines is what Kubernetes keeps of a container on its node.
var criLines = Format{
	Name:      "cri",
	Doc:       "Kubernetes container log (CRI): stamp, stream, flag, then the container's line",
	Expects:   "lines such as 2026-06-21T09:12:03.125Z stdout F …",
	Claim:     claimCRI,
	Line:      readCRI,
	Part:      criPart,
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
		{
			Text: "2026-06-21T09:12:03.125125125Z stdout P {\"level\":50,\"time\":1782033123120,\n2026-06-21T09:12:03.125125126Z stdout F \"msg\":\"token mint failed\"}",
			Want: []string{`cri/json 2026-06-21T09:12:03.120Z received=2026-06-21T09:12:03.125Z level=error body="token mint failed" level:50 time:1782033123120 msg="token mint failed" stream=stdout`},
		},
	},
}

// criLine is a line of the CRI logging format: stamp, stream, tags parted by colons (of which only P and F are known, for
// a part of a line and for its end), and the container's text.
type criLine struct {
	stamp, stream, text string
	partial             bool
}

func cutCRI(line string) (c criLine, ok bool) {
	var tags string
	c.stamp, line, _ = strings.Cut(line, " ")
	c.stream, line, _ = strings.Cut(line, " ")
	tags, c.text, _ = strings.Cut(line, " ")
	flag, _, _ := strings.Cut(tags, ":")
	c.partial = flag == "P"
	ok = len(c.stamp) >= 20 && (c.stream == "stdout" || c.stream == "stderr") && (flag == "F" || c.partial)
	return c, ok
}

func claimCRI(line string) int {
	c, ok := cutCRI(line)
	if !ok {
		return 0
	}
	if _, n, ok := scanISO(c.stamp); !ok || n < 19 {
		return 0
	}
	return 95
}

func readCRI(s *state, line string, e *Entry) Outcome {
	c, ok := cutCRI(line)
	if !ok {
		return foreign("not stamp, stdout or stderr, F")
	}
	if e.Time, ok = s.stamp(c.stamp); !ok {
		return foreign("no stamp in front")
	}
	e.add("stream", c.stream)
	return s.unwrap("cri", c.text, e)
}

// criPart takes a line apart. The file of a container has two streams.
func criPart(line string, waiting bool) (part, bool) {
	c, ok := cutCRI(line)
	if !ok || !waiting && !c.partial {
		return part{}, false
	}
	p := part{owner: c.stream, text: c.text, whole: func(text string) string { return c.stamp + " " + c.stream + " F " + text }}
	if c.partial {
		p.cut = split
	}
	return p, true
}
