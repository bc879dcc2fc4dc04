package report

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// CauseRow counts the verdicts of one cause and sub-cause.
type CauseRow struct {
	Cause    incident.Cause
	Subcause incident.Subcause

	Events, Episodes, Identities, Sessions int
	Proved, Likely, Possible               int
	First, Last                            incident.Time

	Host    string // the token host that most of them have in common (four of five), "" if there is none
	Example int    // index of the verdict that shows it best: the surest, of equals the first
}

func causeRows(verdicts []incident.Verdict, r *roll) []CauseRow {
	type key struct {
		cause incident.Cause
		sub   incident.Subcause
	}
	groups := map[key]*tally{}
	members := map[key][]int{}
	for i := range verdicts {
		v := &verdicts[i]
		k := key{v.Cause, v.Subcause}
		if groups[k] == nil {
			groups[k] = newTally(r)
		}
		groups[k].add(i, v)
		members[k] = append(members[k], i)
	}
	rows := make([]CauseRow, 0, len(groups))
	for k, t := range groups {
		rows = append(rows, CauseRow{
			Host: commonHost(verdicts, members[k]), Example: surest(verdicts, members[k]),
			Cause: k.cause, Subcause: k.sub,
			Events: t.events, Episodes: t.episodes, Identities: len(t.identities), Sessions: len(t.sessions),
			Proved: t.proved, Likely: t.likely, Possible: t.possible, First: t.first, Last: t.last,
		})
	}
	slices.SortFunc(rows, func(a, b CauseRow) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), compareCauses(a.Cause, b.Cause), cmp.Compare(a.Subcause, b.Subcause))
	})
	return rows
}

// commonHost is the host that at least four of five of the verdicts have in common.
func commonHost(verdicts []incident.Verdict, members []int) string {
	counts := map[string]int{}
	for _, i := range members {
		counts[verdicts[i].Host]++
	}
	for host, n := range counts {
		if host != "" && n*5 >= len(members)*4 {
			return host
		}
	}
	return ""
}

// surest picks the verdict with the highest certainty; of equals, the first.
func surest(verdicts []incident.Verdict, members []int) int {
	for _, want := range []incident.Certainty{incident.Proved, incident.Likely} {
		for _, i := range members {
			if verdicts[i].Certainty == want {
				return i
			}
		}
	}
	return members[0]
}

// HostRow counts the rejections of tokens that one host minted. Host is "" where the token's host is not known.
type HostRow struct {
	Host                       string
	Events, Episodes, Sessions int
	First, Last                incident.Time
	Top                        incident.Cause // the most frequent cause
	TopEvents                  int
}

func hostRows(verdicts []incident.Verdict, r *roll) []HostRow {
	groups := map[string]*tally{}
	causes := map[string]map[incident.Cause]int{}
	for i := range verdicts {
		v := &verdicts[i]
		if groups[v.Host] == nil {
			groups[v.Host], causes[v.Host] = newTally(r), map[incident.Cause]int{}
		}
		groups[v.Host].add(i, v)
		causes[v.Host][v.Cause]++
	}
	rows := make([]HostRow, 0, len(groups))
	for host, t := range groups {
		row := HostRow{Host: host, Events: t.events, Episodes: t.episodes, Sessions: len(t.sessions), First: t.first, Last: t.last}
		row.Top, row.TopEvents = most(causes[host])
		rows = append(rows, row)
	}
	slices.SortFunc(rows, func(a, b HostRow) int {
		return cmp.Or(cmp.Compare(b.Events, a.Events), cmp.Compare(a.Host, b.Host))
	})
	return rows
}

// most is the most frequent cause; of equals, the first in the contract's order.
func most(counts map[incident.Cause]int) (top incident.Cause, n int) {
	for c, k := range counts {
		if k > n || k == n && compareCauses(c, top) < 0 {
			top, n = c, k
		}
	}
	return top, n
}

// CodeRow is one line of the matrix code × cause: how many rejections with this code had each of Model.Columns.
type CodeRow struct {
	Code   int32 // the wire code or, without one, the code that the application saw
	Counts []int
	Total  int
}

func codeMatrix(verdicts []incident.Verdict) ([]incident.Cause, []CodeRow) {
	counts := map[int32]map[incident.Cause]int{}
	seen := map[incident.Cause]bool{}
	for i := range verdicts {
		v := &verdicts[i]
		if counts[v.Code] == nil {
			counts[v.Code] = map[incident.Cause]int{}
		}
		counts[v.Code][v.Cause]++
		seen[v.Cause] = true
	}
	columns := make([]incident.Cause, 0, len(seen))
	for c := range seen {
		columns = append(columns, c)
	}
	slices.SortFunc(columns, compareCauses)

	rows := make([]CodeRow, 0, len(counts))
	for code, byCause := range counts {
		r := CodeRow{Code: code, Counts: make([]int, len(columns))}
		for i, c := range columns {
			r.Counts[i] = byCause[c]
			r.Total += byCause[c]
		}
		rows = append(rows, r)
	}
	slices.SortFunc(rows, func(a, b CodeRow) int { return cmp.Compare(a.Code, b.Code) })
	return columns, rows
}

// firsts gives for each verdict the index of the first one that says the same: of its episode, with the same cause and
// certainty. Every event is judged at its own time, so the repeats of one token need not have one cause.
func firsts(verdicts []incident.Verdict) []int {
	type key struct {
		episode   string
		cause     incident.Cause
		sub       incident.Subcause
		certainty incident.Certainty
	}
	seen := map[key]int{}
	out := make([]int, len(verdicts))
	for i := range verdicts {
		v := &verdicts[i]
		k := key{v.Episode, v.Cause, v.Subcause, v.Certainty}
		first, repeat := seen[k]
		if !repeat || v.Episode == "" {
			first, seen[k] = i, i
		}
		out[i] = first
	}
	return out
}
