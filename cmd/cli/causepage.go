package cli

import (
	"fmt"
	"io"
	"strings"

	"lapse/analyze/cause"
	"lapse/analyze/incident"
	"lapse/analyze/spell"
)

// findCause finds "clock_skew" or "clock_skew/issuer_behind" in the table of causes.
func findCause(what string) (cause.Cause, incident.Subcause, bool, error) {
	name, sub, _ := strings.Cut(what, "/")
	for _, c := range cause.Table() {
		if string(c.Name) != name {
			continue
		}
		for _, s := range c.Subcause {
			if string(s.Name) == sub {
				return c, s.Name, true, nil
			}
		}
		if sub != "" {
			return c, "", true, usagef("%s has no sub-cause %q (`lapse list causes`)", name, sub)
		}
		return c, "", true, nil
	}
	return cause.Cause{}, "", false, nil
}

// nearestCause is the cause that is spelt most like a word, or "any".
func nearestCause(word string) string {
	word, _, _ = strings.Cut(word, "/")
	names := []string{"any"}
	for _, c := range cause.Table() {
		names = append(names, string(c.Name))
	}
	return spell.Nearest(word, names)
}

// isCause tells whether a cause, with a sub-cause or "" for all of them, stands in the table.
func isCause(c incident.Cause, sub incident.Subcause) bool {
	what := string(c)
	if sub != "" {
		what += "/" + string(sub)
	}
	_, _, known, err := findCause(what)
	return known && err == nil
}

const pageWidth = 100

// writeCausePage says what a cause means, how it shows and how to fix it; with a sub-cause, of that one only.
func writeCausePage(w io.Writer, c cause.Cause, only incident.Subcause) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", c.Name)
	paragraph(&b, "", c.Meaning)
	paragraph(&b, "How it shows: ", c.Shows)
	paragraph(&b, "How to fix it: ", c.Fix)
	for _, s := range c.Subcause {
		if only != "" && s.Name != only {
			continue
		}
		fmt.Fprintf(&b, "\n%s/%s\n", c.Name, s.Name)
		paragraph(&b, "", s.Meaning)
		paragraph(&b, "How to fix it: ", s.Fix)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// paragraph writes indented text, broken at spaces.
func paragraph(b *strings.Builder, title, text string) {
	if text == "" {
		return
	}
	line := "  "
	for _, word := range strings.Fields(title + text) {
		if len(line)+len(word) > pageWidth {
			b.WriteString(strings.TrimRight(line, " ") + "\n")
			line = "  "
		}
		line += word + " "
	}
	b.WriteString(strings.TrimRight(line, " ") + "\n")
}
