package cli

import (
	"context"
	"errors"
	"io"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"lapse/analyze/incident"
	"lapse/analyze/report"
)

type explainOptions struct{ common }

func newExplain(env Env) *cobra.Command {
	o := &explainOptions{}
	cmd := &cobra.Command{Use: "explain EVENT|CAUSE [LOG...]", Short: "One event's whole chain of evidence, or what a cause means and how to fix it",
		Long: `EVENT is an event's ID or its first digits, or FILE:LINE of the rejection as a report names it. CAUSE is a cause or
CAUSE/SUBCAUSE (` + "`lapse list causes`" + `).`,
		Example: "  lapse explain sdk.ndjson:897 logs/\n  lapse explain e3f0a1 --store lapse.db\n  lapse explain clock_skew",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.settle(cmd, env); err != nil {
				return err
			}
			return o.run(cmd.Context(), env, args[0], args[1:])
		}}
	o.addGlobal(cmd)
	o.addReading(cmd)
	o.addJudging(cmd)
	return cmd
}

func (o *explainOptions) run(ctx context.Context, env Env, what string, logs []string) error {
	opt := style(env, &o.common)
	c, sub, ok, err := findCause(what)
	if err != nil {
		return err
	}
	if ok {
		return buffered(env.Stdout, func(w io.Writer) error { return writeCausePage(w, c, sub) })
	}
	l, err := o.load(ctx, env, logs)
	if errors.Is(err, errNothingNamed) {
		return usagef("%q is no cause (the nearest is %s); an event is looked up in logs: lapse explain %s LOG...", what, nearestCause(what), what)
	}
	if err != nil {
		return err
	}
	defer l.store.Close()
	result, err := o.analysis(ctx, l)
	if err != nil {
		return err
	}
	v, err := findVerdict(result.Verdicts, what)
	if err != nil {
		return err
	}
	timeline, err := o.timelineOf(ctx, l, v)
	if err != nil {
		return err
	}
	m := report.NewModel(o.input(l, result, logs))
	return buffered(env.Stdout, func(w io.Writer) error { return report.Explain(w, m, timeline, v, opt) })
}

// timelineOf reads everything that names the verdict's identity.
func (o *explainOptions) timelineOf(ctx context.Context, l *loaded, v *incident.Verdict) (*incident.Timeline, error) {
	b := incident.Bucket(v.Identity)
	for t, err := range (facts{l.store}).Timelines(ctx, b, b+1, false) {
		if err != nil {
			return nil, err
		}
		if t.Identity == v.Identity {
			return t, nil
		}
	}
	return &incident.Timeline{Identity: v.Identity}, nil
}

// findVerdict finds the one verdict whose ID begins with what, or whose source is the FILE:LINE.
func findVerdict(verdicts []incident.Verdict, what string) (*incident.Verdict, error) {
	var found []*incident.Verdict
	for i := range verdicts {
		if names(&verdicts[i], what) {
			found = append(found, &verdicts[i])
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0:
		return nil, inputf("`lapse analyze --format jsonl` lists the rejections with their event and line; `lapse list causes` the causes",
			"no rejection has the event ID or the line %q, and no cause is called so", what)
	}
	return nil, usagef("%q fits %d events, the first are %s and %s: give more of it", what, len(found), found[0].Event, found[1].Event)
}

// names tells whether what is a prefix of the event's ID, or its place: the whole path, or the end of it after a slash.
func names(v *incident.Verdict, what string) bool {
	if strings.HasPrefix(v.Event.String(), strings.ToLower(what)) && len(what) >= 4 {
		return true
	}
	place := v.Source.File + ":" + strconv.FormatInt(v.Source.Line, 10)
	return place == what || strings.HasSuffix(place, "/"+what)
}
