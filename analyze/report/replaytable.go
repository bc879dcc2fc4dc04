package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"lapse/analyze/replay"
)

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

func (p *page) outcomes(outcomes []replay.Outcome) {
	if len(outcomes) == 0 {
		return
	}
	p.head("Schedules, best first")
	g := newGrid("Schedule", ">Lapses", "Range", ">Sessions", ">Averted", ">New", ">Requests", ">Peak/s", ">Unprotected")
	for _, o := range ranked(outcomes) {
		g.add(o.Schedule, o.Lapses, rangeText(o), o.SessionsAffected, blank(o.Averted), blank(o.New), o.Requests, o.PeakPerSecond, long(o.Unprotected))
		if o.Why != "" {
			g.note(o.Why)
		}
	}
	p.grid(g)
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
	g := newGrid("Schedule", ">Lapses", "Range", ">Sessions", ">Requests", ">Peak/s", ">Unprotected")
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
	for _, s := range played(t) {
		p.head("The same under " + Clean(s.Schedule))
		p.marks(s.Marks)
	}
}

// played are the schedules that were played for the session: as-recorded is what was recorded.
func played(t *replay.SessionTimeline) []replay.Simulated {
	return slices.DeleteFunc(slices.Clone(t.Simulated), func(s replay.Simulated) bool { return len(s.Marks) == 0 })
}

func (p *page) marks(marks []replay.Mark) {
	g := newGrid("!UTC", "What", "Detail")
	for _, m := range marks {
		detail := m.Text
		if m.Expires.Known() {
			detail = strings.TrimSpace(detail + " ends " + m.Expires.Clock())
		}
		g.add(m.At.Clock(), m.Kind, detail)
	}
	p.grid(g)
}
