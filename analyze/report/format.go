package report

import (
	"fmt"
	"io"
	"strings"
)

// Format is one way of writing a [Model].
type Format struct {
	Name   string // as --format takes it
	Suffix string // as -o picks it, with the dot; "" where only --format does
	Doc    string // one line for `lapse list reports`

	write func(io.Writer, *Model, Options) error
}

// Options say where a report is going. The zero value suits a file.
type Options struct {
	Width int    // columns of the terminal; 0 means 100
	Color bool   // the terminal shows colours
	ASCII bool   // the terminal shows no line drawing characters (TERM=dumb)
	Full  string // md: where the whole report is, named when it had to be cut
}

// Formats lists the formats in the order in which `lapse list reports` shows them.
func Formats() []Format {
	return []Format{
		{"table", "", "for the terminal", writeTable},
		{"jsonl", ".jsonl", "a verdict a line (lapse/verdict/v1)", writeJSONL},
		{"json", ".json", "one document (lapse/report/v1)", writeJSON},
		{"csv", ".csv", "a verdict a row, safe for spreadsheets", writeCSV},
		{"md", ".md", "Markdown for a ticket or a CI step summary, below 1 MiB", writeMarkdown},
		{"xml", ".xml", "JUnit: a test case for each cause and identity", writeJUnit},
		{"html", ".html", "one self-contained page to look at and to send", writeHTML},
		{"github", "", "at most 10 GitHub annotations", writeGitHub},
	}
}

// Write renders m in the named format. It returns w's error, or one that lists the formats when there is none of that name.
func Write(w io.Writer, format string, m *Model, o Options) error {
	for _, f := range Formats() {
		if f.Name == format {
			return f.write(w, m, o)
		}
	}
	return fmt.Errorf("no report format %q; there are %s", Clean(format), strings.Join(Names(), ", "))
}

// Names lists the names that --format takes.
func Names() []string {
	var names []string
	for _, f := range Formats() {
		names = append(names, f.Name)
	}
	return names
}
