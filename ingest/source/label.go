package source

import (
	"os"
	"regexp"
	"strings"
)

// offset is a zone given as a distance from UTC; it may hold the colon that otherwise ends a label.
var offset = regexp.MustCompile(`^[+-][0-9]{2}:?[0-9]{2}(:|$)`)

// splitLabel takes the labels off an argument: host=H: and zone=Z: in any order, or NAME= directly before the path.
// An argument that exists as it stands is a path, whatever its name looks like.
func splitLabel(arg string) (Label, string) {
	var l Label
	for !exists(arg) {
		name, rest, found := strings.Cut(arg, "=")
		if !found || strings.ContainsAny(name, `/\*?[{`) {
			break
		}
		switch name {
		case "host":
			value, path, ended := strings.Cut(rest, ":")
			if !ended {
				return l, arg
			}
			l.Host, arg = value, path
		case "zone":
			value, path, ended := cutZone(rest)
			if !ended {
				return l, arg
			}
			l.Zone, arg = value, path
		default:
			l.Host = name
			return l, rest
		}
	}
	return l, arg
}

// cutZone is strings.Cut at the colon that ends a zone, which is not the one inside "+05:30".
func cutZone(s string) (zone, path string, found bool) {
	if m := offset.FindString(s); strings.HasSuffix(m, ":") {
		return m[:len(m)-1], s[len(m):], true
	}
	return strings.Cut(s, ":")
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return path == "-" || err == nil
}

// or fills what l leaves open from m.
func (l Label) or(m Label) Label {
	if l.Host == "" {
		l.Host = m.Host
	}
	if l.Zone == "" {
		l.Zone = m.Zone
	}
	return l
}
