package cli

import (
	"cmp"
	"context"
	"io"

	"github.com/spf13/cobra"

	"lapse/analyze"
	"lapse/analyze/report"
	"lapse/ingest/token"
)

type analyzeOptions struct {
	common
	clocks bool
	atOnce int
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
	o.addOutput(cmd, report.Names()...)
	cmd.Flags().StringVar(&o.buckets, "buckets", "", "judge the identities of these buckets of 0..1023 only: several workers share one store, `lapse merge` joins their jsonl")
	cmd.Flags().BoolVar(&o.clocks, "clocks", false, "show how the clocks' offsets changed over time, instead of the verdicts")
	cmd.Flags().IntVar(&o.atOnce, "at-once", atOnce, "judge so many rejections at a time where only jsonl is asked for: less takes less memory")
	_ = cmd.Flags().MarkHidden("at-once")
	return cmd
}

func (o *analyzeOptions) run(ctx context.Context, env Env, logs []string) error {
	l, err := o.load(ctx, env, logs)
	if err != nil {
		return err
	}
	defer l.store.Close()
	if n := o.parts(env, l); n > 1 {
		return o.inParts(ctx, env, l, logs, n)
	}
	o.brief = o.onlyCounts(env)
	result, err := o.analysis(ctx, l)
	if err != nil {
		return err
	}
	m := report.NewModel(o.input(l, result, logs))
	if o.clocks {
		return buffered(env.Stdout, func(w io.Writer) error { return report.WriteClocks(w, m, style(env, &o.common)) })
	}
	if err := o.write(env, m); err != nil {
		return err
	}
	if err := o.gates(result.Verdicts); err != nil {
		return err
	}
	return o.strictness(l, result.Verdicts)
}

// onlyCounts tells whether nothing is asked for but the table, which shows no evidence: then none is written down.
func (o *analyzeOptions) onlyCounts(env Env) bool {
	return len(o.out) == 0 && !o.strict && o.stdoutFormat(env, "") == "table"
}

// input puts together what every report renders.
func (c *common) input(l *loaded, r *analyze.Result, logs []string) report.Input {
	in := report.Input{
		Version: version, Command: c.command, Args: logs,
		Sources: l.sources, Accounting: l.accounting, Result: r,
	}
	if len(logs) == 0 {
		in.Args = []string{"--store", token.RedactString(cmp.Or(c.store, defaultStore))}
	}
	for _, t := range l.run.Troubles {
		in.Troubles = append(in.Troubles, report.Trouble{Path: t.Path, Text: t.Message})
	}
	return in
}

// write renders the model.
func (c *common) write(env Env, m *report.Model) error {
	return c.render(env, "jsonl", func(w io.Writer, format string, o report.Options) error {
		return report.Write(w, format, m, o)
	})
}
