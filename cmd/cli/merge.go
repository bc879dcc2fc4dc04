package cli

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"os"
	"slices"

	"github.com/spf13/cobra"
)

func newMerge(env Env) *cobra.Command {
	return &cobra.Command{Use: "merge VERDICTS...", Short: "Join the jsonl outputs of `analyze --buckets` workers to what one run would print",
		Example: "  lapse analyze --store $S --buckets 0..511 --format jsonl > a.jsonl &\n  lapse analyze --store $S --buckets 512..1023 --format jsonl > b.jsonl; wait\n  lapse merge a.jsonl b.jsonl",
		Args:    cobra.MinimumNArgs(1),
		RunE:    func(_ *cobra.Command, args []string) error { return mergeVerdicts(env, args) }}
}

// verdictLine is a line of verdicts.jsonl and what it is ordered by.
type verdictLine struct {
	Schema   string `json:"schema"`
	Time     string `json:"time"`
	Event    string `json:"event"`
	Identity string `json:"identity"`
	text     []byte
}

func mergeVerdicts(env Env, files []string) error {
	var all []verdictLine
	for _, path := range files {
		lines, err := readVerdicts(path)
		if err != nil {
			return err
		}
		all = append(all, lines...)
	}
	slices.SortStableFunc(all, func(a, b verdictLine) int {
		return cmp.Or(cmp.Compare(a.Time, b.Time), cmp.Compare(a.Event, b.Event), cmp.Compare(a.Identity, b.Identity))
	})
	all = slices.CompactFunc(all, func(a, b verdictLine) bool { return a.Event == b.Event })
	return buffered(env.Stdout, func(w io.Writer) error {
		for _, l := range all {
			if _, err := w.Write(append(l.text, '\n')); err != nil {
				return err
			}
		}
		return nil
	})
}

func readVerdicts(path string) (lines []verdictLine, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, inputf("", "%s", plain(err))
	}
	defer f.Close()
	r := bufio.NewReader(f)
	for n := 1; ; n++ {
		text, err := r.ReadBytes('\n')
		if len(bytes.TrimSpace(text)) > 0 {
			l := verdictLine{text: bytes.TrimRight(text, "\r\n")}
			if json.Unmarshal(text, &l) != nil || l.Schema != "lapse/verdict/v1" {
				return nil, inputf("merge takes what `lapse analyze --format jsonl` wrote", "%s:%d: no verdict (lapse/verdict/v1)", path, n)
			}
			lines = append(lines, l)
		}
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, err
		}
	}
}
