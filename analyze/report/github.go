package report

import (
	"fmt"
	"io"
	"strings"

	"lapse/analyze/incident"
)

// maxAnnotations is how many annotations of a kind GitHub shows for one step.
const maxAnnotations = 10

// writeGitHub writes workflow commands: an annotation for each of the weightiest groups, at the line that shows it best, and
// a notice with the finding.
func writeGitHub(w io.Writer, m *Model, _ Options) error {
	var b strings.Builder
	fmt.Fprintf(&b, "::notice title=lapse::%s\n", ghText(m.Sentence))
	for _, r := range m.Causes[:min(len(m.Causes), maxAnnotations-1)] {
		v := &m.Result.Verdicts[r.Example]
		fmt.Fprintf(&b, "::%s file=%s,line=%d,title=%s::%s\n", ghLevel(v), ghProperty(v.Source.File), v.Source.Line,
			ghProperty(name(r.Cause, r.Subcause)), ghText(ghMessage(r, v)))
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// ghLevel is an error only where the cause is known.
func ghLevel(v *incident.Verdict) string {
	if v.Cause == incident.Undetermined || v.Certainty == incident.Possible {
		return "warning"
	}
	return "error"
}

func ghMessage(r CauseRow, v *incident.Verdict) string {
	s := fmt.Sprintf("%s in %s (%s)", plural(r.Events, "token rejection"), plural(r.Sessions, "session"), v.Certainty)
	if len(v.Evidence) > 0 {
		s += ": " + evidenceText(v.Evidence[0])
	}
	return s
}

var (
	ghData       = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A")
	ghProperties = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A", ":", "%3A", ",", "%2C")
)

func ghText(s string) string     { return ghData.Replace(Clean(s)) }
func ghProperty(s string) string { return ghProperties.Replace(Clean(s)) }
