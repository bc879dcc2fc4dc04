package dialect

import (
	"regexp"
	"strings"
)

// genericNames are file names that say nothing about whose file it is; the folder's name does.
var genericNames = words(`console browser app log logs output out client stdout stderr debug trace sdk voice twilio index`)

// sessionOf makes a session's name from a path: the base name without extensions and without what a rotation puts behind it,
// joined with the folder's name where the base name is generic. "" for standard input.
func sessionOf(path string) string {
	path = strings.TrimRight(strings.ReplaceAll(path, "\\", "/"), "/")
	if path == "" || path == "-" {
		return ""
	}
	parts := strings.FieldsFunc(path, func(r rune) bool { return r == '/' || r == '!' })
	if len(parts) == 0 {
		return ""
	}
	folder := ""
	if len(parts) > 1 && strings.Trim(parts[len(parts)-2], ".") != "" {
		folder = parts[len(parts)-2]
	}
	base := withoutRotation(parts[len(parts)-1])
	switch {
	case folder == "":
		return base
	case isDate(base):
		return folder // a file a day
	case genericNames[strings.ToLower(base)]:
		return folder + "/" + base
	}
	return base
}

// What rotations put behind a name: a number behind an extension or a day (logrotate, Python, Docker), a day, perhaps with the time
// (logrotate's dateext, log4j, winston, lumberjack).
var (
	rotationNumber = regexp.MustCompile(`^[0-9]{1,4}$`)
	rotationDate   = regexp.MustCompile(`^(.*?)(?:^|[-._])` +
		`20[0-9]{2}(?:-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])(?:-[0-9]{2})?|(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))` +
		`(?:[-_T.][0-9]{2}[-:.]?[0-9]{2}(?:[-:.]?[0-9]{2}(?:[.,][0-9]+)?)?Z?)?$`)
)

// isDate tells whether a name is a day and nothing else.
func isDate(name string) bool {
	m := rotationDate.FindStringSubmatch(name)
	return m != nil && m[1] == ""
}

// extensions are the endings of names that say what a file is, or that it is an older one. Others may be a part of the name:
// jane.doe.log is not jane's.
var extensions = words(`log logs txt text out err json jsonl ndjson har csv tsv xml gz gzip zst zstd bz2 xz zip tar tgz tbz2 txz
	old bak orig console`)

// withoutRotation takes ".log", ".txt.gz", ".log.2.gz" and "-2026-06-21.log" off.
func withoutRotation(base string) string {
	for {
		short := withoutLast(base)
		if short == "" || short == base {
			return base
		}
		base = short
	}
}

// withoutLast takes one extension, day or number of a rotation off.
func withoutLast(base string) string {
	if m := rotationDate.FindStringSubmatch(base); m != nil {
		return m[1]
	}
	dot := strings.LastIndexByte(base, '.')
	if dot <= 0 {
		return base
	}
	short, last := base[:dot], strings.ToLower(base[dot+1:])
	if extensions[last] || rotationNumber.MatchString(last) && withoutLast(short) != short {
		return short
	}
	return base
}
