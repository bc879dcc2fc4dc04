package report

import (
	"cmp"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/replay"
)

// Input is what a report is made of. Anything may be left out; its section is then left out too.
type Input struct {
	Version string   // of lapse
	Command []string // the whole command line, so that the report can be made again
	Args    []string // what names the data in a further command: the LOG arguments, or "--store" and its value

	Sources    []incident.Source
	Accounting incident.Accounting
	Troubles   []Trouble

	Result *analyze.Result

	// Timelines are everybody's, for the swimlanes and the token endpoint of the page and of exports.
	Timelines []incident.Timeline

	Replay        *replay.Result // nil where nothing was replayed
	ReplayMissing string         // why not, "" where nobody asked
}

// Trouble is a source that could not be read, not to its end, or not as it was declared.
type Trouble struct {
	Path string
	Text string
}

// Model is everything a report shows. The writers lay it out and count nothing.
type Model struct {
	Input
	Totals Totals

	Causes  []CauseRow // by number of events, most first
	Hosts   []HostRow
	Columns []incident.Cause // of Matrix
	Matrix  []CodeRow

	Advice   []Advice
	Sentence string // what was found, in one sentence with numbers
	Next     []Hint // the most useful next commands, at most three
}

// Totals count rejections. An episode is the repeats of one token in one session.
type Totals struct {
	Events, Episodes, Identities, Sessions int
	SeenSessions                           int // all that the analysis saw, at least Sessions
	Proved, Likely, Possible               int
	First, Last                            incident.Time // readings of the rejections' own clocks
}

// NewModel counts the input. It keeps references to it, so the input must not change afterwards.
func NewModel(in Input) *Model {
	if in.Result == nil {
		in.Result = &analyze.Result{}
	}
	m := &Model{Input: in}
	verdicts := in.Result.Verdicts
	m.Totals = total(verdicts)
	m.Totals.SeenSessions = max(in.Result.Sessions, m.Totals.Sessions)
	m.Causes = causeRows(verdicts)
	m.Hosts = hostRows(verdicts)
	m.Columns, m.Matrix = codeMatrix(verdicts)
	m.Advice = advice(m.Causes)
	m.Sentence = m.sentence()
	m.Next = m.hints()
	return m
}

// total adds up all verdicts.
func total(verdicts []incident.Verdict) Totals {
	t := tally{}
	for i := range verdicts {
		t.add(&verdicts[i])
	}
	return Totals{
		Events: t.events, Episodes: t.episodes, Identities: len(t.identities), Sessions: len(t.sessions),
		Proved: t.proved, Likely: t.likely, Possible: t.possible, First: t.first, Last: t.last,
	}
}

// tally counts one group of verdicts.
type tally struct {
	events, episodes         int
	proved, likely, possible int
	identities, sessions     map[string]bool
	first, last              incident.Time
}

func (t *tally) add(v *incident.Verdict) {
	if t.identities == nil {
		t.identities, t.sessions = map[string]bool{}, map[string]bool{}
		t.first, t.last = incident.NoTime, incident.NoTime
	}
	t.events++
	if v.First {
		t.episodes++
	}
	switch v.Certainty {
	case incident.Proved:
		t.proved++
	case incident.Likely:
		t.likely++
	default:
		t.possible++
	}
	if v.Identity != "" {
		t.identities[v.Identity] = true
	}
	t.sessions[sessionKey(v)] = true
	if v.Time.Known() {
		t.last = max(t.last, v.Time)
		if !t.first.Known() || v.Time < t.first {
			t.first = v.Time
		}
	}
}

// sessionKey tells sessions apart: a device, tab or session as logged, and where none is logged the identity itself.
func sessionKey(v *incident.Verdict) string { return v.Identity + "\x00" + v.Session }

// causeRank is the place of a cause in the contract's table, so that every list shows causes in one order.
func causeRank(c incident.Cause) int {
	for i, x := range Causes() {
		if x == c {
			return i
		}
	}
	return len(Causes())
}

// Causes lists the causes in the contract's order.
func Causes() []incident.Cause {
	return []incident.Cause{
		incident.GenuineExpiry, incident.MissedRefresh, incident.ClockSkew, incident.WrongIss,
		incident.BadSignature, incident.BadToken, incident.Undetermined,
	}
}

func compareCauses(a, b incident.Cause) int {
	return cmp.Or(cmp.Compare(causeRank(a), causeRank(b)), cmp.Compare(a, b))
}
