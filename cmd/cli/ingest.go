package cli

import (
	"context"
	"fmt"
	"io"
	"time"

	"github.com/spf13/cobra"

	"lapse/analyze/report"
	"lapse/ingest"
	"lapse/ingest/source"
	"lapse/ingest/token"
)

type ingestOptions struct {
	common
	explain bool
}

func newIngest(env Env) *cobra.Command {
	o := &ingestOptions{}
	cmd := &cobra.Command{Use: "ingest LOG...", Short: "Read logs into a store; a second time changes nothing",
		Long: `Reads logs into a store (lapse.db without --store). Reading the same or overlapping files again changes nothing, and
an interrupted run is completed by the next.

` + limitsText(),
		Args: cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.settle(cmd, env); err != nil {
				return err
			}
			return o.profiled(func() error { return o.run(cmd.Context(), env, args) })
		}}
	o.addGlobal(cmd)
	o.addReading(cmd)
	cmd.Flags().BoolVar(&o.strict, "strict", false, "exit 4 where lines were rejected")
	cmd.Flags().BoolVar(&o.explain, "explain", false, "read nothing in; show for the first lines which format and dialect took them, which fields were found, and why the others refused")
	return cmd
}

func (o *ingestOptions) run(ctx context.Context, env Env, logs []string) error {
	if o.explain && o.pseudonymize != "" {
		return usagef("--explain shows lines as they are, with the names that --pseudonymize hides; use one of the two")
	}
	if o.explain {
		opt, done, err := o.ingestOptions(env)
		if err != nil {
			return err
		}
		defer done()
		return buffered(env.Stdout, func(w io.Writer) error { return explainLines(ctx, w, logs, opt) })
	}
	if o.store == "" {
		o.store = defaultStore
	}
	l, err := o.load(ctx, env, logs)
	if err != nil {
		return err
	}
	defer l.store.Close()
	if err := buffered(env.Stdout, func(w io.Writer) error { return o.summary(w, l) }); err != nil {
		return err
	}
	return o.strictness(l, nil)
}

// summary prints what this run read, and what the store now holds.
func (o *ingestOptions) summary(w io.Writer, l *loaded) error {
	if o.verbose {
		for _, s := range l.run.Sources {
			if _, err := fmt.Fprintf(w, "%s: %s, %d lines, %d events\n", report.Clean(s.Path), s.Format, s.Read, s.Events); err != nil {
				return err
			}
		}
	}
	a := l.run.Accounting
	if _, err := fmt.Fprintf(w, "read %d lines = %d used + %d other + %d duplicate + %d rejected, from %d %s\n",
		a.Read, a.Used, a.Other, a.Duplicate, a.Rejected, a.Sources, plural(a.Sources, "source", "sources")); err != nil {
		return err
	}
	for _, s := range l.run.Sources {
		for _, r := range s.Reasons {
			if _, err := fmt.Fprintf(w, "  rejected %d, first %s:%d: %s\n", r.Count, report.Clean(r.First.File), r.First.Line, r.Text); err != nil {
				return err
			}
		}
	}
	_, err := fmt.Fprintf(w, "%s holds %d events of %d identities, %d of them rejections\n",
		token.RedactString(o.store), l.counts.Events, l.counts.Identities, l.counts.Rejections)
	if err == nil && o.verbose {
		err = writeStats(w, l.run.Stats)
	}
	return err
}

// writeStats tells how fast it went and where the time was spent. Workers parse side by side: stages may exceed the total.
func writeStats(w io.Writer, s ingest.Stats) error {
	_, err := fmt.Fprintf(w, "%.0f lines/s, %.1f MB/s; total %s: read %s, parse %s over all workers, store %s\n",
		s.LinesPerSecond(), s.BytesPerSecond()/1e6, s.Total.Round(time.Millisecond),
		s.Read.Round(time.Millisecond), s.Parse.Round(time.Millisecond), s.Put.Round(time.Millisecond))
	return err
}

// limitsText tells what protects the reader from hostile input.
func limitsText() string {
	l := source.DefaultLimits()
	return fmt.Sprintf(`Limits: a line over %s is skipped and counted. A compressed file may grow %d times, and to %s in all; compression and
archives may nest %d deep. What lies beyond is reported, and what could be read counts.`,
		bytesText(int64(l.Line)), l.Ratio, bytesText(l.Output), l.Depth)
}
