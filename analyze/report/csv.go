package report

import (
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

var csvHeader = []string{
	"event", "file", "line", "time", "code", "identity", "session", "call_sid", "sdk", "app", "host",
	"cause", "subcause", "certainty", "margin_seconds", "fingerprint", "jti", "iss", "sub", "iat", "nbf", "exp",
	"matched_by", "candidates", "episode", "first_of_episode", "evidence", "ruled_out",
}

// writeCSV writes a verdict a row.
func writeCSV(w io.Writer, m *Model, _ Options) error {
	out := csv.NewWriter(w)
	if err := out.Write(csvHeader); err != nil {
		return err
	}
	for i := range m.Result.Verdicts {
		if err := out.Write(csvRow(&m.Result.Verdicts[i])); err != nil {
			return err
		}
	}
	out.Flush()
	return out.Error()
}

func csvRow(v *incident.Verdict) []string {
	t := incident.NoToken()
	if v.Token != nil {
		t = *v.Token
	}
	margin := ""
	if v.Margin.Known() {
		margin = strings.TrimSuffix(v.Margin.String(), "s")
	}
	return []string{
		v.Event.String(), cell(v.Source.File), strconv.FormatInt(v.Source.Line, 10), v.Time.String(), strconv.Itoa(int(v.Code)),
		cell(v.Identity), cell(v.Session), cell(v.CallSID), cell(v.SDK), cell(v.App), cell(v.Host),
		string(v.Cause), string(v.Subcause), string(v.Certainty), margin,
		t.Fingerprint.Hex(), cell(t.JTI), cell(t.Iss), cell(t.Sub), claim(t.Iat), claim(t.Nbf), claim(t.Exp),
		v.MatchedBy.String(), strconv.Itoa(v.Candidates), v.Episode, strconv.FormatBool(v.First),
		cell(evidenceLine(v)), cell(ruledOutLine(v)),
	}
}

// cell makes text safe for a spreadsheet: a cell that begins like a formula gets an apostrophe before it, which
// spreadsheets show as plain text.
func cell(s string) string {
	s = Clean(s)
	if first := strings.TrimLeft(s, " "); first != "" && strings.ContainsRune("=+-@", rune(first[0])) {
		return "'" + s
	}
	return s
}

// claim is a claim in seconds; "" where the token has none.
func claim(t incident.Time) string {
	if !t.Known() {
		return ""
	}
	return strconv.FormatInt(t.Seconds(), 10)
}

// evidenceLine is the whole chain of evidence on one line.
func evidenceLine(v *incident.Verdict) string {
	parts := make([]string, 0, len(v.Evidence))
	for _, e := range v.Evidence {
		parts = append(parts, evidenceText(e))
	}
	return strings.Join(parts, "; ")
}

// evidenceText is one step: "fact: the endpoint answered 503 (logs/lb.log:88)".
func evidenceText(e incident.Evidence) string {
	s := string(e.Kind) + ": " + Clean(e.Text)
	if len(e.At) > 0 {
		s += " (" + places(e.At) + ")"
	}
	return s
}

func ruledOutLine(v *incident.Verdict) string {
	parts := make([]string, 0, len(v.RuledOut))
	for _, r := range v.RuledOut {
		parts = append(parts, string(r.Cause)+": "+Clean(r.Why))
	}
	return strings.Join(parts, "; ")
}
