package cli_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestDocs runs every command of the README and the docs: each line of a ```sh block, in a folder that holds the demo's logs
// as logs/, a token and keys. A comment `# exits N` at the end of a line names
// the exit status where it is not 0; what a ```text block after it shows must be in the output.
func TestDocs(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	pages, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil {
		t.Fatal(err)
	}
	scripts := t.TempDir()
	total := 0
	for _, page := range append(pages, filepath.Join(root, "README.md")) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		commands := commandsIn(string(text))
		total += len(commands)
		if len(commands) == 0 {
			continue
		}
		name := strings.TrimSuffix(filepath.Base(page), ".md") + ".txtar"
		if err := os.WriteFile(filepath.Join(scripts, name), []byte(script(commands)), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if total < 10 {
		t.Fatalf("only %d commands were found in the docs", total)
	}
	testscript.Run(t, testscript.Params{
		Dir:   scripts,
		Setup: func(e *testscript.Env) error { return furnish(e, filepath.Join(root, "testdata", "demo")) },
		Cmds:  map[string]func(*testscript.TestScript, bool, []string){"exits": exits},
	})
}

var fence = regexp.MustCompile("(?ms)^```(sh|text)\n(.*?)^```")

// command is a line of a ```sh block and what a ```text block right after it shows of its output.
type command struct {
	line   string
	output []string
}

// commandsIn lists the commands of a page; a backslash continues a line.
func commandsIn(markdown string) (commands []command) {
	for _, block := range fence.FindAllStringSubmatch(markdown, -1) {
		if block[1] == "text" {
			if len(commands) > 0 {
				commands[len(commands)-1].output = strings.Split(block[2], "\n")
			}
			continue
		}
		for _, line := range strings.Split(strings.ReplaceAll(block[2], "\\\n", " "), "\n") {
			if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
				commands = append(commands, command{line: line})
			}
		}
	}
	return commands
}

var statusComment = regexp.MustCompile(`\s+#\s+exits (\d+)\s*$`)

// script turns command lines into a testscript. They go through a shell, as a reader would type them.
func script(commands []command) string {
	var b strings.Builder
	for _, c := range commands {
		status, line := "0", c.line
		if m := statusComment.FindStringSubmatch(line); m != nil {
			status, line = m[1], strings.TrimSuffix(line, m[0])
		}
		fmt.Fprintf(&b, "exits %s sh -c '%s'\n", status, quoted(line))
		for _, want := range c.output {
			if want = strings.TrimSpace(want); want != "" {
				fmt.Fprintf(&b, "stdout '%s'\n", quoted(regexp.QuoteMeta(want)))
			}
		}
	}
	return b.String()
}

// quoted doubles single quotes, as testscript asks for.
func quoted(s string) string { return strings.ReplaceAll(s, "'", "''") }

// furnish fills a story's folder with what the docs speak of.
func furnish(e *testscript.Env, demo string) error {
	e.Setenv("TZ", "UTC")
	return os.CopyFS(e.WorkDir, os.DirFS(demo))
}
