package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"text/tabwriter"

	"lapse/analyze/incident"
	"lapse/analyze/report"
	"lapse/ingest/token"
)

// inspection is what `lapse token --format json` prints.
type inspection struct {
	Schema      string            `json:"schema"`
	At          string            `json:"at"`
	Fingerprint string            `json:"fingerprint,omitempty"`
	Header      map[string]string `json:"header"`
	Claims      map[string]string `json:"claims"`
	Lifetime    *float64          `json:"lifetime_seconds"`
	Signature   string            `json:"signature"`
	Findings    []finding         `json:"findings"`
}

type finding struct {
	Level string `json:"level"`
	Text  string `json:"text"`
}

func writeInspection(w io.Writer, format string, s token.Inspection, at incident.Time) error {
	if format == "json" {
		return writeInspectionJSON(w, s, at)
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	line := func(name, value string) { fmt.Fprintf(t, "  %s\t%s\n", report.Clean(name), report.Clean(value)) }
	fmt.Fprintln(t, "Header")
	for _, m := range s.Header {
		line(m.Name, m.Value)
	}
	fmt.Fprintln(t, "Claims")
	for _, m := range s.Claims {
		value := m.Value
		if m.Time.Known() {
			value += "  (" + m.Time.String() + ")"
		}
		line(m.Name, value)
	}
	fmt.Fprintln(t, "Told from them")
	if s.Lifetime.Known() {
		line("lifetime", s.Lifetime.String())
	}
	if s.Token.Fingerprint != "" {
		line("fingerprint", s.Token.Fingerprint.Hex())
	}
	line("signature", signatureText(s))
	if err := t.Flush(); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(w, "At %s\n", at); err != nil {
		return err
	}
	for _, f := range s.Findings {
		if _, err := fmt.Fprintf(w, "  %-7s %s\n", f.Level, report.Clean(f.Text)); err != nil {
			return err
		}
	}
	return nil
}

func writeInspectionJSON(w io.Writer, s token.Inspection, at incident.Time) error {
	doc := inspection{
		Schema: "lapse/token/v1", At: at.String(), Fingerprint: s.Token.Fingerprint.Hex(),
		Header: members(s.Header), Claims: members(s.Claims), Signature: signatureText(s), Findings: []finding{},
	}
	if s.Lifetime.Known() {
		seconds := s.Lifetime.Seconds()
		doc.Lifetime = &seconds
	}
	for _, f := range s.Findings {
		doc.Findings = append(doc.Findings, finding{f.Level.String(), f.Text})
	}
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	return e.Encode(doc)
}

func members(list []token.Member) map[string]string {
	m := map[string]string{}
	for _, x := range list {
		m[x.Name] = x.Value
	}
	return m
}

// signatureText says what the check with --keys found.
func signatureText(s token.Inspection) string {
	switch s.Signature {
	case incident.SignatureGood:
		return "good, made with the secret of " + s.SignedBy
	case incident.SignatureBad:
		if s.SignedBy != "" {
			return "bad for this iss: it was made with the secret of " + s.SignedBy
		}
		return "bad: no key that was given made it"
	}
	return "not checked: no key was given for this iss, or the signature is cut off"
}
