package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"lapse/analyze/incident"
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
	var names []string
	for _, f := range replayFormats {
		if f.name == format {
			return f.write(w, r, o)
		}
		names = append(names, f.name)
	}
	return fmt.Errorf("a replay cannot be written as %q; there are %s", Clean(format), strings.Join(names, ", "))
}

func writeReplayTable(w io.Writer, r *replay.Result, o Options) error {
	var b bytes.Buffer
	p := page{w: &b, o: o}
	p.recorded(r)
	p.outcomes(r.Outcomes)
	p.sweep(r.Sweep)
	p.sessionTimes(r.Timeline)
	p.list("Assumed", r.Assumptions)
	p.list("Noticed", r.Notes)
	if p.err != nil {
		return p.err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// recorded shows what happened, and whether the model can tell that much.
func (p *page) recorded(r *replay.Result) {
	p.head("Recorded")
	p.wrap(fmt.Sprintf("%s of %s, %s with a lapse, %s, %s to the token endpoint (at most %d a second).",
		plural(r.Sessions, "session"), plural(r.Identities, "identity"), plural(r.Recorded.SessionsAffected, "session"), plural(r.Recorded.Lapses, "lapse"),
		plural(r.Recorded.Requests, "request"), r.Recorded.PeakPerSecond))
	for _, s := range r.Outages {
		p.wrap("Token endpoint down " + outageText(s) + ".")
	}
	if mix := mixText(r.Mix); mix != "" {
		p.wrap("What the sessions ran: " + mix + ".")
	}
	p.wrap(calibrationText(r.Calibration))
	const most = 8
	for _, d := range r.Calibration.Differ[:min(len(r.Calibration.Differ), most)] {
		p.hang("  - ", "    ", fmt.Sprintf("%s %s: %d recorded, %d reproduced: %s", d.Identity, d.Session, d.Recorded, d.Reproduced, d.Why))
	}
	if rest := len(r.Calibration.Differ) - most; rest > 0 {
		p.wrap(fmt.Sprintf("and %s more; json lists all", plural(rest, "session")))
	}
	if n := r.Outside.Rejections; n > 0 {
		p.wrap(fmt.Sprintf("Outside of what a schedule can change: %s in %s (%s).", plural(n, "rejection"), plural(r.Outside.Sessions, "session"), outsideText(r.Outside)))
	}
}

func calibrationText(c replay.Calibration) string {
	s := fmt.Sprintf("Check: the model reproduces %d of %s (%.1f %% agreement)", c.ReproducedLapses, plural(c.RecordedLapses, "recorded lapse"), c.Agreement*100)
	if c.Comparable {
		return s + "."
	}
	return s + ": NOT COMPARABLE. What follows is no guide to what would have been."
}

func mixText(mix []replay.Share) string {
	var parts []string
	for _, s := range mix[:min(len(mix), 5)] {
		name := s.Schedule
		if name == "" {
			name = "not told"
		}
		parts = append(parts, fmt.Sprintf("%s %.0f %%", name, s.Share*100))
	}
	return strings.Join(parts, ", ")
}

func outageText(s replay.Stretch) string {
	edge := func(i incident.Interval) string {
		lo, hi := incident.Time(i.Lo), incident.Time(i.Hi)
		if a, b := lo.Std().Format("15:04:05"), hi.Std().Format("15:04:05"); a != b {
			return a + "…" + b
		}
		return lo.Std().Format("15:04:05")
	}
	return "from " + edge(s.From) + " to " + edge(s.To) + " UTC"
}

func outsideText(o replay.Outside) string {
	var parts []string
	for _, c := range o.ByCause {
		parts = append(parts, fmt.Sprintf("%s %d", name(c.Cause, c.Subcause), c.Rejections))
	}
	return strings.Join(parts, ", ")
}

func (p *page) outcomes(outcomes []replay.Outcome) {
	if len(outcomes) == 0 {
		return
	}
	p.head("Schedules, best first")
	g := newGrid("!Schedule", ">Lapses", "Range", ">Sessions", ">Averted", ">New", ">Requests", ">Peak/s", ">Unprotected", "Note")
	for _, o := range ranked(outcomes) {
		g.add(o.Schedule, o.Lapses, rangeText(o), o.SessionsAffected, blank(o.Averted), blank(o.New), o.Requests, o.PeakPerSecond, long(o.Unprotected), o.Why)
	}
	p.grid(g)
}

// ranked orders schedules by what they would have cost: lapses, then sessions, unprotected time, requests and peak.
func ranked(outcomes []replay.Outcome) []replay.Outcome {
	out := slices.Clone(outcomes)
	slices.SortStableFunc(out, func(a, b replay.Outcome) int {
		return slices.Compare(
			[]int{a.Lapses, a.SessionsAffected, int(a.Unprotected), a.Requests, a.PeakPerSecond},
			[]int{b.Lapses, b.SessionsAffected, int(b.Unprotected), b.Requests, b.PeakPerSecond})
	})
	return out
}

// rangeText is what the record leaves open, "70–73"; "" where it leaves nothing open.
func rangeText(o replay.Outcome) string {
	if o.LapsesLow == o.LapsesHigh {
		return ""
	}
	return fmt.Sprintf("%d–%d", o.LapsesLow, o.LapsesHigh)
}

func (p *page) sweep(s *replay.Sweep) {
	if s == nil {
		return
	}
	p.head("Recommended")
	if s.Recommended != "" {
		p.wrap(s.Recommended + ": " + s.Reason)
	} else {
		p.wrap(s.Reason)
	}
	if s.Flat != "" {
		p.wrap(s.Flat)
	}
	p.head("Nothing tried is better in lapses, requests and peak at once")
	g := newGrid("!Schedule", ">Lapses", "Range", ">Sessions", ">Requests", ">Peak/s", ">Unprotected")
	for _, x := range s.Points {
		if x.Front {
			g.add(x.Schedule, x.Lapses, rangeText(x.Outcome), x.SessionsAffected, x.Requests, x.PeakPerSecond, long(x.Unprotected))
		}
	}
	p.grid(g)
}

// sessionTimes shows one session as it was and, below, as it would have been.
func (p *page) sessionTimes(t *replay.SessionTimeline) {
	if t == nil {
		return
	}
	p.head(fmt.Sprintf("Session %s %s, as recorded", Clean(t.Identity), Clean(t.Session)))
	p.marks(t.Recorded)
	for _, s := range t.Simulated {
		p.head("The same under " + Clean(s.Schedule))
		p.marks(s.Marks)
	}
}

func (p *page) marks(marks []replay.Mark) {
	g := newGrid("!UTC", "!What", "~Detail")
	for _, m := range marks {
		detail := m.Text
		if m.Expires.Known() {
			detail = strings.TrimSpace(detail + " ends " + m.Expires.Clock())
		}
		g.add(m.At.Clock(), m.Kind, detail)
	}
	p.grid(g)
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
	return []string{Cell(o.Schedule), n(o.Lapses), n(o.LapsesLow), n(o.LapsesHigh), n(o.SessionsAffected), n(o.Requests), n(o.PeakPerSecond),
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
