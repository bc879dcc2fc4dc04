package cli

import (
	"context"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"lapse/analyze/compare"
	"lapse/analyze/incident"
	"lapse/analyze/report"
)

type compareOptions struct {
	common
	gates  []string
	save   string
	accept string
}

func newCompare(env Env) *cobra.Command {
	o := &compareOptions{}
	cmd := &cobra.Command{Use: "compare BASELINE [LOG...]", Short: "Gate a build: what is new, gone or changed since a saved run",
		Long: `Compares a run with a saved one and exits 1 where something is new or worse by more than chance explains. Findings are told by
what they are (cause, sub-cause, SDK version, token host), not by line; rates are per session. A gate that evaluated nothing
fails with 3. Findings that were reviewed can be accepted in a file, each with a reason and a last day:

  - cause: missed_refresh/suspended
    reason: laptops sleep; ticket 4711
    until: 2026-12-31`,
		Example: `  lapse compare --save-baseline base.json logs/
  lapse compare base.json logs/ --format md
  lapse compare base.json logs/ --fail-on new --accept accepted.yaml`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.settle(cmd, env); err != nil {
				return err
			}
			if o.save != "" {
				return o.saveBaseline(cmd.Context(), env, args)
			}
			if len(args) == 0 {
				return usagef("name the baseline to compare with; --save-baseline FILE LOG... makes one")
			}
			return o.run(cmd.Context(), env, args[0], args[1:])
		}}
	o.addGlobal(cmd)
	o.addReading(cmd)
	o.addJudging(cmd)
	o.addOutput(cmd, report.CompareFormats()...)
	f := cmd.Flags()
	f.StringArrayVar(&o.gates, "fail-on", []string{"worse"}, "exit 1 on new, worse (includes new), or `CAUSE[>N]` (repeatable)")
	f.BoolVar(&o.strict, "strict", false, "exit 4 where lines were rejected or evidence is missing")
	f.StringVar(&o.save, "save-baseline", "", "save this run to `FILE` instead of comparing")
	f.StringVar(&o.accept, "accept", "", "`FILE` with findings that were reviewed and are accepted until a date")
	return cmd
}

func (o *compareOptions) run(ctx context.Context, env Env, path string, logs []string) error {
	gates, err := parseGates(o.gates)
	if err != nil {
		return err
	}
	base, err := readBaseline(path)
	if err != nil {
		return err
	}
	accepted, err := o.readAccepted()
	if err != nil {
		return err
	}
	now, l, verdicts, err := o.baseline(ctx, env, logs)
	if err != nil {
		return err
	}
	defer l.store.Close()
	c := compare.Compare(base, now, accepted, incident.TimeOf(env.Now()))
	err = o.render(env, "json", func(w io.Writer, format string, style report.Options) error {
		return report.WriteComparison(w, format, c, style)
	})
	if err != nil {
		return err
	}
	if !c.Evaluated() {
		return inputf("a baseline and a run both need sessions", "nothing was compared: %d sessions in the baseline, %d in this run", base.Sessions, now.Sessions)
	}
	var broken []string
	for _, g := range gates {
		if why := g.Broken(c); why != "" {
			broken = append(broken, why)
		}
	}
	if broken != nil {
		return gatef("%s", strings.Join(broken, "; "))
	}
	return o.strictness(l, verdicts)
}

// baseline is this run in the form in which runs are compared.
func (o *compareOptions) baseline(ctx context.Context, env Env, logs []string) (_ *compare.Baseline, _ *loaded, _ []incident.Verdict, err error) {
	l, err := o.load(ctx, env, logs)
	if err != nil {
		return nil, nil, nil, err
	}
	defer func() {
		if err != nil {
			l.store.Close()
		}
	}()
	result, err := o.analysis(ctx, l)
	if err != nil {
		return nil, nil, nil, err
	}
	timelines, err := everyone(ctx, l)
	if err != nil {
		return nil, nil, nil, err
	}
	return compare.NewBaseline(result, compare.Expose(timelines), version), l, result.Verdicts, nil
}

func (o *compareOptions) saveBaseline(ctx context.Context, env Env, logs []string) error {
	b, l, _, err := o.baseline(ctx, env, logs)
	if err != nil {
		return err
	}
	defer l.store.Close()
	text, err := b.JSON()
	if err != nil {
		return err
	}
	return writeFile(o.save, func(w io.Writer) error { _, err := w.Write(text); return err })
}

func parseGates(words []string) (gates []compare.Gate, err error) {
	for _, w := range words {
		g, err := compare.ParseGate(w, isCause)
		if err != nil {
			return nil, usagef("--fail-on %v", err)
		}
		gates = append(gates, g)
	}
	return gates, nil
}

func readBaseline(path string) (*compare.Baseline, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, usagef("baseline: %s", plain(err))
	}
	b, err := compare.ParseBaseline(text)
	if err != nil {
		return nil, usagef("baseline %s: %v", path, err)
	}
	return b, nil
}

func (o *compareOptions) readAccepted() ([]compare.Accepted, error) {
	if o.accept == "" {
		return nil, nil
	}
	text, err := os.ReadFile(o.accept)
	if err != nil {
		return nil, usagef("--accept: %s", plain(err))
	}
	a, err := compare.ParseAccepted(text)
	if err != nil {
		return nil, usagef("--accept %s: %v", o.accept, err)
	}
	return a, nil
}
