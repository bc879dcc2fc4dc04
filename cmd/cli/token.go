package cli

import (
	"context"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"lapse/analyze/incident"
	"lapse/ingest/token"
)

type tokenOptions struct {
	keys, at, format string
}

// maxTokenInput bounds what is read from standard input: a JWT over this size is none.
const maxTokenInput = 1 << 20

func newToken(env Env) *cobra.Command {
	o := &tokenOptions{}
	cmd := &cobra.Command{Use: "token [JWT | -]", Short: "Decode and check one token off line; never prints the signature",
		Long: `Decodes one token, says what is wrong with it now or --at a time, and checks its signature with --keys. Nothing leaves
this machine. A token given as an argument stays in the shell's history: prefer standard input.`,
		Example: "  pbpaste | lapse token\n  lapse token --at 2026-06-21T09:12:03Z --keys keys.txt - < token.txt",
		Args:    cobra.MaximumNArgs(1),
		RunE:    func(cmd *cobra.Command, args []string) error { return o.run(cmd.Context(), env, args) }}
	cmd.Flags().StringVar(&o.keys, "keys", "", "`FILE` with API key secrets, `SK…=secret` a line")
	cmd.Flags().StringVar(&o.at, "at", "", "judge the token at this `TIME` (default: now)")
	cmd.Flags().StringVar(&o.format, "format", "table", "table or json")
	return cmd
}

func (o *tokenOptions) run(_ context.Context, env Env, args []string) error {
	if err := oneOf("--format", o.format, "table", "json"); err != nil {
		return err
	}
	raw, err := o.read(env, args)
	if err != nil {
		return err
	}
	at, err := parseTime("--at", o.at)
	if err != nil {
		return err
	}
	if !at.Known() {
		at = incident.TimeOf(env.Now())
	}
	keys, err := (&common{keys: o.keys}).readKeys()
	if err != nil {
		return err
	}
	seen := token.Inspect([]byte(raw), keys, at)
	return buffered(env.Stdout, func(w io.Writer) error { return writeInspection(w, o.format, seen, at) })
}

// read takes the token from the argument or, without one or for "-", from standard input.
func (o *tokenOptions) read(env Env, args []string) (string, error) {
	text := ""
	if len(args) == 1 && args[0] != "-" {
		text = args[0]
	} else {
		b, err := io.ReadAll(io.LimitReader(env.Stdin, maxTokenInput))
		if err != nil {
			return "", err
		}
		text = string(b)
	}
	text = strings.TrimSpace(text)
	if text == "" {
		return "", inputf("pipe the token in: `lapse token < token.txt`", "no token was given")
	}
	return text, nil
}
