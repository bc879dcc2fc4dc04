package format

import "strings"

// composeLines is what `docker compose logs` prints: the service's name before every line.
var composeLines = Format{
	Name:      "compose",
	Doc:       "docker compose logs: a service's name and a bar before each line",
	Expects:   "lines such as token-1  | {…}",
	Claim:     claimCompose,
	Line:      readCompose,
	Multiline: true,
	Samples: []Sample{{
		Text: `token-1  | {"level":30,"time":1782033123120,"msg":"access token issued"}`,
		Want: []string{`compose/json 2026-06-21T09:12:03.120Z level=info host=token-1 body="access token issued" level:30 time:1782033123120 msg="access token issued"`},
	}},
}

func cutCompose(line string) (service, text string, ok bool) {
	service, text, ok = strings.Cut(line, " | ")
	service = strings.TrimRight(service, " ")
	return service, text, ok && isKey(service)
}

func claimCompose(line string) int {
	_, text, ok := cutCompose(line)
	if !ok || claimText(line) >= 60 {
		return 0
	}
	if isObject(text) || claimLogfmt(text) > 0 || claimAccess(text) > 0 || claimConsole(text) > 0 || claimMorgan(text) > 0 {
		return 85
	}
	return 30
}

func readCompose(s *state, line string, e *Entry) Outcome {
	service, text, ok := cutCompose(line)
	if !ok {
		return foreign("not service | line")
	}
	e.Host = service
	return s.unwrap("compose", text, e)
}
