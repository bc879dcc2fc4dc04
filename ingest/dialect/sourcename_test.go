package dialect

import "testing"

func TestSessionOf(t *testing.T) {
	for path, want := range map[string]string{
		"console/dev-01a3b7cf63.log": "dev-01a3b7cf63",
		"logs/dev-1.log.gz":          "dev-1",
		"logs/agent.7/console.log":   "agent.7/console",
		"console.log":                "console",
		"./console.log":              "console",
		"a.zip!desk-4/console.txt":   "desk-4/console",
		`C:\logs\desk-4.log`:         "desk-4",
		"logs/v1.2/x.ndjson":         "x",
		"-":                          "",
		"":                           "",
		"logs/.hidden":               ".hidden",
		"agent.7.log":                "agent.7",
		"jane.doe.log":               "jane.doe",
		"desk.7.gz":                  "desk.7",
		"dev-20261341.log":           "dev-20261341",
		"dev-2026062109.log":         "dev-2026062109",
		"dev-x-2026.log":             "dev-x-2026",
	} {
		if got := sessionOf(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

// A console that was rotated is one console, whatever rotated it.
func TestRotatedFilesAreOneSession(t *testing.T) {
	for _, path := range []string{
		"logs/dev-x.log", "logs/dev-x.log.1", "logs/dev-x.log.2.gz", "logs/dev-x.log.10.zst", "logs/old/dev-x.log.3",
		"logs/dev-x.log-20260621", "logs/dev-x.log-20260621.gz", "logs/dev-x-20260621.log", "logs/dev-x-2026-06-21.log",
		"logs/dev-x.2026-06-21.log.gz", "logs/dev-x.log.2026-06-21", "logs/dev-x-2026-06-21-09.log", "logs/dev-x.log.2026-06-21.1.gz",
		"logs/dev-x-2026-06-21T09-12-03.120.log.gz", "logs/dev-x.log-20260621_091203", "logs/dev-x.log.20260621-091203.gz",
	} {
		if got := sessionOf(path); got != "dev-x" {
			t.Errorf("%q: %q", path, got)
		}
	}
	for path, want := range map[string]string{
		"logs/dev-x/console.log.1": "dev-x/console", "logs/dev-x/console-2026-06-21.log": "dev-x/console",
		"logs/dev-x/2026-06-21.log": "dev-x", "logs/dev-x/20260622.log.gz": "dev-x", "2026-06-21.log": "2026-06-21",
	} {
		if got := sessionOf(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}
