package cli

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/replay"
	"lapse/analyze/report"
)

type replayOptions struct {
	common
	schedules []string
	sweep     bool
	target    int
	seed      uint64
	timers    string
	outage    time.Duration
	skew      []string
	sessions  string
	latency   string
}

func newReplay(env Env) *cobra.Command {
	o := &replayOptions{}
	cmd := &cobra.Command{Use: "replay [LOG...]", Short: "Simulate refresh schedules on the recorded timelines",
		Long: `Runs refresh schedules against what was recorded and says what each would have done. First the recorded behaviour itself
is reproduced (as-recorded); where that does not agree with the log, the result is marked not comparable.

` + replay.Syntax,
		Example: `  lapse replay logs/ --schedule 80% --schedule "80%,retry=5s..60s" --schedule expire-10s --schedule as-recorded
  lapse replay logs/ --sweep --target 0
  lapse replay logs/ --schedule guide-80 --outage +10m --sessions 10x`,
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
	o.addOutput(cmd, report.ReplayFormats()...)
	f := cmd.Flags()
	f.StringArrayVar(&o.schedules, "schedule", nil, "a `SCHEDULE` to run (repeatable; `lapse list schedules`)")
	f.BoolVar(&o.sweep, "sweep", false, "explore due time × retry × jitter × ttl, and recommend the cheapest that reaches --target")
	f.IntVar(&o.target, "target", 0, "how many lapses the recommended schedule may leave")
	f.Uint64Var(&o.seed, "seed", 1, "seed of what luck decides")
	f.StringVar(&o.timers, "timers", "wall", "what timers do in a sleeping device: wall (fire on waking) or paused")
	f.DurationVar(&o.outage, "outage", 0, "what if each outage of the token endpoint had lasted this much longer: +10m")
	f.StringArrayVar(&o.skew, "skew", nil, "what if a host's clock had been off: `HOST=-120s` (repeatable)")
	f.StringVar(&o.sessions, "sessions", "1x", "what if there had been this many times the sessions: 10x")
	f.StringVar(&o.latency, "latency", "1x", "what if the token endpoint had been this much slower: 3x")
	return cmd
}

func (o *replayOptions) run(ctx context.Context, env Env, logs []string) error {
	opt, err := o.replayOptions()
	if err != nil {
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
	in, err := replayInput(ctx, l, result)
	if err != nil {
		return err
	}
	played, err := replay.Run(ctx, in, opt)
	if err != nil {
		return replayError(err)
	}
	return o.render(env, "json", func(w io.Writer, format string, style report.Options) error {
		return report.WriteReplay(w, format, played, style)
	})
}

func (o *replayOptions) replayOptions() (replay.Options, error) {
	opt := replay.Options{Seed: o.seed, Sweep: o.sweep, Target: o.target, Session: o.session}
	names := o.schedules
	if len(names) == 0 && !o.sweep {
		names = defaultSchedules
	}
	for _, s := range names {
		parsed, err := replay.ParseSchedule(s)
		if err != nil {
			return opt, usagef("--%v", err)
		}
		opt.Schedules = append(opt.Schedules, parsed)
	}
	if err := oneOf("--timers", o.timers, "wall", "paused"); err != nil {
		return opt, err
	}
	opt.PausedTimers = o.timers == "paused"
	return opt, o.whatIf(&opt.WhatIf)
}

// defaultSchedules are compared where none is named: what happened, the usual advice, and the bounds.
var defaultSchedules = []string{"as-recorded", "never", "80%", "80%,retry=5s..60s", "ttl-300s", "expire-10s", "expire-10s,on-error", "oracle"}

func (o *replayOptions) whatIf(w *replay.WhatIf) (err error) {
	w.Outage = incident.SpanOf(o.outage)
	if w.Sessions, err = factor("--sessions", o.sessions); err != nil {
		return err
	}
	if w.Latency, err = factor("--latency", o.latency); err != nil {
		return err
	}
	for _, s := range o.skew {
		host, by, ok := strings.Cut(s, "=")
		d, err := time.ParseDuration(by)
		if !ok || host == "" || err != nil {
			return usagef("--skew %q: write it as HOST=-120s", s)
		}
		if w.Skew == nil {
			w.Skew = map[string]incident.Span{}
		}
		w.Skew[host] = incident.SpanOf(d)
	}
	return nil
}

// factor reads "10x" or "1.5x".
func factor(flag, s string) (float64, error) {
	f, err := strconv.ParseFloat(strings.TrimSuffix(s, "x"), 64)
	if err != nil || f <= 0 || f > 1e6 {
		return 0, usagef("%s %q: write it as 10x", flag, s)
	}
	return f, nil
}

// replayInput hands over everybody's timelines: a schedule changes the load of those who had no trouble, too.
func replayInput(ctx context.Context, l *loaded, r *analyze.Result) (in replay.Input, err error) {
	in = replay.Input{Offsets: r.Likely, Verdicts: r.Verdicts, Leeway: r.Leeway}
	in.Timelines, err = everyone(ctx, l)
	return in, err
}

// replayError gives what a user can mend the status of a mistake in input or usage.
func replayError(err error) error {
	var nothing *replay.NothingToReplay
	if errors.As(err, &nothing) {
		return inputf("replay needs token issuances (token server or balancer log) and the sessions that used them", "%v", nothing)
	}
	var unknown *replay.UnknownHostError
	if errors.As(err, &unknown) {
		return usagef("--skew: %v", unknown)
	}
	return err
}
