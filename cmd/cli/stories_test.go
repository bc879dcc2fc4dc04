package cli_test

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"lapse/cmd/cli"
)

// TestMain lets tests run `lapse` as a real process: this very test binary. As `lapse-nobody` it gives up root's rights.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"lapse": func() { os.Exit(cli.Main(context.Background(), cli.System(), os.Args[1:])) },
		"lapse-nobody": func() {
			if err := syscall.Setuid(65534); err != nil {
				panic(err)
			}
			os.Exit(cli.Main(context.Background(), cli.System(), os.Args[1:]))
		},
	})
}

// TestIncidents runs every story below testdata/incidents: the logs, the commands, and what must come out. Update the expected
// output with UPDATE_STORIES=1.
func TestIncidents(t *testing.T) { runStories(t, "incidents") }

// TestReplays runs the stories about what another refresh schedule would have done.
func TestReplays(t *testing.T) { runStories(t, "replay") }

func runStories(t *testing.T, folder string) {
	testdata, err := filepath.Abs("../../testdata")
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(testdata, folder)
	if stories, _ := filepath.Glob(filepath.Join(dir, "*.txtar")); len(stories) == 0 {
		t.Fatalf("no story below %s", dir)
	}
	testscript.Run(t, testscript.Params{
		Dir:                 dir,
		UpdateScripts:       os.Getenv("UPDATE_STORIES") == "1",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Setup: func(e *testscript.Env) error {
			e.Setenv("TZ", "UTC")
			e.Setenv("TESTDATA", testdata)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

// exits runs a command and asserts its exit status: `exits 3 lapse analyze empty.log`.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits STATUS COMMAND [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if err != nil {
		var ok bool
		if got, ok = exitStatus(err); !ok {
			ts.Fatalf("%v", err)
		}
	}
	if got != want {
		ts.Fatalf("exit status %d, want %d", got, want)
	}
}

// exitStatus is the exit status of a process that ended by itself.
func exitStatus(err error) (int, bool) {
	var e *exec.ExitError
	if errors.As(err, &e) && e.Exited() {
		return e.ExitCode(), true
	}
	return 0, false
}
