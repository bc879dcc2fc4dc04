package token

import (
	"regexp"
	"strings"
)

// plainWords are words that files and folders with logs are named with, and that name nobody. Words that stand beside a
// number in the names of people and devices (agent, client, desk, user) are not among them.
var plainWords = wordSet(`access alb alert alerts analyze api app apps archive archives audit auth aws backend backup balancer browsers
	calls captures clients cloud cloudwatch collector compose console consoles container containers cri csv data datadog debug debugger
	demo devices docker edge elastic envoy error errors event events export format formats frontend gateway gcp haproxy har home host
	hosts http https incident incidents info ingest insights ios android issued issuer issuers journald json lb legacy lines live load
	local log logger logs mint mixed mobile monitor morgan nginx node nodes old out output pino pod pods prod production proxy raw
	refused rejected release replay report request requests rotated run sample samples sdk sentry server servers service services
	sessions staging stage stderr stdout store stories support syslog test testdata text tmp token tokens trace twilio users var voice
	web webhook winston workers ws zap`)

// fileEndings are the endings of names that stay.
var fileEndings = wordSet(`log logs txt text out err json jsonl ndjson har csv tsv xml gz zst bz2 xz zip tar tgz old bak`)

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(text) {
		set[w] = true
	}
	return set
}

// Path replaces what may name somebody in the path of a file: every folder and file whose name has more in it than plain
// words, numbers and endings. A console file that is named after its device gets the device's own name.
func (p *Pseudonymizer) Path(path string) string {
	if p == nil {
		return path
	}
	parts := strings.Split(path, "/")
	for i, part := range parts {
		stem, ending := cutEndings(part)
		if !plainName(stem) {
			parts[i] = p.Session(stem) + ending
		}
	}
	return strings.Join(parts, "/")
}

// cutEndings cuts ".log.2.gz" off.
func cutEndings(name string) (stem, endings string) {
	stem = name
	for {
		dot := strings.LastIndexByte(stem, '.')
		if dot <= 0 || !fileEndings[strings.ToLower(stem[dot+1:])] && !isNumber(stem[dot+1:]) {
			return stem, name[len(stem):]
		}
		stem = stem[:dot]
	}
}

// plainName tells whether a name consists of plain words, with small numbers and dates beside them, or is a date.
func plainName(stem string) bool {
	words, dated := 0, dayInName.MatchString(stem)
	for _, w := range strings.FieldsFunc(dayInName.ReplaceAllString(stem, ""), func(r rune) bool { return strings.ContainsRune("-_.:#~ ", r) }) {
		switch {
		case plainWords[strings.ToLower(w)]:
			words++
		case !isNumber(w):
			return false
		}
	}
	return words > 0 || dated || strings.Trim(stem, "-_.~ ") == ""
}

// dayInName is a day, perhaps with a time, as rotations and exports put it into names.
var dayInName = regexp.MustCompile(`20[0-9]{2}-?[01][0-9]-?[0-3][0-9](?:[-_T][0-9]{2}[-:.]?[0-9]{2}(?:[-:.]?[0-9]{2})?Z?)?`)

// isNumber tells whether a word is a small number.
func isNumber(w string) bool { return strings.Trim(w, "0123456789") == "" && len(w) <= 4 }
