// Package cli is where ingest, store and analyze meet: one command a file, and the only place with a terminal, a wall
// clock and an exit status. A command is an options struct, its flags, and run(ctx, env, options).
package cli

import (
	"context"
	"errors"
	"strings"

	"github.com/spf13/cobra"

	"lapse/analyze/spell"
)

// Main runs one command line and returns the exit status.
func Main(ctx context.Context, env Env, args []string) int {
	ctx, stop := interruptible(ctx, env)
	defer stop()
	env.Stdin = &patientReader{ctx: ctx, below: env.Stdin}
	root := Root(env)
	root.SetArgs(args)
	cmd, err := root.ExecuteContextC(ctx)
	if err != nil {
		err = asUsage(err, cmd)
		tell(env.Stderr, err, flagValue(cmd, "log-format") == "json", flagValue(cmd, "quiet") == "true")
	}
	return statusOf(err)
}

// interruptible cancels the context at the first interrupt; the commands then finish their batch and return. A store far away
// may take its time for that, so a second interrupt ends the process at once.
func interruptible(ctx context.Context, env Env) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		select {
		case <-env.Interrupts:
			cancel()
		case <-done:
			return
		}
		select {
		case <-env.Interrupts:
			env.Exit(exitInterrupted)
		case <-done:
		}
	}()
	return ctx, func() {
		cancel()
		close(done)
	}
}

// flagValue is the value of a flag, "" where the command has none of that name.
func flagValue(cmd *cobra.Command, name string) string {
	if f := cmd.Flags().Lookup(name); f != nil {
		return f.Value.String()
	}
	return ""
}

// asUsage gives cobra's own errors (unknown command, wrong number of arguments) the status of a usage error.
func asUsage(err error, cmd *cobra.Command) error {
	for _, prefix := range []string{"unknown command", "accepts ", "requires ", "unknown flag", "unknown shorthand", "invalid argument", "flag needs an argument"} {
		if strings.HasPrefix(err.Error(), prefix) {
			return &failure{status: exitUsage, err: err, hint: meant(err, cmd) + "see `" + cmd.CommandPath() + " --help`"}
		}
	}
	return err
}

// meant suggests the command that a typo is nearest to.
func meant(err error, cmd *cobra.Command) string {
	typo, found := strings.CutPrefix(err.Error(), `unknown command "`)
	if !found || cmd.HasParent() {
		return ""
	}
	typo, _, _ = strings.Cut(typo, `"`)
	return "did you mean `lapse " + spell.Nearest(typo, below(cmd)) + "`? "
}

// flagError says what is wrong with a flag, without the name of the Go function that found out.
func flagError(cmd *cobra.Command, err error) error {
	text := err.Error()
	if before, after, noisy := strings.Cut(text, ": strconv."); noisy {
		text = before + after[strings.LastIndex(after, ":"):]
	}
	return &failure{status: exitUsage, err: errors.New(text), hint: "see `" + cmd.CommandPath() + " --help`"}
}

const longHelp = `lapse reads the logs that are left after an incident with access tokens (Twilio Voice SDK errors, token
server logs, balancer logs), finds for every refused token why it was refused, and says what would have prevented it.

  lapse analyze logs/                    what happened, and why
  lapse explain EVENT --store lapse.db   one event's whole chain of evidence
  lapse replay logs/ --schedule 80%      what another refresh schedule would have done
  lapse report logs/ -o incident.html    one page to send on

LOG is a file, a folder, a glob or - for standard input. Compressed files and archives are opened by their content.
HOST=… and ZONE=… before a path name what the log does not: host=token-2:app.log, zone=America/New_York:app.log.`

// Root is the tree of all commands.
func Root(env Env) *cobra.Command {
	root := &cobra.Command{
		Use:           "lapse",
		Short:         "Why access tokens were refused, and what would have prevented it",
		Long:          longHelp,
		SilenceUsage:  true,
		SilenceErrors: true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetOut(env.Stdout)
	root.SetErr(env.Stderr)
	root.SetIn(env.Stdin)
	root.SetFlagErrorFunc(flagError)
	root.Version = version
	root.SetVersionTemplate(readBuild().String() + "\n")
	root.DisableAutoGenTag = true
	root.AddGroup(&cobra.Group{ID: "main", Title: "Main commands:"}, &cobra.Group{ID: "more", Title: "More:"})
	root.SetHelpCommandGroupID("more")
	root.SetCompletionCommandGroupID("more")
	for _, c := range []*cobra.Command{
		newIngest(env), newAnalyze(env), newExplain(env), newReplay(env), newReport(env), newCompare(env),
	} {
		c.GroupID = "main"
		root.AddCommand(c)
	}
	for _, c := range []*cobra.Command{newToken(env), newList(env), newExport(env), newStore(env), newMerge(env), newVersion(env)} {
		c.GroupID = "more"
		root.AddCommand(c)
	}
	strictHelp(root)
	return root
}

// strictHelp makes help about a command that there is not a usage error; cobra's own prints the whole tree and exits 0.
func strictHelp(root *cobra.Command) {
	root.InitDefaultHelpCmd()
	help, _, _ := root.Find([]string{"help"})
	help.Run, help.RunE = nil, func(_ *cobra.Command, args []string) error {
		about, rest, err := root.Find(args)
		if err != nil {
			return err
		}
		if len(rest) == 0 || !about.HasSubCommands() {
			return about.Help()
		}
		return usagef("`%s` has no command %q to tell about; it has: %s", about.CommandPath(), rest[0], strings.Join(below(about), ", "))
	}
}

// group makes a command that only holds others: called alone it is a usage error, so that a typo never exits 0.
func group(use, short string) *cobra.Command {
	return &cobra.Command{Use: use, Short: short, Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if len(args) > 0 {
				return usagef("unknown %s %q; it is one of: %s", cmd.Name(), args[0], strings.Join(below(cmd), ", "))
			}
			return usagef("`%s` needs one of: %s", cmd.CommandPath(), strings.Join(below(cmd), ", "))
		}}
}

// below names the commands of a command, in the order of its help.
func below(cmd *cobra.Command) []string {
	var names []string
	for _, c := range cmd.Commands() {
		names = append(names, c.Name())
	}
	return names
}
