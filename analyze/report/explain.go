package report

import (
	"bytes"
	"fmt"
	"io"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// Explain tells one event's story: what happened in that session, step by step with its lines, then the reasoning, what was
// ruled out, and what would have made it surer. The timeline is the whole one of the event's identity; nil leaves the story out.
func Explain(w io.Writer, m *Model, t *incident.Timeline, v *incident.Verdict, o Options) error {
	var b bytes.Buffer
	p := page{w: &b, o: o}
	p.verdict(m, v)
	if t != nil {
		p.story(m, t, v)
	}
	p.token(v)
	p.reasons(v)
	p.surer(v)
	p.list("Assumed for the whole run", m.Result.Assumptions)
	p.head("Next")
	fmt.Fprintf(p.w, "  %s\n", shell("lapse", "explain", string(v.Cause)))
	p.hang("      ", "      ", "what "+string(v.Cause)+" means and how to fix it")
	if p.err != nil {
		return p.err
	}
	_, err := w.Write(b.Bytes())
	return err
}

func (p *page) verdict(m *Model, v *incident.Verdict) {
	title := name(v.Cause, v.Subcause)
	if p.o.Color {
		title = ink(title, causeInk[v.Cause])
	}
	fmt.Fprintf(p.w, "%s, %s\n", title, v.Certainty)
	p.wrap(m.refused(v))
	p.fields([][2]string{
		{"Event", v.Event.String()}, {"Line", place(v.Source)}, {"Time", v.Time.String() + trueTime(v.TrueTime)},
		{"Code", fmt.Sprint(v.Code)}, {"Identity", v.Identity}, {"Session", v.Session}, {"Call", v.CallSID},
		{"SDK", v.SDK}, {"App", v.App}, {"Token host", v.Host}, {"Episode", episode(v)},
	})
}

// refused is the verdict as a sentence.
func (m *Model) refused(v *incident.Verdict) string {
	if v.Cause == incident.Undetermined {
		return "Refused, and the logs cannot tell why: " + clauses[v.Subcause] + "."
	}
	return "Refused because " + m.clause(CauseRow{Cause: v.Cause, Subcause: v.Subcause, Host: v.Host}) + "."
}

// fields writes names and values below each other; an empty value is left out.
func (p *page) fields(rows [][2]string) {
	for _, r := range rows {
		if r[1] != "" {
			p.hang(fmt.Sprintf("  %-12s", r[0]), "              ", r[1])
		}
	}
}

// trueTime is the event in UTC where that differs from what its clock showed by enough to see.
func trueTime(i incident.Interval) string {
	if !i.Bounded() || i.Lo == 0 && i.Hi == 0 {
		return ""
	}
	return fmt.Sprintf(" as logged; in UTC %s … %s", incident.Time(i.Lo).Clock(), incident.Time(i.Hi).Clock())
}

func episode(v *incident.Verdict) string {
	if v.First {
		return ""
	}
	return "a repeat of " + v.Episode
}

// story shows the session's steps around the event: those that the evidence names, and the nearest others.
func (p *page) story(m *Model, t *incident.Timeline, v *incident.Verdict) {
	steps := m.steps(ofSession(t, v))
	here := slices.IndexFunc(steps, func(s step) bool { return s.event.ID == v.Event })
	if here < 0 {
		return
	}
	p.head("What happened, by the lines" + within(m.folder()))
	p.wrap("Times as logged, and UTC where the clock is known to some seconds.")
	g := newGrid("", "!Logged", "!UTC", "!Clock", "What", "Line")
	skipped := 0
	for i, s := range steps {
		if !near(i, here) && !cited(s.event, v) {
			skipped++
			continue
		}
		if skipped > 0 {
			g.add("", "", "", "", fmt.Sprintf("… %s left out", plural(skipped, "step")), "")
			skipped = 0
		}
		g.add(mark(i == here), bestStamp(s.event).Reading.Clock(), utcText(s), whose(s.event), what(s.event), place(m.inFolder([]incident.Pos{s.event.Pos})[0]))
	}
	p.grid(g)
}

// near keeps a story to what fits a screen.
func near(i, here int) bool { return i >= here-14 && i <= here+3 }

// cited tells whether the verdict's evidence names a line of the event.
func cited(e *incident.Event, v *incident.Verdict) bool {
	for _, ev := range v.Evidence {
		if slices.Contains(ev.At, e.Pos) {
			return true
		}
	}
	return false
}

// ofSession are the events that the verdict's session saw, and what the server side says about its identity.
func ofSession(t *incident.Timeline, v *incident.Verdict) []incident.Event {
	var out []incident.Event
	for _, e := range t.Events {
		if v.Session == "" || e.Session == "" || e.Session == v.Session || cited(&e, v) {
			out = append(out, e)
		}
	}
	return out
}

func mark(here bool) string {
	if here {
		return ">"
	}
	return ""
}

func utcText(s step) string {
	if !s.corrected {
		return ""
	}
	return s.utc.Std().Format("15:04:05")
}

// whose names a step's clock shortly: a story has one client.
func whose(e *incident.Event) string {
	kind, owner, _ := strings.Cut(string(bestStamp(e).Clock), ":")
	if kind == "client" || owner == "" {
		return kind
	}
	return cut(owner, 12)
}

func (p *page) token(v *incident.Verdict) {
	p.head("The token that was presented")
	if v.Token == nil {
		p.wrap("could not be told")
		return
	}
	t := v.Token
	p.fields([][2]string{
		{"Told by", fmt.Sprintf("%s, %s", v.MatchedBy, plural(v.Candidates, "candidate"))},
		{"SHA-256", t.Fingerprint.Hex()}, {"jti", t.JTI}, {"iss", t.Iss}, {"sub", t.Sub}, {"identity", t.Identity},
		{"iat", t.Iat.String()}, {"nbf", t.Nbf.String()}, {"exp", t.Exp.String()}, {"lifetime", t.TTL().String()},
	})
}

func (p *page) reasons(v *incident.Verdict) {
	p.head("Why")
	n := 0
	for _, e := range v.Evidence {
		if e.Kind != incident.Missing {
			n++
			p.hang(fmt.Sprintf("  %2d. ", n), "      ", evidenceText(e))
		}
	}
	if n == 0 {
		p.wrap("nothing that a line says decides it")
	}
	if len(v.Contributing) > 0 {
		p.wrap(fmt.Sprintf("Also true, but not what decided: %v", v.Contributing))
	}
	if len(v.RuledOut) > 0 {
		p.head("Ruled out")
		for _, r := range v.RuledOut {
			p.hang("  - ", "    ", string(r.Cause)+": "+r.Why)
		}
	}
}

// surer tells how firm the verdict is: what would flip it, and which single field would have decided it.
func (p *page) surer(v *incident.Verdict) {
	if v.Margin.Known() {
		p.head("Margin")
		text := v.Margin.String()
		if v.Flip != "" {
			text += ": " + v.Flip
		}
		p.wrap(text)
	}
	var missing []string
	for _, e := range v.Evidence {
		if e.Kind == incident.Missing {
			missing = append(missing, e.Text)
		}
	}
	p.list("Would make it surer", missing)
}
