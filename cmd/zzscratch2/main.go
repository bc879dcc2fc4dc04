package main

import (
	"context"
	"fmt"
	"iter"
	"os"
	"time"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/report"
	"lapse/ingest"
	"lapse/store"
	"lapse/store/open"
)

type facts struct{ store.Store }

func (f facts) Timelines(ctx context.Context, from, to int, r bool) iter.Seq2[*incident.Timeline, error] {
	w := store.Everyone
	if r {
		w = store.Rejected
	}
	return f.Store.Timelines(ctx, store.Range{From: from, To: to}, w)
}

func main() {
	ctx := context.Background()
	st, err := open.Temporary(ctx)
	if err != nil {
		panic(err)
	}
	defer st.Close()
	t0 := time.Now()
	rep, err := ingest.Run(ctx, os.Args[2:], ingest.Options{Now: time.Now}, st)
	if err != nil {
		panic(err)
	}
	t1 := time.Now()
	res, err := analyze.Run(ctx, facts{st}, analyze.Options{Leeway: incident.Interval{Lo: 0, Hi: 60e6}})
	if err != nil {
		panic(err)
	}
	fmt.Fprintln(os.Stderr, t1.Sub(t0), time.Since(t1))
	src, _ := st.Sources(ctx)
	m := report.NewModel(report.Input{Version: "dev", Args: os.Args[2:], Sources: src, Accounting: rep.Accounting, Result: res})
	if err := report.Write(os.Stdout, os.Args[1], m, report.Options{Width: 130}); err != nil {
		panic(err)
	}
}
