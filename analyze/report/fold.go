package report

import (
	"strings"
	"unicode/utf8"

	"github.com/olekukonko/tablewriter/pkg/twwidth"
)

func (o Options) width() int {
	if o.Width <= 0 {
		return 100
	}
	return max(o.Width, 40)
}

// fold breaks text at spaces into lines of at most n columns; a longer word keeps a line to itself, so that a path can be
// taken from the terminal whole.
func fold(s string, n int) []string {
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		switch {
		case line == "":
			line = word
		case twwidth.Width(line)+1+twwidth.Width(word) > n:
			out, line = append(out, line), word
		default:
			line += " " + word
		}
	}
	return append(out, line)
}

// maxCell is how many columns of a cell are shown: a name that is longer comes from no honest log.
const maxCell = 400

// foldCell is fold for a column of a table, which no word may leave: long ones are broken too.
func foldCell(s string, n int) []string {
	if twwidth.Width(s) <= n {
		return []string{s}
	}
	if twwidth.Width(s) > maxCell {
		s = twwidth.Truncate(s, maxCell, "…")
	}
	var out []string
	line := ""
	for _, word := range strings.Fields(s) {
		if line != "" && twwidth.Width(line)+1+twwidth.Width(word) <= n {
			line += " " + word
			continue
		}
		if line != "" {
			out = append(out, line)
		}
		for line = broken(word, n); line != word; line = broken(word, n) {
			out, word = append(out, line), word[len(line):]
		}
	}
	return append(out, line)
}

// marks are what names, paths and times are made of besides letters: a word may be broken after one.
const marks = "/-_.:,;=@–"

// broken is as much of a word as fits into n columns, at least a character. Where its second half has a slash or, failing
// that, another mark, it ends there.
func broken(word string, n int) string {
	if twwidth.Width(word) <= n {
		return word
	}
	end := 0
	for i, r := range word {
		next := i + len(string(r))
		if end > 0 && twwidth.Width(word[:next]) > n {
			break
		}
		end = next
	}
	for _, set := range []string{"/", marks} {
		if i := strings.LastIndexAny(word[:end], set); i >= end/2 {
			_, size := utf8.DecodeRuneInString(word[i:])
			return word[:i+size]
		}
	}
	return word[:end]
}

// longestPiece is the width of the longest part of a head that is not broken.
func longestPiece(head string) int {
	widest := 0
	for _, word := range strings.Fields(head) {
		for word != "" {
			n := len(word)
			if i := strings.IndexAny(word, marks); i >= 0 {
				_, size := utf8.DecodeRuneInString(word[i:])
				n = i + size
			}
			widest, word = max(widest, twwidth.Width(word[:n])), word[n:]
		}
	}
	return widest
}
