package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"lapse/analyze/replay"
)

// replayFormats are the formats of WriteReplay.
var replayFormats = []struct {
	name  string
	write func(io.Writer, *replay.Result, Options) error
}{
	{"table", writeReplayTable},
	{"json", writeReplayJSON},
	{"csv", writeReplayCSV},
	{"md", writeReplayMarkdown},
}

// WriteReplay renders what refresh schedules would have done. It returns w's error, or one that lists the formats.
func WriteReplay(w io.Writer, format string, r *replay.Result, o Options) error {
	for _, f := range replayFormats {
		if f.name == format {
			return f.write(w, r, o)
		}
	}
	return fmt.Errorf("a replay cannot be written as %q; there are %s", Clean(format), strings.Join(ReplayFormats(), ", "))
}

// ReplayFormats lists the names that WriteReplay takes.
func ReplayFormats() (names []string) {
	for _, f := range replayFormats {
		names = append(names, f.name)
	}
	return names
}

func writeReplayCSV(w io.Writer, r *replay.Result, _ Options) error {
	out := csv.NewWriter(w)
	rows := [][]string{{"schedule", "lapses", "lapses_low", "lapses_high", "sessions_affected", "requests", "peak_requests_per_second",
		"unprotected_seconds", "averted", "new", "extrapolated", "pareto"}}
	for _, o := range r.Outcomes {
		rows = append(rows, outcomeCells(o, ""))
	}
	if r.Sweep != nil {
		for _, x := range r.Sweep.Points {
			rows = append(rows, outcomeCells(x.Outcome, strconv.FormatBool(x.Front)))
		}
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	return out.Error()
}

func outcomeCells(o replay.Outcome, front string) []string {
	n := strconv.Itoa
	return []string{cell(o.Schedule), n(o.Lapses), n(o.LapsesLow), n(o.LapsesHigh), n(o.SessionsAffected), n(o.Requests), n(o.PeakPerSecond),
		strconv.FormatFloat(o.Unprotected.Seconds(), 'f', -1, 64), n(o.Averted), n(o.New), strconv.FormatBool(o.Extrapolated), front}
}

func writeReplayMarkdown(w io.Writer, r *replay.Result, _ Options) error {
	d := &markdown{}
	d.line("# What other refresh schedules would have done\n\n%s\n", mdText(calibrationText(r.Calibration)))
	d.replay(r)
	d.list("Assumed", r.Assumptions)
	d.list("Noticed", r.Notes)
	_, err := io.WriteString(w, d.String())
	return err
}

func (d *markdown) replay(r *replay.Result) {
	d.table("Schedule", ">Lapses", "Range", ">Sessions", ">Averted", ">New", ">Requests", ">Peak/s", ">Unprotected", "Note")
	for _, o := range ranked(r.Outcomes) {
		d.row(o.Schedule, o.Lapses, rangeText(o), o.SessionsAffected, o.Averted, o.New, o.Requests, o.PeakPerSecond, long(o.Unprotected), o.Why)
	}
	d.line("")
	if s := r.Sweep; s != nil {
		d.line("Recommended: %s: %s %s\n", mdText(orUnknown(s.Recommended)), mdText(s.Reason), mdText(s.Flat))
	}
}
