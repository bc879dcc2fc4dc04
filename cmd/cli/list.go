package cli

import (
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"lapse/analyze/cause"
	"lapse/analyze/replay"
	"lapse/analyze/report"
	"lapse/ingest/dialect"
	"lapse/ingest/format"
	"lapse/store/open"
)

// row is one line of a list: a name and what it is.
type row struct{ name, doc string }

// lists are the tables of the house; each is one visible slice in its own room.
var lists = []struct {
	name, doc string
	rows      func() []row
}{
	{"formats", "how entries may be wrapped", formatRows},
	{"dialects", "who speaks in them", dialectRows},
	{"causes", "what a verdict may say", causeRows},
	{"schedules", "named refresh schedules for replay, with their sources", scheduleRows},
	{"reports", "what --format and -o can write", reportRows},
	{"stores", "where facts can be kept", storeRows},
}

func newList(env Env) *cobra.Command {
	cmd := group("list", "List formats, dialects, causes, schedules, reports or stores")
	for _, l := range lists {
		cmd.AddCommand(&cobra.Command{Use: l.name, Short: "List " + l.doc, Args: cobra.NoArgs,
			RunE: func(*cobra.Command, []string) error {
				return buffered(env.Stdout, func(w io.Writer) error { return writeRows(w, l.rows()) })
			}})
	}
	return cmd
}

func writeRows(w io.Writer, rows []row) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, r := range rows {
		if _, err := fmt.Fprintf(t, "%s\t%s\n", r.name, r.doc); err != nil {
			return err
		}
	}
	return t.Flush()
}

func formatRows() (rows []row) {
	for _, f := range format.Table() {
		rows = append(rows, row{f.Name, f.Doc})
	}
	return rows
}

func dialectRows() (rows []row) {
	for _, d := range dialect.Table() {
		rows = append(rows, row{d.Name, d.Doc})
	}
	return rows
}

func causeRows() (rows []row) {
	for _, c := range cause.Table() {
		rows = append(rows, row{string(c.Name), c.Meaning})
		for _, s := range c.Subcause {
			rows = append(rows, row{"  " + string(s.Name), s.Meaning})
		}
	}
	return rows
}

func scheduleRows() (rows []row) {
	for _, s := range replay.Named() {
		rows = append(rows, row{s.Schedule.String(), s.Doc + " [" + s.Source + "]"})
	}
	return rows
}

func reportRows() (rows []row) {
	for _, f := range report.Formats() {
		doc := f.Doc
		if f.Suffix != "" {
			doc += "; -o FILE" + f.Suffix
		}
		rows = append(rows, row{f.Name, doc})
	}
	return rows
}

func storeRows() (rows []row) {
	for _, e := range open.Engines() {
		rows = append(rows, row{e.Example, e.Summary})
	}
	return rows
}
