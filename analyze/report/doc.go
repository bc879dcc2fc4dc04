// Package report renders what lapse concluded: one model, one writer a format.
//
// [NewModel] counts everything once (causes, hosts, codes, episodes, the finding in one sentence, the next commands), and the
// writers only lay it out, so a number is the same in every format. The formats stand in one table, [Formats]; a new one
// is a file with a writer and a line there.
//
//	m := report.NewModel(report.Input{
//		Version:    "1.0.0",
//		Args:       []string{"logs/"},
//		Sources:    sources,    // from the store
//		Accounting: accounting, // from ingest
//		Result:     result,     // from analyze.Run
//	})
//	err := report.Write(os.Stdout, "table", m, report.Options{Width: 120, Color: true})
//
// Log text is hostile: it may hold escape sequences, right-to-left overrides, markup, formulas. Everything that people look
// at goes through [Clean]; every writer also escapes for its own format. The writers keep no state and read no clock, so the
// same model gives the same bytes.
package report
