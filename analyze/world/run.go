package world

import (
	"container/heap"

	"lapse/analyze/incident"
)

// run is one passage of a world's time under given schedules.
type run struct {
	world *World
	luck  luck
	queue agenda
	order int
	cache map[string]cached
	born  map[claimKey]*token
	lives []*life

	facts    []fact
	refusals []*refusal
	requests []*request
}

// claimKey is what two tokens have in common that no log can tell apart.
type claimKey struct {
	identity, jti, iss string
	exp                int64
}

// mint lets a host make a token, and marks twins.
func (r *run) mint(h *host, t incident.Time, identity string) *token {
	k := h.mint(r.world, t, identity)
	key := claimKey{identity, k.jti, k.iss, k.exp}
	if other := r.born[key]; other != nil {
		other.twin, k.twin = true, true
	}
	r.born[key] = k
	return k
}

// task is something that is due in a session.
type task struct {
	at   incident.Time
	seq  int // among tasks of one moment: the order in which they were set
	life *life
	do   func(l *life, t incident.Time)
}

type agenda []task

func (a agenda) Len() int { return len(a) }
func (a agenda) Less(i, j int) bool {
	return a[i].at < a[j].at || a[i].at == a[j].at && a[i].seq < a[j].seq
}
func (a agenda) Swap(i, j int) { a[i], a[j] = a[j], a[i] }
func (a *agenda) Push(x any)   { *a = append(*a, x.(task)) }
func (a *agenda) Pop() any {
	old := *a
	last := old[len(old)-1]
	*a = old[:len(old)-1]
	return last
}

// at sets a task. What falls into a nap happens on waking; what falls behind the session's end never does.
func (r *run) at(t incident.Time, l *life, do func(*life, incident.Time)) {
	t, ok := l.awake(t)
	if !ok {
		return
	}
	r.order++
	heap.Push(&r.queue, task{t, r.order, l, do})
}

// note keeps a fact.
func (r *run) note(f fact) { r.facts = append(r.facts, f) }

// pass runs the world once. A nil plan leaves every session its own.
func (w *World) pass(plan *schedule, l luck) *run {
	r := &run{world: w, luck: l, cache: map[string]cached{}, born: map[claimKey]*token{}}
	for _, s := range w.sessions {
		one := &life{session: s, run: r, plan: s.plan, notApplied: s.notApplied, stops: s.stops}
		if plan != nil {
			one.plan, one.notApplied, one.stops = *plan, false, 0
		}
		r.lives = append(r.lives, one)
		r.at(s.from, one, (*life).begin)
	}
	for len(r.queue) > 0 {
		next := heap.Pop(&r.queue).(task)
		next.do(next.life, next.at)
	}
	return r
}
