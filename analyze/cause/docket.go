package cause

import (
	"cmp"
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// Docket judges the rejections of one story after another. What all rejections of a story need is computed once and kept
// here. Its memory is used again for the next story: a judged one leaves nothing behind but verdicts. It is for one goroutine.
type Docket struct {
	story *match.Story
	known *Known
	desks [2]desk // by level of evidence
}

// desk is what is worked out at one level of evidence.
type desk struct {
	// Of the story: when each request was made and each token minted, in UTC.
	calls    []call
	called   bool
	mints    []mint // by match.Token.Ordinal
	accepted map[*match.Token]*incident.Event

	// Of the rejection.
	scene    scene
	trials   [maxCandidates]trial
	attempts []attempt
	made     []*attempt
	later    []*attempt // of all trials, each its own part
	leaves   []leaf     // so too
	union    []incident.Cause
}

// mint is the time at which a token was minted; known only if it was asked for.
type mint struct {
	at    incident.Interval
	known bool
}

// call is one request to the endpoint with its time in UTC.
type call struct {
	request     *match.Request
	asked, done incident.Interval
}

// NewDocket is a docket without a story.
func NewDocket(known *Known) *Docket {
	d := &Docket{known: known}
	for i := range d.desks {
		d.desks[i].accepted = map[*match.Token]*incident.Event{}
	}
	return d
}

// Open takes up a story whose tokens and clocks are resolved.
func (d *Docket) Open(story *match.Story) {
	d.story = story
	for i := range d.desks {
		k := &d.desks[i]
		k.calls, k.called = k.calls[:0], false
		k.mints = slices.Grow(k.mints[:0], len(story.Tokens))[:len(story.Tokens)]
		clear(k.mints)
		clear(k.accepted)
	}
	for _, ses := range story.Sessions {
		for _, u := range ses.Uses {
			if u.Accepted {
				d.accept(u)
			}
		}
	}
}

// open clears the desk of a level for a rejection.
func (d *Docket) open(level clock.Level, session *match.Session, r *match.Rejection) *scene {
	k := &d.desks[level]
	k.attempts, k.made, k.later, k.leaves, k.union = k.attempts[:0], k.made[:0], k.later[:0], k.leaves[:0], k.union[:0]
	k.scene = scene{docket: d, desk: k, story: d.story, session: session, rejection: r, known: d.known, level: level}
	k.scene.t = k.scene.when()
	return &k.scene
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
		if u.Doubt() <= most && d.desks[level].accepted[t] == nil {
			d.desks[level].accepted[t] = u.Event
		}
	}
}

// recentCalls is how many requests before a rejection are looked at: whoever made so many has a refresh cycle.
const recentCalls = 64

// before lists the requests that may have been made before t, the latest last, at most recentCalls of them.
func (d *Docket) before(level clock.Level, t incident.Interval) []call {
	if k := &d.desks[level]; !k.called {
		k.calls, k.called = d.list(k.calls, level), true
	}
	all := d.desks[level].calls
	n := len(all)
	if t.Hi < incident.NoHi {
		n, _ = slices.BinarySearchFunc(all, t.Hi, func(c call, t int64) int { return cmp.Compare(c.asked.Lo, t) })
	}
	return all[max(0, n-recentCalls):n]
}

// list places all requests in time, ordered by the earliest moment at which they may have been made.
func (d *Docket) list(out []call, level clock.Level) []call {
	s := &scene{docket: d, desk: &d.desks[level], story: d.story, known: d.known, level: level}
	out = slices.Grow(out, len(d.story.Requests))
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
