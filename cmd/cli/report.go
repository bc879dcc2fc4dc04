package cli

import (
	"context"

	"github.com/spf13/cobra"

	"lapse/analyze/replay"
	"lapse/analyze/report"
)

type reportOptions struct {
	common
	schedules []string
	noReplay  bool
}

func newReport(env Env) *cobra.Command {
	o := &reportOptions{}
	cmd := &cobra.Command{Use: "report [LOG...] -o FILE", Short: "One document: accounting, causes, clocks, timelines, replay",
		Long: `Writes one document that can be sent on. incident.html is one self-contained page that opens anywhere and asks for
nothing; .md suits a ticket, .json a program, .xml (JUnit) a build.`,
		Example: "  lapse report logs/ -o incident.html\n  lapse report --store lapse.db -o incident.md -o incident.json",
		Args:    cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.settle(cmd, env); err != nil {
				return err
			}
			if len(o.out) == 0 && o.format == "" {
				return usagef("say where the report goes: -o incident.html")
			}
			return o.profiled(func() error { return o.run(cmd.Context(), env, args) })
		}}
	o.addGlobal(cmd)
	o.addReading(cmd)
	o.addJudging(cmd)
	o.addGates(cmd)
	o.addOutput(cmd, report.Names()...)
	cmd.Flags().StringArrayVar(&o.schedules, "schedule", nil, "a `SCHEDULE` for the replay section (repeatable)")
	cmd.Flags().BoolVar(&o.noReplay, "no-replay", false, "leave the replay section out")
	return cmd
}

func (o *reportOptions) run(ctx context.Context, env Env, logs []string) error {
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
	played, err := replayInput(ctx, l, result)
	if err != nil {
		return err
	}
	in.Timelines = played.Timelines
	if !o.noReplay {
		opt, err := (&replayOptions{schedules: o.schedules, timers: "wall", sessions: "1x", latency: "1x", seed: 1}).replayOptions()
		if err != nil {
			return err
		}
		// The page shows one session as recorded and as simulated: the best example of the most frequent cause.
		if m := report.NewModel(in); len(m.Causes) > 0 {
			v := &result.Verdicts[m.Causes[0].Example]
			opt.Session = v.Identity + "/" + v.Session
		}
		// A report without a replay is still a report: what was missing is said in its place.
		if in.Replay, err = replay.Run(ctx, played, opt); err != nil {
			in.ReplayMissing = err.Error()
		}
	}
	if err := o.write(env, report.NewModel(in)); err != nil {
		return err
	}
	if err := o.gates(result.Verdicts); err != nil {
		return err
	}
	return o.strictness(l, result.Verdicts)
}
