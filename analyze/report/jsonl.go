package report

import (
	"bufio"
	"io"
)

// writeJSONL writes a verdict a line, ordered by time, then event: the contract's verdicts.jsonl.
func writeJSONL(w io.Writer, m *Model, _ Options) error {
	out := bufio.NewWriter(w)
	for i := range m.Result.Verdicts {
		line, err := encode(toVerdictJSON(&m.Result.Verdicts[i]), "")
		if err != nil {
			return err
		}
		if _, err := out.Write(line); err != nil {
			return err
		}
	}
	return out.Flush()
}
