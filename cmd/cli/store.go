package cli

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"lapse/ingest/token"
	"lapse/store/open"
)

func newStore(env Env) *cobra.Command {
	cmd := group("store", "Make a store ready, or check one")
	cmd.AddCommand(
		&cobra.Command{Use: "init STORE", Short: "Create what a store needs: the tables on every node of a cluster", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return initStore(cmd.Context(), env, args[0]) }},
		&cobra.Command{Use: "check STORE", Short: "Say whether schema, shards and settings are right", Args: cobra.ExactArgs(1),
			RunE: func(cmd *cobra.Command, args []string) error { return checkStore(cmd.Context(), env, args[0]) }},
	)
	return cmd
}

func initStore(ctx context.Context, env Env, url string) error {
	if err := asUnknownScheme(open.Init(ctx, url)); err != nil {
		return err
	}
	_, err := fmt.Fprintf(env.Stdout, "%s is ready\n", token.RedactString(url))
	return err
}

func checkStore(ctx context.Context, env Env, url string) error {
	findings, err := open.Check(ctx, url)
	if err != nil {
		return asUnknownScheme(err)
	}
	wrong := 0
	err = buffered(env.Stdout, func(w io.Writer) error {
		for _, f := range findings {
			mark := "ok   "
			if !f.OK {
				mark = "WRONG"
				wrong++
			}
			if _, err := fmt.Fprintf(w, "%s  %s\n", mark, f.Text); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil && wrong > 0 {
		return fmt.Errorf("%d of %d checks failed", wrong, len(findings))
	}
	return err
}

// asUnknownScheme makes a scheme that no engine has a mistake of usage.
func asUnknownScheme(err error) error {
	var unknown *open.UnknownScheme
	if errors.As(err, &unknown) {
		return usagef("%v", err)
	}
	return err
}
