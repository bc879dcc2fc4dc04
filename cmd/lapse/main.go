// Command lapse says why access tokens were refused, and what would have prevented it.
package main

import (
	"context"
	"os"

	"lapse/cmd/cli"
)

func main() {
	collect()
	os.Exit(cli.Main(context.Background(), cli.System(), os.Args[1:]))
}
