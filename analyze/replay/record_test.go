package replay

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// tale writes the timeline of one session with right clocks, a line at a time, in spans after start.
type tale struct {
	identity, session string
	events            []incident.Event
	verdicts          []incident.Verdict
}

func (t *tale) line(at incident.Span, k incident.Kind) *incident.Event {
	e := incident.NewEvent(k)
	e.Identity, e.Session = t.identity, t.session
	copy(e.ID[:], fmt.Sprintf("%s-%04d", t.session, len(t.events)))
	e.Time = incident.Stamp{Clock: incident.ClientClock(t.session), Reading: start.Add(at)}
	if k.Server() {
		e.Time.Clock, e.Host = incident.IssuerClock("token-1"), "token-1"
	}
	t.events = append(t.events, e)
	return &t.events[len(t.events)-1]
}

func tokenAt(at incident.Span) incident.Token {
	iat := incident.Unix(start.Add(at).Seconds())
	return incident.Token{JTI: "SK-" + iat.String(), Iss: "SK", Sub: "AC", Iat: iat, Nbf: incident.NoTime, Exp: iat.Add(hour), Claims: true}
}

// fetch is a whole refresh: asked, minted, received, applied, registered.
func (t *tale) fetch(at incident.Span) {
	first := len(t.events) == 0
	if !first {
		t.line(at, incident.KindRefreshStarted)
	}
	token := tokenAt(at + second/10)
	issued := t.line(at+second/10, incident.KindIssued)
	issued.Token, issued.Latency = token, second/10
	t.line(at+second/5, incident.KindTokenFetched).Token = token
	kind := incident.KindUpdateToken
	if first {
		kind = incident.KindRegister
	}
	t.line(at+second/5, kind).Token = token
	t.line(at+3*second/10, incident.KindRegistered)
}

func (t *tale) fails(at incident.Span) {
	t.line(at, incident.KindRefreshStarted)
	t.line(at+second/10, incident.KindIssueFailed).Status = 503
	t.line(at+second/5, incident.KindFetchFailed).Status = 503
}

// refused is a rejection of the token minted at that span, judged a missed refresh.
func (t *tale) refused(at, minted incident.Span) {
	e := t.line(at, incident.KindRejected)
	e.Code, e.Token = 31202, tokenAt(minted+second/10)
	t.verdicts = append(t.verdicts, incident.Verdict{Event: e.ID, Token: &e.Token, Cause: incident.MissedRefresh, MatchedBy: incident.TierClaims, First: true})
}

// right are clocks that are all known to be right.
type right struct{}

func (right) At(incident.Clock, incident.Time) (incident.Interval, bool) {
	return incident.Interval{}, true
}

func input(tales ...*tale) Input {
	in := Input{Offsets: right{}}
	for _, t := range tales {
		slices.SortStableFunc(t.events, func(a, b incident.Event) int { return a.Compare(&b) })
		in.Timelines = append(in.Timelines, incident.Timeline{Identity: t.identity, Events: t.events})
		in.Verdicts = append(in.Verdicts, t.verdicts...)
	}
	return in
}

func recorded(t *testing.T, tales ...*tale) *world {
	t.Helper()
	in := input(tales...)
	w, err := record(&in)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

func agent(n int) *tale {
	return &tale{identity: fmt.Sprint("agent-", n), session: fmt.Sprint("dev-", n)}
}

// What comes late shows sleep, from one second on; what only is missing does not.
func TestSleepIsReadFromWhatCameLate(t *testing.T) {
	const due = 48*minute + second/5 // after the request that brought the token
	for _, c := range []struct {
		name   string
		last   func(*tale)
		end    incident.Span
		sleeps int
	}{
		{"a refresh as late as a slip", func(s *tale) { s.fetch(2*due + 62*second) }, 110 * minute, 0},
		{"a refresh later than any slip", func(s *tale) { s.fetch(2*due + 63*second) }, 110 * minute, 1},
		{"a refusal within the grid's lag", func(s *tale) { s.refused(108*minute+31*second, due) }, 4 * hour, 0},
		{"a refusal later than the lag", func(s *tale) { s.refused(108*minute+32*second, due) }, 4 * hour, 1},
		{"no refresh, and refused in time", func(s *tale) { s.refused(108*minute+5*second, due) }, 4 * hour, 0},
		{"no refresh and no refusal", func(s *tale) {}, 4 * hour, 1},
	} {
		s := agent(1)
		s.fetch(0)
		s.fetch(due)
		c.last(s)
		s.line(c.end, incident.KindUnregistered)
		w := recorded(t, s)
		if got := len(w.sessions[0].sleeps); got != c.sleeps {
			t.Errorf("%s: %d sleeps, want %d", c.name, got, c.sleeps)
		}
	}
}

// The start of a sleep is known to lie between the last line and the first thing that did not happen.
func TestSleepBeginsBetweenLastLineAndFirstMissing(t *testing.T) {
	s := agent(1)
	s.fetch(0)
	s.fetch(48*minute + second/5)
	s.fetch(3 * hour)
	s.line(3*hour+minute, incident.KindUnregistered)
	got := recorded(t, s).sessions[0].sleeps[0]
	last, missed := start.Add(48*minute+second/2), start.Add(96*minute+2*second/5)
	if got.from[pessimistic] != last || got.from[optimistic] != missed || got.from[middle] != between(last, missed) || got.to != start.Add(3*hour) {
		t.Errorf("sleep from %v, want %v to %v; until %v", got.from, last, missed, got.to)
	}
}

// A session that does not say when it ended fell asleep before the first thing that did not happen.
func TestEndOfASilentSession(t *testing.T) {
	s, other := agent(1), agent(2)
	s.fetch(0)
	s.fetch(48*minute + second/5)
	other.fetch(0)
	other.line(5*hour, incident.KindUnregistered)
	w := recorded(t, s, other)
	last, missed := start.Add(48*minute+second/2), start.Add(96*minute+2*second/5)
	if end := w.sessions[0].end; end[optimistic] != last || end[pessimistic] != missed || end[middle] != between(last, missed) {
		t.Errorf("ends at %v, want between %v and %v", end, last, missed)
	}
	if end := w.sessions[1].end[middle]; end != start.Add(5*hour) {
		t.Errorf("unregistered at %v, ends at %v", start.Add(5*hour), end)
	}
}

// An outage lies between the last good and the first failed request, and ends the same way.
func TestOutageEdges(t *testing.T) {
	var tales []*tale
	for i := range 6 {
		s := agent(i)
		s.fetch(incident.Span(i) * 4 * minute)
		at := incident.Span(i)*4*minute + 48*minute + second/5
		if i == 2 || i == 3 {
			s.fails(at)
		} else {
			s.fetch(at)
		}
		s.line(100*minute, incident.KindUnregistered)
		tales = append(tales, s)
	}
	w := recorded(t, tales...)
	if len(w.outages) != 1 {
		t.Fatalf("%d outages", len(w.outages))
	}
	at := func(i int) incident.Time { return start.Add(incident.Span(i)*4*minute + 48*minute + second/5) }
	o := w.outages[0]
	if o.from[optimistic] != at(2) || o.from[pessimistic] != at(1)+1 || o.to[optimistic] != at(3)+1 || o.to[pessimistic] != at(4) {
		t.Errorf("outage from %v to %v", o.from, o.to)
	}
	if o.from[middle] != between(at(1)+1, at(2)) || o.to[middle] != between(at(3)+1, at(4)) {
		t.Errorf("the middle of its edges: from %v to %v", o.from[middle], o.to[middle])
	}
	for v := middle; v <= pessimistic; v++ {
		if w.outage(at(1), v) != nil || w.outage(at(2), v) == nil || w.outage(at(3), v) == nil || w.outage(at(4), v) != nil {
			t.Errorf("view %d: the recorded requests contradict the outage from %v to %v", v, o.from[v], o.to[v])
		}
	}
}

// Each session's schedule is inferred from when it asked, and how surely.
func TestHabits(t *testing.T) {
	run := func(n int, every, slip incident.Span, times int) *tale {
		s := agent(n)
		s.fetch(0)
		at := incident.Span(0)
		for i := range times {
			at += every + second/5 + slip*incident.Span(i%4)/4
			s.fetch(at)
		}
		s.line(at+10*minute, incident.KindUnregistered)
		return s
	}
	never := agent(9)
	never.fetch(0)
	never.refused(hour+9*second, 0)
	never.line(2*hour, incident.KindUnregistered)
	w := recorded(t, run(1, 48*minute, 0, 5), run(2, 48*minute, minute, 5), run(3, 55*minute, 0, 4), run(4, 30*minute, 0, 6), never)
	for i, want := range []string{"80%", "80%", "ttl-300s", "50%", "never"} {
		if h := w.sessions[i].habit; h.name != want || h.sure != 1 {
			t.Errorf("session %d: %q, %v sure; want %q", i+1, h.name, h.sure, want)
		}
	}
	if got := w.sessions[1].slips; slices.Max(got) < 40*second || slices.Max(got) > minute {
		t.Errorf("slips %v", got)
	}
}

// The period of a session's registrations is what fits its refusals, and the tokens that went unrefused.
func TestGridIsFitted(t *testing.T) {
	const period = 30*second + 100*incident.Millisecond
	lag := func(registered, expires incident.Span) incident.Span {
		return (expires-registered+period-1)/period*period - (expires - registered)
	}
	s := agent(1)
	at := incident.Span(0)
	for range 4 { // each token is refused, and replaced by the app at once
		s.fetch(at)
		expires := at + second/10 - (at+second/10)%second + hour
		refused := expires + lag(at+3*second/10, expires)
		s.refused(refused+50*incident.Millisecond, at)
		at = refused + 5*second
	}
	s.line(at, incident.KindUnregistered)
	got := recorded(t, s).sessions[0].periods
	if !slices.Contains(got, period) || len(got) > 10 {
		t.Errorf("periods %v, want few, and %v among them", got, period)
	}
}

// Sleeps are imputed where they would not have shown, at the rate at which they show, and only there.
func TestUnseenSleepsAreImputed(t *testing.T) {
	build := func(sleepers int) *world {
		var tales []*tale
		for i := range 40 {
			s := agent(i)
			s.fetch(0)
			at := incident.Span(0)
			switch {
			case i < 20: // never asks again: what it does after its refusal would not show
				s.refused(hour+9*second, 0)
				at = 6 * hour
			default:
				for n := range 6 {
					minted := at
					if at += 48*minute + second/5; n == 3 && i < 20+sleepers {
						at += 90 * minute
						s.refused(at+second/20, minted)
					}
					s.fetch(at)
				}
				at += 10 * minute
			}
			s.line(at, incident.KindUnregistered)
			tales = append(tales, s)
		}
		return recorded(t, tales...)
	}
	silent := func(w *world, v view) (lapses int32) {
		p := player{w: w, sch: parse(t, "80%"), view: v}
		for i := range w.sessions {
			if w.sessions[i].id < "dev-2" || len(w.sessions[i].id) == len("dev-1") {
				lapses += p.play(&w.sessions[i]).lapses
			}
		}
		return lapses
	}
	if got := silent(build(0), middle); got != 0 {
		t.Errorf("nobody slept, and %d lapses were imputed", got)
	}
	asleep := build(15)
	if got := silent(asleep, middle); got < 5 || got > 25 {
		t.Errorf("of 20 sessions of which three quarters sleep, %d lapses", got)
	}
	if got := silent(asleep, optimistic); got != 0 {
		t.Errorf("at best nobody slept unseen, but there are %d lapses", got)
	}
}

// A token that the client never handed over does not protect it; where nothing says when a token is handed over, it is on receipt.
func TestTokensNotHandedOver(t *testing.T) {
	s, logs := agent(1), agent(2)
	s.fetch(0)
	token := tokenAt(48 * minute)
	s.line(48*minute, incident.KindRefreshStarted)
	s.line(48*minute+second/10, incident.KindTokenFetched).Token = token
	s.refused(hour+10*second, 0)
	s.line(2*hour, incident.KindUnregistered)
	logs.fetch(0)
	logs.fetch(48 * minute)
	logs.line(90*minute, incident.KindUnregistered)
	w := recorded(t, s, logs)
	if f := w.sessions[0].fetches[1]; f.applied != never {
		t.Errorf("applied at %v", f.applied)
	}
	if c := w.calibrate(1); c.RecordedLapses != 1 || c.ReproducedLapses != 1 || !c.Comparable {
		t.Errorf("calibration %+v", c)
	}
}

// Where the model does not reproduce what happened, it says so and names the session.
func TestNotComparable(t *testing.T) {
	s := agent(1)
	s.fetch(0)
	s.fetch(48 * minute)
	s.refused(50*minute, 0) // a token that was not over, and not held any more
	s.line(2*hour, incident.KindUnregistered)
	c := recorded(t, s).calibrate(1)
	if c.Comparable || len(c.Differ) != 1 || c.Differ[0].Session != "dev-1" || c.Differ[0].Why == "" {
		t.Errorf("calibration %+v", c)
	}
}

func TestNothingToReplay(t *testing.T) {
	noise := agent(1)
	noise.line(0, incident.KindOffline)
	failed := agent(2)
	failed.fails(0)
	for _, c := range []struct {
		tale *tale
		says string
	}{{noise, "no client session"}, {failed, "answered with one"}} {
		_, err := Run(context.Background(), input(c.tale), Options{})
		var nothing *NothingToReplay
		if !errors.As(err, &nothing) || !strings.Contains(nothing.Missing, c.says) {
			t.Errorf("error %v, want one that says %q", err, c.says)
		}
	}
	good := agent(3)
	good.fetch(0)
	_, err := Run(context.Background(), input(good), Options{WhatIf: WhatIf{Skew: map[string]incident.Span{"token-9": second}}})
	var host *UnknownHostError
	if !errors.As(err, &host) || !slices.Equal(host.Known, []string{"token-1"}) {
		t.Errorf("error %v", err)
	}
	cancelled, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Run(cancelled, input(good), Options{Schedules: []Schedule{*parse(t, "80%")}}); !errors.Is(err, context.Canceled) {
		t.Errorf("error %v", err)
	}
}

// day is a made-up day of several sessions with an outage and sleepers.
func day() Input {
	var tales []*tale
	for i := range 24 {
		s := agent(i)
		at, end := incident.Span(i)*97*second, 20*minute
		s.fetch(at)
		for n := range 6 {
			if at += 48*minute + second/5; at > 150*minute && at < 175*minute {
				s.fails(at)
				s.refused(at+12*minute+incident.Span(i)*second, at-48*minute-second/5)
				end = 3 * hour
				break
			} else if i%6 == 5 && n == 3 { // asleep over the end of its token
				minted := at - 48*minute - second/5
				at += 40 * minute
				s.refused(at+second/20, minted)
			}
			s.fetch(at)
		}
		s.line(at+end, incident.KindUnregistered)
		tales = append(tales, s)
	}
	return input(tales...)
}

func options(t testing.TB) Options {
	o := Options{Seed: 7, Sweep: true, Session: "dev-3", Workers: 1}
	for _, s := range []string{"as-recorded", "never", "80%", "80%,retry=3x10s,on-error", "ttl-300s", "expire-10s", "botocore", "k8s-kubelet-cert", "oracle"} {
		o.Schedules = append(o.Schedules, *parse(t, s))
	}
	return o
}

// The same input and seed give the same result to the byte, on any number of cores and workers.
func TestResultDoesNotDependOnCores(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	want := ""
	for _, cores := range []int{1, 4} {
		for _, workers := range []int{1, 3} {
			runtime.GOMAXPROCS(cores)
			o := options(t)
			o.Workers = workers
			r, err := Run(context.Background(), day(), o)
			if err != nil {
				t.Fatal(err)
			}
			sweep, timeline := *r.Sweep, *r.Timeline
			r.Sweep, r.Timeline = nil, nil // printed apart: %+v shows addresses
			got := fmt.Sprintf("%+v %+v %+v", *r, sweep, timeline)
			if want == "" {
				want = got
			} else if got != want {
				t.Errorf("GOMAXPROCS %d, %d workers: another result", cores, workers)
			}
		}
	}
}

// Outcomes add up, hold their band, and never beat the oracle.
func TestRun(t *testing.T) {
	r, err := Run(context.Background(), day(), options(t))
	if err != nil {
		t.Fatal(err)
	}
	if !r.Calibration.Comparable || r.Recorded.Lapses == 0 || len(r.Outages) != 1 || r.Recorded.Sleeps == 0 {
		t.Errorf("calibration %+v, recorded %+v, %d outages", r.Calibration, r.Recorded, len(r.Outages))
	}
	for _, o := range r.Outcomes {
		if o.LapsesLow > o.Lapses || o.Lapses > o.LapsesHigh {
			t.Errorf("%s: %d lapses outside of [%d, %d]", o.Schedule, o.Lapses, o.LapsesLow, o.LapsesHigh)
		}
		if o.Lapses != r.Recorded.Lapses-o.Averted+o.New {
			t.Errorf("%s: %d lapses, but %d recorded − %d averted + %d new", o.Schedule, o.Lapses, r.Recorded.Lapses, o.Averted, o.New)
		}
		if o.Schedule == "as-recorded" && (o.Lapses != r.Recorded.Lapses || o.Requests != r.Recorded.Requests) {
			t.Errorf("as-recorded: %+v", o)
		}
		if o.Extrapolated != (o.Why != "") {
			t.Errorf("%s: extrapolated %v, because %q", o.Schedule, o.Extrapolated, o.Why)
		}
	}
	s := r.Sweep
	if len(s.Points) < 200 || s.Recommended == "" {
		t.Fatalf("%d points, recommended %q: %s", len(s.Points), s.Recommended, s.Reason)
	}
	if tl := r.Timeline; tl == nil || tl.Session != "dev-3" || len(tl.Recorded) == 0 || len(tl.Simulated) != len(r.Outcomes) {
		t.Errorf("timeline %+v", tl)
	}
}

// A worse day is worse: outages that last longer, a host that falls behind, more sessions.
func TestWhatIf(t *testing.T) {
	run := func(x WhatIf) Outcome {
		o := Options{Seed: 1, WhatIf: x, Schedules: []Schedule{*parse(t, "80%")}}
		r, err := Run(context.Background(), day(), o)
		if err != nil {
			t.Fatal(err)
		}
		return r.Outcomes[0]
	}
	base := run(WhatIf{})
	if got := run(WhatIf{Outage: 20 * minute}); got.Lapses <= base.Lapses {
		t.Errorf("longer outage: %d lapses, %d before", got.Lapses, base.Lapses)
	}
	if got := run(WhatIf{Skew: map[string]incident.Span{"token-1": -15 * minute}}); got.Lapses <= base.Lapses {
		t.Errorf("host 15 min behind: %d lapses, %d before", got.Lapses, base.Lapses)
	}
	if got := run(WhatIf{Latency: 5000}); got.Lapses <= base.Lapses {
		t.Errorf("latency of minutes: %d lapses, %d before", got.Lapses, base.Lapses)
	}
	if got := run(WhatIf{Sessions: 10}); got.Requests < 9*base.Requests || !got.Extrapolated {
		t.Errorf("ten times the sessions: %d requests, %d before; extrapolated %v", got.Requests, base.Requests, got.Extrapolated)
	}
}
