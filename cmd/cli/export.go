package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lapse/analyze/report"
)

type exportOptions struct {
	common
	to string
}

func newExport(env Env) *cobra.Command {
	o := &exportOptions{}
	cmd := &cobra.Command{Use: "export [LOG...]", Short: "Write the timelines for another tool: " + strings.Join(report.Exports(), ", "),
		Long: `Writes sessions, tokens and verdicts for a tool that draws or searches timelines: trace for ui.perfetto.dev and
chrome://tracing, timesketch for Timesketch (a JSON event a line).`,
		Example: "  lapse export --to trace logs/ -o incident.trace.json\n  lapse export --to timesketch logs/ > incident.jsonl",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.settle(cmd, env); err != nil {
				return err
			}
			return o.run(cmd.Context(), env, args)
		}}
	o.addGlobal(cmd)
	o.addReading(cmd)
	o.addJudging(cmd)
	cmd.Flags().StringVar(&o.to, "to", report.Exports()[0], strings.Join(report.Exports(), " or "))
	cmd.Flags().StringArrayVarP(&o.out, "output", "o", nil, "write `FILE` instead of standard output")
	return cmd
}

func (o *exportOptions) run(ctx context.Context, env Env, logs []string) error {
	if err := oneOf("--to", o.to, report.Exports()...); err != nil {
		return err
	}
	l, err := o.load(ctx, env, logs)
	if err != nil {
		return err
	}
	defer l.store.Close()
	result, err := o.analysis(ctx, l)
	if err != nil {
		return err
	}
	in := o.input(l, result, logs)
	if in.Timelines, err = everyone(ctx, l); err != nil {
		return err
	}
	write := func(w io.Writer) error { return report.Export(w, o.to, report.NewModel(in)) }
	if len(o.out) == 0 {
		return buffered(env.Stdout, write)
	}
	for _, path := range o.out {
		if err := writeFile(path, write); err != nil {
			return err
		}
	}
	return nil
}
