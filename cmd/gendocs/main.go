// Command gendocs writes lapse's man pages into a folder (`make man`). It stands apart so that the program itself does not
// carry the generator.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/spf13/cobra/doc"

	"lapse/cmd/cli"
)

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: gendocs DIR")
		os.Exit(2)
	}
	if err := write(os.Args[1]); err != nil {
		fmt.Fprintln(os.Stderr, "gendocs:", err)
		os.Exit(1)
	}
}

// write makes the pages of every command. The date is fixed: the same commands give the same bytes.
func write(dir string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	date := time.Date(2026, time.November, 22, 0, 0, 0, 0, time.UTC)
	return doc.GenManTree(cli.Root(cli.System()), &doc.GenManHeader{
		Title: "LAPSE", Section: "1", Source: "lapse", Manual: "lapse manual", Date: &date,
	}, dir)
}
