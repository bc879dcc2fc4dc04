package format

import (
	"errors"
	"fmt"
	"regexp"
)

// Pattern makes a format of a house's own out of a regular expression (RE2 syntax). Its named groups are the fields of an
// entry, and well-known names fill the entry's columns as they do for every other format:
//
//	^(?P<time>\S+) (?P<hostname>\S+) (?P<identity>\S+): (?P<msg>.*)$
//
// A group may be named with dots written as two underscores: error__code is error.code. The groups that match nothing
// are left out. Put the format into [Options.Patterns].
func Pattern(expression string) (Format, error) {
	re, err := regexp.Compile(expression)
	if err != nil {
		return Format{}, fmt.Errorf("pattern: %w", err)
	}
	names := re.SubexpNames()
	known := 0
	for i, n := range names {
		names[i] = dotsOf(n)
		if n != "" {
			known++
		}
	}
	if known == 0 {
		return Format{}, errors.New("pattern: no named group, such as (?P<time>\\S+)")
	}
	return Format{
		Name:    "pattern",
		Doc:     "the user's own pattern",
		Expects: "lines that match " + expression,
		Claim: func(line string) int {
			if re.MatchString(line) {
				return 100
			}
			return 0
		},
		Line: func(s *state, line string, e *Entry) Outcome {
			return readGroups(s, re.FindStringSubmatch(line), names, e)
		},
		Multiline: true,
	}, nil
}

func readGroups(s *state, groups, names []string, e *Entry) Outcome {
	if groups == nil {
		return foreign("does not match the pattern")
	}
	for i, value := range groups {
		if i > 0 && names[i] != "" && value != "" {
			s.cell(names[i], value, e)
		}
	}
	s.dress(e, nil)
	return s.inside("pattern", e)
}

// dotsOf turns the two underscores of a group's name into a dot.
func dotsOf(name string) string {
	out := []byte{}
	for i := 0; i < len(name); i++ {
		if i+1 < len(name) && name[i] == '_' && name[i+1] == '_' && i > 0 {
			out = append(out, '.')
			i++
			continue
		}
		out = append(out, name[i])
	}
	return string(out)
}
