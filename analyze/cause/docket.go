package cause

import (
	"cmp"
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Docket judges the rejections of one story. What all of them need is computed once and kept here: when each request was
// made and each token minted, in UTC, at both levels of evidence. It is for one goroutine.
type Docket struct {
	story    *match.Story
	known    *Known
	calls    [2][]call
	called   [2]bool
	mints    [2]map[*match.Token]incident.Interval
	accepted [2]map[*match.Token]*incident.Event
}

// call is one request to the endpoint with its time in UTC.
type call struct {
	request     *match.Request
	asked, done incident.Interval
}

// NewDocket prepares a story whose tokens and clocks are resolved.
func NewDocket(story *match.Story, known *Known) *Docket {
	d := &Docket{story: story, known: known}
	for i := range d.mints {
		d.mints[i] = map[*match.Token]incident.Interval{}
		d.accepted[i] = map[*match.Token]*incident.Event{}
	}
	for _, ses := range story.Sessions {
		for _, u := range ses.Uses {
			if u.Accepted {
				d.accept(u)
			}
		}
	}
	return d
}

// doubtOf is how much doubt each level of evidence lets pass in what a line means.
var doubtOf = [...]match.Doubt{clock.Hard: match.Sure, clock.Soft: match.Likely}

// accept remembers that the validator accepted a token, at the levels at which it is known which.
func (d *Docket) accept(u *match.Use) {
	t := u.Told()
	if t == nil {
		return
	}
	for level, most := range doubtOf {
		if u.Doubt() <= most && d.accepted[level][t] == nil {
			d.accepted[level][t] = u.Event
		}
	}
}

// recentCalls is how many requests before a rejection are looked at: whoever made so many has a refresh cycle.
const recentCalls = 64

// before lists the requests that may have been made before t, the latest last, at most recentCalls of them.
func (d *Docket) before(level clock.Level, t incident.Interval) []call {
	if !d.called[level] {
		d.calls[level], d.called[level] = d.list(level), true
	}
	all := d.calls[level]
	n := len(all)
	if t.Hi < incident.NoHi {
		n, _ = slices.BinarySearchFunc(all, t.Hi, func(c call, t int64) int { return cmp.Compare(c.asked.Lo, t) })
	}
	return all[max(0, n-recentCalls):n]
}

// list places all requests in time, ordered by the earliest moment at which they may have been made.
func (d *Docket) list(level clock.Level) []call {
	s := &scene{docket: d, story: d.story, known: d.known, level: level}
	out := make([]call, 0, len(d.story.Requests))
	for _, r := range d.story.Requests {
		out = append(out, s.callOf(r))
	}
	slices.SortStableFunc(out, func(a, b call) int {
		return cmp.Or(cmp.Compare(a.asked.Lo, b.asked.Lo), cmp.Compare(a.done.Hi, b.done.Hi))
	})
	return out
}

func (s *scene) callOf(r *match.Request) call {
	if e := r.BalancedBy(doubtOf[s.level]); e != nil && e.Time.Known() {
		done := s.utc(clock.ReadingOf(e.Time, e))
		asked := done
		if e.Latency.Known() {
			asked = plus(done, -e.Latency)
		}
		return call{r, asked, done}
	}
	u := s.utc(s.known.Mint(r))
	done := u
	if s.level == clock.Hard && (r.Issued == nil || !r.Issued.End) {
		done.Hi = incident.NoHi // the line was written before the answer was on its way
	}
	return call{r, u, done}
}
