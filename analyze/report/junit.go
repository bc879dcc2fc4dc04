package report

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"io"
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// JUnit as CI systems read it: a suite a cause, a test case for each identity that the cause hit. encoding/xml replaces
// what XML cannot hold, whatever the log held.
type (
	junitSuites struct {
		XMLName  xml.Name     `xml:"testsuites"`
		Name     string       `xml:"name,attr"`
		Tests    int          `xml:"tests,attr"`
		Failures int          `xml:"failures,attr"`
		Errors   int          `xml:"errors,attr"`
		Suites   []junitSuite `xml:"testsuite"`
	}
	junitSuite struct {
		Name     string      `xml:"name,attr"`
		Tests    int         `xml:"tests,attr"`
		Failures int         `xml:"failures,attr"`
		Errors   int         `xml:"errors,attr"`
		Cases    []junitCase `xml:"testcase"`
	}
	junitCase struct {
		Class   string        `xml:"classname,attr"`
		Name    string        `xml:"name,attr"`
		File    string        `xml:"file,attr,omitempty"`
		Line    int64         `xml:"line,attr,omitempty"`
		Failure *junitProblem `xml:"failure,omitempty"`
		Error   *junitProblem `xml:"error,omitempty"`
	}
	junitProblem struct {
		Message string `xml:"message,attr"`
		Type    string `xml:"type,attr"`
		Text    string `xml:",chardata"`
	}
)

// writeJUnit writes a failure for each group of refusals whose cause was found and an error for each that was not.
func writeJUnit(w io.Writer, m *Model, _ Options) error {
	all := junitSuites{Name: "lapse"}
	for _, r := range m.Causes {
		s := suite(r, m.Result.Verdicts)
		all.Suites = append(all.Suites, s)
		all.Tests, all.Failures, all.Errors = all.Tests+s.Tests, all.Failures+s.Failures, all.Errors+s.Errors
	}
	if len(all.Suites) == 0 {
		all.Tests = 1
		all.Suites = []junitSuite{{Name: "lapse", Tests: 1, Cases: []junitCase{{Class: "lapse", Name: "no token was refused"}}}}
	}
	b, err := xml.MarshalIndent(all, "", " ")
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(w, "%s%s\n", xml.Header, b)
	return err
}

func suite(r CauseRow, verdicts []incident.Verdict) junitSuite {
	s := junitSuite{Name: name(r.Cause, r.Subcause)}
	groups := map[string][]*incident.Verdict{}
	for i := range verdicts {
		if v := &verdicts[i]; v.Cause == r.Cause && v.Subcause == r.Subcause {
			groups[v.Identity] = append(groups[v.Identity], v)
		}
	}
	for identity, group := range groups {
		s.Cases = append(s.Cases, testCase(s.Name, identity, group))
	}
	slices.SortFunc(s.Cases, func(a, b junitCase) int { return cmp.Compare(a.Name, b.Name) })
	s.Tests = len(s.Cases)
	if r.Cause == incident.Undetermined {
		s.Errors = s.Tests
	} else {
		s.Failures = s.Tests
	}
	return s
}

func testCase(class, identity string, group []*incident.Verdict) junitCase {
	first := group[0]
	if identity == "" {
		identity = "(no identity)"
	}
	problem := &junitProblem{
		Message: fmt.Sprintf("%s, %s at %s", plural(len(group), "token rejection"), first.Certainty, place(first.Source)),
		Type:    class, Text: caseText(group),
	}
	c := junitCase{Class: class, Name: Clean(identity), File: Clean(first.Source.File), Line: first.Source.Line}
	if first.Cause == incident.Undetermined {
		c.Error = problem
	} else {
		c.Failure = problem
	}
	return c
}

// caseText is the evidence of the group's first verdicts.
func caseText(group []*incident.Verdict) string {
	const most = 5
	var b strings.Builder
	for _, v := range group[:min(len(group), most)] {
		fmt.Fprintf(&b, "\n%s %s code %d, %s\n", v.Time, place(v.Source), v.Code, v.Certainty)
		for _, e := range v.Evidence {
			fmt.Fprintf(&b, "  %s\n", evidenceText(e))
		}
		for _, r := range v.RuledOut {
			fmt.Fprintf(&b, "  not %s: %s\n", r.Cause, Clean(r.Why))
		}
	}
	if rest := len(group) - most; rest > 0 {
		fmt.Fprintf(&b, "\nand %s more\n", plural(rest, "rejection"))
	}
	return b.String()
}
