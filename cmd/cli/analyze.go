package cli

import (
	"context"
	"io"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"lapse/analyze"
	"lapse/analyze/report"
)

type analyzeOptions struct {
	common
	clocks bool
}

func newAnalyze(env Env) *cobra.Command {
	o := &analyzeOptions{}
	cmd := &cobra.Command{Use: "analyze [LOG...]", Short: "Classify every token rejection; LOG... are ingested first",
		Long: `Finds for every refused token which token it was and why it was refused, with the evidence. Logs that are named are
read into --store or, without it, into a private temporary store; without logs, --store or lapse.db is analysed.`,
		Example: `  lapse analyze logs/
  lapse analyze --store lapse.db --since 2026-06-21T09:00:00Z --format jsonl
  lapse analyze logs/ --issuer SK… --account AC… --keys keys.txt -o incident.md`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.settle(cmd, env); err != nil {
				return err
			}
			return o.profiled(func() error { return o.run(cmd.Context(), env, args) })
		}}
	o.addGlobal(cmd)
	o.addReading(cmd)
	o.addJudging(cmd)
	o.addGates(cmd)
	o.addOutput(cmd, strings.Join(report.Names(), ", "))
	cmd.Flags().BoolVar(&o.clocks, "clocks", false, "show how the clocks' offsets changed over time, instead of the verdicts")
	return cmd
}

func (o *analyzeOptions) run(ctx context.Context, env Env, logs []string) error {
	l, err := o.load(ctx, env, logs)
	if err != nil {
		return err
	}
	defer l.store.Close()
	result, err := o.analysis(ctx, l)
	if err != nil {
		return err
	}
	m := report.NewModel(o.input(l, result, logs))
	if err := o.write(env, m); err != nil {
		return err
	}
	if err := o.gates(result.Verdicts); err != nil {
		return err
	}
	return o.strictness(l, result.Verdicts)
}

// input puts together what every report renders.
func (c *common) input(l *loaded, r *analyze.Result, logs []string) report.Input {
	return report.Input{Version: version, Args: logs, Sources: l.sources, Accounting: l.accounting, Result: r}
}

// write renders the model to standard output and to every -o FILE. With -o and no --format, standard output stays empty.
func (c *common) write(env Env, m *report.Model) error {
	for _, path := range c.out {
		format, err := formatOf(path)
		if err != nil {
			return err
		}
		err = writeFile(path, func(w io.Writer) error { return report.Write(w, format, m, report.Options{}) })
		if err != nil {
			return err
		}
	}
	if len(c.out) > 0 && c.format == "" {
		return nil
	}
	opt := report.Options{Width: env.Width, Color: env.Color(c.color)}
	return buffered(env.Stdout, func(w io.Writer) error { return report.Write(w, c.stdoutFormat(env), m, opt) })
}

// stdoutFormat is --format or, without it, a table for people and jsonl for pipes.
func (c *common) stdoutFormat(env Env) string {
	switch {
	case c.format != "":
		return c.format
	case env.StdoutTerminal:
		return "table"
	}
	return "jsonl"
}

// formatOf picks a format by a file's suffix.
func formatOf(path string) (string, error) {
	suffix := strings.ToLower(filepath.Ext(path))
	for _, f := range report.Formats() {
		if f.Suffix == suffix && suffix != "" {
			return f.Name, nil
		}
	}
	var known []string
	for _, f := range report.Formats() {
		if f.Suffix != "" {
			known = append(known, f.Suffix)
		}
	}
	return "", usagef("-o %s: the suffix picks the format; it is one of %s", path, strings.Join(known, " "))
}
