package report

import (
	"slices"
	"strings"

	"lapse/analyze/incident"
)

// Hint is a command worth running next, and what it answers.
type Hint struct {
	Command string // ready for a POSIX shell
	Why     string
}

// hints picks the most useful next commands: the clearest example of the largest group, what its cause means and what would
// have prevented what a schedule can prevent, and the document that others can read.
func (m *Model) hints() []Hint {
	if len(m.Causes) == 0 {
		return nil
	}
	top := m.Causes[0]
	example := m.Result.Verdicts[top.Example]
	hints := []Hint{{
		m.command("explain", example.Event.String()),
		"one " + name(top.Cause, top.Subcause) + " rejection step by step, with its lines",
	}}
	switch wrongClaim := top.Cause == incident.WrongIss || top.Cause == incident.BadSignature || top.Cause == incident.BadToken; {
	case top.Cause == incident.MissedRefresh || top.Cause == incident.GenuineExpiry:
	case wrongClaim && m.Result.Inferred:
		hints = append(hints, Hint{m.command("analyze", "--issuer", "SK…", "--account", "AC…"),
			"declare what iss and sub should be, so that verdicts need no assumption"})
	default:
		hints = append(hints, Hint{shell("lapse", "explain", string(top.Cause)), "what " + string(top.Cause) + " means and how to fix it"})
	}
	if why := prevented(m.Causes); why != "" {
		hints = append(hints, Hint{m.command("replay", "--schedule", "as-recorded", "--schedule", "80%", "--schedule", "80%,retry=3x10s,on-error"), why})
	}
	return append(hints, Hint{m.command("report", "-o", "incident.html"), "everything as one page to look at and to send"})
}

// prevented says what a replay would tell of; "" where no refresh schedule can have prevented any of it.
func prevented(causes []CauseRow) string {
	schedulable := func(c CauseRow) bool { return c.Cause == incident.MissedRefresh || c.Cause == incident.GenuineExpiry }
	switch {
	case schedulable(causes[0]):
		return "which refresh schedule would have prevented it"
	case slices.ContainsFunc(causes, schedulable):
		return "which refresh schedule would have prevented the missed refreshes and the expiries"
	}
	return ""
}

// command is a lapse command on the same data: `lapse VERB … LOGS`.
func (m *Model) command(words ...string) string {
	return shell(append(append([]string{"lapse"}, words...), m.Args...)...)
}

// shell quotes words for a POSIX shell.
func shell(words ...string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = Clean(w)
		if w == "" || strings.ContainsFunc(w, special) {
			quoted[i] = "'" + strings.ReplaceAll(quoted[i], "'", `'\''`) + "'"
		}
	}
	return strings.Join(quoted, " ")
}

// special tells whether a shell would take a character for more than itself.
func special(r rune) bool {
	plain := r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("%+,-./:=@_", r)
	return !plain && r < 0x80 || hidden(r)
}
