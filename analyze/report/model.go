package report

import (
	"cmp"
	"sync"

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
	r := enrol(verdicts)
	var counting sync.WaitGroup
	counting.Go(func() { m.Causes = causeRows(verdicts, r) })
	counting.Go(func() { m.Hosts = hostRows(verdicts, r) })
	counting.Go(func() { m.Columns, m.Matrix = codeMatrix(verdicts) })
	m.Totals = total(verdicts, r)
	m.Totals.SeenSessions = max(in.Result.Sessions, m.Totals.Sessions)
	counting.Wait()
	m.Advice = advice(m.Causes)
	m.Sentence = m.sentence()
	m.Next = m.hints()
	return m
}

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
