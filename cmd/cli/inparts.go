package cli

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"lapse/analyze/incident"
	"lapse/analyze/report"
)

// atOnce is how many rejections are judged at a time where nothing but verdicts in lines is wanted. A verdict takes about
// 2 kB with its evidence, and lines can be joined afterwards: so memory is bounded however many there are.
const atOnce = 60_000

// parts is how many parts of the buckets are judged one after the other; 1 where somebody counts verdicts over all of them.
func (o *analyzeOptions) parts(env Env, l *loaded) int {
	counted := o.clocks || o.strict || len(o.failOn) > 0 || len(o.out) > 0
	if counted || o.buckets != "" || o.stdoutFormat(env, "jsonl") != "jsonl" {
		return 1
	}
	most := int64(max(o.atOnce, 1))
	return int(min(max((l.counts.Rejections+most-1)/most, 1), incident.Buckets))
}

// inParts judges part after part into files that are removed again, and joins them.
func (o *analyzeOptions) inParts(ctx context.Context, env Env, l *loaded, logs []string, parts int) error {
	dir, err := os.MkdirTemp("", "lapse-*")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	var paths []string
	for i := range parts {
		o.bucketRange = [2]int{i * incident.Buckets / parts, (i + 1) * incident.Buckets / parts}
		result, err := o.analysis(ctx, l)
		if err != nil {
			return err
		}
		m := report.NewModel(o.input(l, result, logs))
		path := filepath.Join(dir, fmt.Sprintf("%d.jsonl", i))
		if err := writeFile(path, func(w io.Writer) error { return report.Write(w, "jsonl", m, report.Options{}) }); err != nil {
			return err
		}
		paths = append(paths, path)
	}
	return mergeVerdicts(env, paths)
}
