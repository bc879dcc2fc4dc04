package report

import (
	"embed"
	"encoding/hex"
	"io"

	"lapse/analyze/incident"
)

// schemas are the JSON Schemas of what lapse writes, by name: "report-v1", "verdict-v1", "replay-v1", "compare-v1",
// "baseline-v1".
//
//go:embed schema/*.json
var schemas embed.FS

// Schema is the JSON Schema of that name.
func Schema(name string) ([]byte, bool) {
	b, err := schemas.ReadFile("schema/" + name + ".json")
	return b, err == nil
}

// reportJSON is the whole run as one document (schema/report-v1.json).
type reportJSON struct {
	Schema      string         `json:"schema"`
	Version     string         `json:"version"`
	Command     []string       `json:"command"`
	Finding     string         `json:"finding"`
	Totals      totalsJSON     `json:"totals"`
	Accounting  accountingJSON `json:"accounting"`
	Sources     []sourceJSON   `json:"sources"`
	Troubles    []troubleJSON  `json:"troubles"`
	Causes      []causeJSON    `json:"causes"`
	Hosts       []hostJSON     `json:"hosts"`
	Codes       []codeJSON     `json:"codes"`
	Clocks      []clockJSON    `json:"clocks"`
	Leeway      intervalJSON   `json:"leeway_seconds"`
	Issuers     []string       `json:"issuers"`
	Accounts    []string       `json:"accounts"`
	Inferred    bool           `json:"issuers_inferred"`
	Assumptions []string       `json:"assumptions"`
	Notes       []string       `json:"notes"`
	Replay      *replayJSON    `json:"replay"`
	Verdicts    []verdictJSON  `json:"verdicts"`
}

type totalsJSON struct {
	Events     int     `json:"events"`
	Episodes   int     `json:"episodes"`
	Identities int     `json:"identities"`
	Sessions   int     `json:"sessions"`
	Seen       int     `json:"sessions_seen"`
	Proved     int     `json:"proved"`
	Likely     int     `json:"likely"`
	Possible   int     `json:"possible"`
	First      *string `json:"first"`
	Last       *string `json:"last"`
}

type accountingJSON struct {
	Sources   int   `json:"sources"`
	Read      int64 `json:"read"`
	Used      int64 `json:"used"`
	Other     int64 `json:"other"`
	Duplicate int64 `json:"duplicate"`
	Rejected  int64 `json:"rejected"`
}

type sourceJSON struct {
	Path      string       `json:"path"`
	SHA256    string       `json:"sha256"`
	Bytes     int64        `json:"bytes"`
	Format    string       `json:"format"`
	Read      int64        `json:"read"`
	Used      int64        `json:"used"`
	Other     int64        `json:"other"`
	Rejected  int64        `json:"rejected"`
	Truncated *string      `json:"truncated"`
	Reasons   []reasonJSON `json:"reasons"`
}

type reasonJSON struct {
	Text  string  `json:"text"`
	Count int64   `json:"count"`
	First posJSON `json:"first"`
}

type troubleJSON struct {
	Path string `json:"path"`
	Text string `json:"text"`
}

type causeJSON struct {
	Cause      string  `json:"cause"`
	Subcause   *string `json:"subcause"`
	Events     int     `json:"events"`
	Episodes   int     `json:"episodes"`
	Identities int     `json:"identities"`
	Sessions   int     `json:"sessions"`
	Proved     int     `json:"proved"`
	Likely     int     `json:"likely"`
	Possible   int     `json:"possible"`
	First      *string `json:"first"`
	Last       *string `json:"last"`
	Host       *string `json:"host"`
	Example    string  `json:"example"`
}

type hostJSON struct {
	Host     *string `json:"host"`
	Events   int     `json:"events"`
	Episodes int     `json:"episodes"`
	Sessions int     `json:"sessions"`
	Top      string  `json:"top_cause"`
	First    *string `json:"first"`
	Last     *string `json:"last"`
}

type codeJSON struct {
	Code   int32          `json:"code"`
	Causes map[string]int `json:"causes"` // encoding/json writes maps in the order of their keys
}

type clockJSON struct {
	Clock    string         `json:"clock"`
	Offset   intervalJSON   `json:"offset_seconds"`
	Drift    float64        `json:"drift"`
	Anchor   string         `json:"anchor"`
	Sources  int            `json:"sources"`
	Readings int            `json:"readings"`
	Regimes  []regimeJSON   `json:"regimes"`
	Binding  []evidenceJSON `json:"binding"`
	Warning  string         `json:"warning,omitempty"`
}

type regimeJSON struct {
	From   *string      `json:"from"`
	To     *string      `json:"to"`
	Offset intervalJSON `json:"offset_seconds"`
}

// intervalJSON has null for a side that is not known.
type intervalJSON struct {
	Lo *seconds `json:"lo"`
	Hi *seconds `json:"hi"`
}

// writeJSON writes the whole run as one document.
func writeJSON(w io.Writer, m *Model, _ Options) error {
	b, err := encode(toReportJSON(m), " ")
	if err != nil {
		return err
	}
	_, err = w.Write(b)
	return err
}

func toReportJSON(m *Model) reportJSON {
	r, a := m.Result, m.Accounting
	return reportJSON{
		Schema: "lapse/report/v1", Version: m.Version, Command: list(m.Command, same), Finding: m.Sentence,
		Totals:     toTotalsJSON(m.Totals),
		Accounting: accountingJSON{a.Sources, a.Read, a.Used, a.Other, a.Duplicate, a.Rejected},
		Sources:    list(m.Sources, toSourceJSON),
		Troubles:   list(m.Troubles, func(t Trouble) troubleJSON { return troubleJSON{t.Path, t.Text} }),
		Causes:     list(m.Causes, m.toCauseJSON),
		Hosts:      list(m.Hosts, toHostJSON),
		Codes:      list(m.Matrix, m.toCodeJSON),
		Clocks:     list(r.Clocks, toClockJSON),
		Leeway:     toIntervalJSON(r.Leeway),
		Issuers:    list(r.Issuers, same), Accounts: list(r.Accounts, same), Inferred: r.Inferred,
		Assumptions: list(r.Assumptions, same), Notes: list(r.Notes, same), Replay: toReplayJSON(m.Replay),
		Verdicts: list(r.Verdicts, func(v incident.Verdict) verdictJSON { return toVerdictJSON(&v) }),
	}
}

// list converts a slice; it is never nil, so that JSON shows [] and not null.
func list[T, U any](in []T, f func(T) U) []U {
	out := make([]U, 0, len(in))
	for _, x := range in {
		out = append(out, f(x))
	}
	return out
}

func same(s string) string { return s }

func toTotalsJSON(t Totals) totalsJSON {
	return totalsJSON{t.Events, t.Episodes, t.Identities, t.Sessions, t.SeenSessions, t.Proved, t.Likely, t.Possible,
		text(t.First.String()), text(t.Last.String())}
}

func toSourceJSON(s incident.Source) sourceJSON {
	return sourceJSON{
		Path: s.Path, SHA256: hex.EncodeToString(s.SHA256[:]), Bytes: s.Bytes, Format: s.Format,
		Read: s.Read, Used: s.Used, Other: s.Other, Rejected: s.Rejected, Truncated: text(s.Truncated),
		Reasons: list(s.Reasons, func(r incident.Reason) reasonJSON {
			return reasonJSON{r.Text, r.Count, posJSON{r.First.File, r.First.Line}}
		}),
	}
}

func (m *Model) toCauseJSON(r CauseRow) causeJSON {
	return causeJSON{
		Cause: string(r.Cause), Subcause: text(string(r.Subcause)),
		Events: r.Events, Episodes: r.Episodes, Identities: r.Identities, Sessions: r.Sessions,
		Proved: r.Proved, Likely: r.Likely, Possible: r.Possible,
		First: text(r.First.String()), Last: text(r.Last.String()), Host: text(r.Host),
		Example: m.Result.Verdicts[r.Example].Event.String(),
	}
}

func toHostJSON(r HostRow) hostJSON {
	return hostJSON{text(r.Host), r.Events, r.Episodes, r.Sessions, string(r.Top), text(r.First.String()), text(r.Last.String())}
}

func (m *Model) toCodeJSON(r CodeRow) codeJSON {
	c := codeJSON{r.Code, map[string]int{}}
	for i, n := range r.Counts {
		if n > 0 {
			c.Causes[string(m.Columns[i])] = n
		}
	}
	return c
}

func toClockJSON(c incident.ClockReport) clockJSON {
	j := clockJSON{
		Clock: string(c.Clock), Offset: toIntervalJSON(c.Offset), Drift: c.Drift, Anchor: c.Anchor,
		Sources: c.Sources, Readings: c.Readings, Warning: c.Warning, Binding: []evidenceJSON{},
		Regimes: list(c.Regimes, func(r incident.Regime) regimeJSON {
			return regimeJSON{text(r.From.String()), text(r.To.String()), toIntervalJSON(r.Offset)}
		}),
	}
	for _, e := range c.Binding {
		if e.Text != "" {
			j.Binding = append(j.Binding, toEvidenceJSON(e))
		}
	}
	return j
}

func toIntervalJSON(i incident.Interval) intervalJSON {
	var j intervalJSON
	if i.Lo > incident.NoLo {
		j.Lo = spanJSON(incident.Span(i.Lo))
	}
	if i.Hi < incident.NoHi {
		j.Hi = spanJSON(incident.Span(i.Hi))
	}
	return j
}
