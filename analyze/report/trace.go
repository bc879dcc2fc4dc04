package report

import (
	"bufio"
	"bytes"
	"fmt"

	"lapse/analyze/incident"
)

// traceEvent is one event of the Trace Event Format. What lasts is an asynchronous pair ("b", "e"), because tokens of a
// session overlap and Perfetto takes no overlapping slices on one thread.
type traceEvent struct {
	Name     string         `json:"name"`
	Category string         `json:"cat,omitempty"`
	Phase    string         `json:"ph"`
	Time     int64          `json:"ts"` // microseconds after the first event, so that a double holds it exactly
	Process  int            `json:"pid"`
	Thread   int            `json:"tid"`
	ID       int            `json:"id,omitempty"`
	Scope    string         `json:"s,omitempty"`
	Args     map[string]any `json:"args,omitempty"`
}

// tracer writes a process an identity and a thread a session.
type tracer struct {
	w     *bufio.Writer
	m     *Model
	zero  incident.Time
	first bool
	id    int
	of    map[incident.ID]*incident.Verdict
	err   error
}

func writeTrace(w *bufio.Writer, m *Model) error {
	lanes := m.lanes()
	t := &tracer{w: w, m: m, first: true, of: m.verdictOf()}
	for i := range lanes {
		if t.zero == 0 || lanes[i].from < t.zero {
			t.zero = lanes[i].from
		}
	}
	t.print(`{"displayTimeUnit":"ms","traceEvents":[`)
	processes := map[string]int{}
	for i := range lanes {
		l := &lanes[i]
		process, known := processes[l.identity]
		if !known {
			process = len(processes) + 1
			processes[l.identity] = process
			t.event(traceEvent{Name: "process_name", Phase: "M", Process: process, Args: map[string]any{"name": orUnknown(Clean(l.identity))}})
		}
		t.lane(l, process, i+1)
	}
	t.print("\n]}\n")
	return t.err
}

func (t *tracer) lane(l *lane, process, thread int) {
	t.event(traceEvent{Name: "thread_name", Phase: "M", Process: process, Thread: thread, Args: map[string]any{"name": orUnknown(Clean(l.session))}})
	for _, b := range l.bars {
		name := "token, not applied"
		if b.applied {
			name = "token in use"
		}
		t.lasting(name, "token", b.from, b.to, process, thread, map[string]any{"exp": b.exp.String(), "host": Clean(b.host)})
		if b.applied && b.exp.Known() && b.exp < b.to {
			t.lasting("expired, still in use", "token", max(b.exp, b.from), b.to, process, thread, nil)
		}
	}
	for _, s := range l.spans {
		t.lasting(spanNames[s.kind], "session", s.from, s.to, process, thread, nil)
	}
	for _, s := range l.marks {
		args := map[string]any{"line": place(s.event.Pos), "logged": bestStamp(s.event).Reading.String(), "what": what(s.event)}
		title := kindWord(s.event.Kind)
		if v := t.of[s.event.ID]; v != nil {
			title = name(v.Cause, v.Subcause)
			args["certainty"], args["evidence"] = string(v.Certainty), evidenceLine(v)
		}
		t.event(traceEvent{Name: title, Category: s.event.Kind.String(), Phase: "i", Scope: "t", Time: t.at(s.utc), Process: process, Thread: thread, Args: args})
	}
}

// spanNames are the words for what lasts.
var spanNames = [...]string{"call", "page hidden", "page frozen", "offline", "silent: asleep or frozen"}

func (t *tracer) lasting(name, category string, from, to incident.Time, process, thread int, args map[string]any) {
	t.id++
	e := traceEvent{Name: name, Category: category, Phase: "b", Time: t.at(from), Process: process, Thread: thread, ID: t.id, Args: args}
	t.event(e)
	e.Phase, e.Time, e.Args = "e", t.at(to), nil
	t.event(e)
}

func (t *tracer) at(at incident.Time) int64 { return int64(at - t.zero) }

func (t *tracer) event(e traceEvent) {
	b, err := encode(e, "")
	if err != nil && t.err == nil {
		t.err = err
	}
	if !t.first {
		t.print(",")
	}
	t.first = false
	t.print("\n" + string(bytes.TrimSpace(b)))
}

func (t *tracer) print(s string) {
	if _, err := fmt.Fprint(t.w, s); err != nil && t.err == nil {
		t.err = err
	}
}
