package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"lapse/analyze/incident"
)

// exports are the foreign formats of timelines, as `lapse export --to` names them.
var exports = []struct {
	name  string
	write func(*bufio.Writer, *Model) error
}{
	{"trace", writeTrace},
	{"timesketch", writeTimesketch},
}

// Exports lists the names that Export takes.
func Exports() []string {
	var names []string
	for _, e := range exports {
		names = append(names, e.name)
	}
	return names
}

// Export writes the model's timelines for another tool: "trace" for Perfetto (ui.perfetto.dev) and chrome://tracing,
// "timesketch" for Timesketch and everything else that reads a JSON event a line.
func Export(w io.Writer, to string, m *Model) error {
	for _, e := range exports {
		if e.name == to {
			out := bufio.NewWriter(w)
			if err := e.write(out, m); err != nil {
				return err
			}
			return out.Flush()
		}
	}
	return fmt.Errorf("nothing is exported to %q; there are %s", Clean(to), strings.Join(Exports(), ", "))
}

// timesketchEvent has the three fields that Timesketch needs first.
type timesketchEvent struct {
	Message   string `json:"message"`
	Datetime  string `json:"datetime"`
	Desc      string `json:"timestamp_desc"`
	Timestamp int64  `json:"timestamp"` // microseconds since 1970
	DataType  string `json:"data_type"`
	Kind      string `json:"kind"`
	Identity  string `json:"identity"`
	Session   string `json:"session"`
	Host      string `json:"token_host,omitempty"`
	Clock     string `json:"clock"`
	Logged    string `json:"logged"` // as the line has it, never corrected
	File      string `json:"file"`
	Line      int64  `json:"line"`
	Code      int32  `json:"code,omitempty"`
	Status    int32  `json:"status,omitempty"`
	Cause     string `json:"cause,omitempty"`
	Certainty string `json:"certainty,omitempty"`
	Event     string `json:"event"`
}

// writeTimesketch writes an event a line. The time is UTC as far as the clock's offset is known, and the description says
// whether it is.
func writeTimesketch(w *bufio.Writer, m *Model) error {
	verdicts := m.verdictOf()
	for i := range m.Timelines {
		t := &m.Timelines[i]
		for _, s := range m.steps(t.Events) {
			line, err := encode(timesketch(s, t.Identity, verdicts[s.event.ID]), "")
			if err != nil {
				return err
			}
			if _, err := w.Write(line); err != nil {
				return err
			}
		}
	}
	return nil
}

func timesketch(s step, identity string, v *incident.Verdict) timesketchEvent {
	e, stamp := s.event, bestStamp(s.event)
	out := timesketchEvent{
		Message: what(e), Datetime: s.utc.Std().Format("2006-01-02T15:04:05.000000+00:00"), Desc: "As logged", Timestamp: int64(s.utc),
		DataType: "lapse:" + e.Kind.String(), Kind: e.Kind.String(), Identity: identity, Session: e.Session, Host: e.Host,
		Clock: string(stamp.Clock), Logged: stamp.Reading.String(), File: e.Pos.File, Line: e.Pos.Line,
		Code: e.EffectiveCode(), Status: e.Status, Event: e.ID.String(),
	}
	if s.corrected {
		out.Desc = "UTC, the clock's offset taken off"
	}
	if v != nil {
		out.Cause, out.Certainty = name(v.Cause, v.Subcause), string(v.Certainty)
		out.Message += ": " + out.Cause + ", " + out.Certainty
	}
	return out
}

// verdictOf finds the verdict of an event.
func (m *Model) verdictOf() map[incident.ID]*incident.Verdict {
	out := make(map[incident.ID]*incident.Verdict, len(m.Result.Verdicts))
	for i := range m.Result.Verdicts {
		out[m.Result.Verdicts[i].Event] = &m.Result.Verdicts[i]
	}
	return out
}
