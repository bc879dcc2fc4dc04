package format

import (
	"bufio"
	"bytes"
	"strings"
)

// twilioCLI is what `twilio debugger:logs:list` prints on a terminal.
var twilioCLI = Format{
	Name:     "twilio-cli",
	Doc:      "twilio debugger:logs:list in columns (json: see json-document; tsv: see csv)",
	Expects:  "a header line with Date Created, Log Level, Error Code",
	Sniff:    sniffTwilioCLI,
	Document: readTwilioCLI,
	Samples: []Sample{{
		Text: "Date Created              Log Level  Error Code  Alert Text\n" +
			"2026-06-21T09:12:03.000Z  error      20104       Access Token expired or expiration date invalid\n" +
			"2026-06-21T09:12:09.000Z  warning    31202\n",
		Want: []string{
			`twilio-cli 2026-06-21T09:12:03.000Z level=error Date_Created=2026-06-21T09:12:03.000Z Log_Level=error Error_Code:20104 Alert_Text="Access Token expired or expiration date invalid"`,
			`twilio-cli 2026-06-21T09:12:09.000Z level=warning Date_Created=2026-06-21T09:12:09.000Z Log_Level=warning Error_Code:31202`,
		},
	}},
}

func sniffTwilioCLI(head []byte) int {
	line, _, _ := bytes.Cut(head, []byte("\n"))
	names := wideColumns(string(line))
	known := 0
	for _, c := range names {
		switch strings.ToLower(strings.ReplaceAll(c.name, "_", "")) {
		case "datecreated", "loglevel", "errorcode", "alerttext":
			known++
		}
	}
	if known >= 2 {
		return 90
	}
	return 0
}

// column is a heading and the byte at which it begins; the cells below begin there too.
type column struct {
	name string
	at   int
}

// wideColumns reads headings that stand at least two blanks apart.
func wideColumns(header string) []column {
	var out []column
	header = strings.TrimRight(header, " \r")
	for at := 0; at < len(header); {
		at += spaces(header[at:])
		end := strings.Index(header[at:], "  ")
		if end < 0 {
			end = len(header) - at
		}
		out = append(out, column{columnName(header[at : at+end]), at})
		at += end
	}
	return out
}

func readTwilioCLI(d *document) []Outcome {
	r := &rows{in: bufio.NewReaderSize(d.in, 64<<10), next: 1}
	header, err := r.read()
	if err != nil {
		return tableEnd(r, err)
	}
	columns := wideColumns(valid(string(header)))
	if len(columns) == 0 {
		return []Outcome{{Line: 1, Status: Broken, Reason: "no header line"}}
	}
	var bad []Outcome
	for {
		row, err := r.read()
		if err != nil {
			return append(bad, tableEnd(r, err)...)
		}
		line := valid(string(row))
		if strings.Trim(line, "- ─\t") == "" {
			continue
		}
		if !linedUp(line, columns) {
			if len(bad) < maxOutcomes {
				bad = append(bad, Outcome{Line: r.line, Status: Broken, Reason: "cells do not stand below their headings"})
			}
			continue
		}
		names, values := cutColumns(line, columns)
		if _, ok := d.state.stamp(values[0]); !ok && len(bad) < maxOutcomes {
			bad = append(bad, Outcome{Line: r.line, Status: Broken, Reason: "row without a date in its first column"})
			continue
		}
		d.row(r, "twilio-cli", row, names, values)
	}
}

// linedUp tells whether no cell runs into the next column: cut there, neither part would mean what it says.
func linedUp(line string, columns []column) bool {
	for _, c := range columns {
		if c.at > 0 && c.at < len(line) && line[c.at-1] != ' ' {
			return false
		}
	}
	return true
}

func cutColumns(line string, columns []column) (names, values []string) {
	for i, c := range columns {
		end := len(line)
		if i+1 < len(columns) {
			end = min(end, columns[i+1].at)
		}
		names = append(names, c.name)
		values = append(values, strings.TrimSpace(strings.ToValidUTF8(line[min(c.at, end):end], "")))
	}
	return names, values
}
