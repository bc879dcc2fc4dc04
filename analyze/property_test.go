package analyze

import (
	"bytes"
	"encoding/json"
	"slices"
	"testing"

	"lapse/analyze/incident"
)

// day is a story with several causes in it: a host that is behind, an outage, a session without refresh.
func day() []*journal {
	a := newJournal()
	k := a.get("token-2", 0, -420)
	a.refused(3300, k, "")
	b := &journal{identity: "agent-8", session: "dev-2", ahead: 90}
	b.get("token-1", 50, 0)
	k = b.get("token-1", 2930, 0)
	b.says(incident.KindRefreshStarted, 5810)
	b.says(incident.KindFetchFailed, 5811).Status = 503
	b.refused(6545, k, saysExpired)
	c := &journal{identity: "agent-9", session: "dev-3", ahead: -3}
	c.refused(3620, c.get("token-1", 5, 0), "")
	return []*journal{a, b, c, fleet()}
}

// told is what a result says, without positions and stamps.
func told(r *Result) string {
	var out bytes.Buffer
	for _, v := range r.Verdicts {
		out.WriteString(v.Identity + " " + string(v.Cause) + "/" + string(v.Subcause) + " " + string(v.Certainty) + "\n")
	}
	return out.String()
}

const dayTold = `agent-7 clock_skew/issuer_behind proved
agent-9 genuine_expiry/no_refresh proved
agent-8 missed_refresh/endpoint_failed proved
`

func TestDay(t *testing.T) {
	if got := told(conclude(t, declared, day()...)); got != dayTold {
		t.Errorf("got\n%swant\n%s", got, dayTold)
	}
}

// TestShiftedDay adds a constant to every stamp and claim: nothing that is concluded changes.
func TestShiftedDay(t *testing.T) {
	for _, by := range []incident.Span{incident.Second, -3 * incident.Hour, 400 * incident.Day} {
		list := day()
		for _, j := range list {
			for i := range j.events {
				e := &j.events[i]
				e.Time.Reading = e.Time.Reading.Add(by)
				e.Token.Iat, e.Token.Nbf, e.Token.Exp = e.Token.Iat.Add(by), e.Token.Nbf.Add(by), e.Token.Exp.Add(by)
			}
		}
		if got := told(conclude(t, declared, list...)); got != dayTold {
			t.Errorf("shifted by %s: got\n%s", by, got)
		}
	}
}

// TestClientClockShifted sets one client's clock wrong by hours: nothing changes, because T is known otherwise.
func TestClientClockShifted(t *testing.T) {
	for _, by := range []float64{-7200, 36000} {
		list := day()
		for i := range list[2].events {
			list[2].events[i] = shiftClient(list[2].events[i], by)
		}
		res := conclude(t, declared, list...)
		for _, v := range res.Verdicts {
			if v.Identity == "agent-9" && (v.Cause != incident.GenuineExpiry || v.Certainty != incident.Proved) {
				t.Errorf("by %v s: %s %s", by, v.Cause, v.Certainty)
			}
		}
	}
}

func shiftClient(e incident.Event, seconds float64) incident.Event {
	if !e.Kind.Server() {
		e.Time.Reading = e.Time.Reading.Add(incident.Span(seconds) * incident.Second)
	}
	return e
}

// TestUnrelatedIdentities: others change no proved verdict.
func TestUnrelatedIdentities(t *testing.T) {
	list := day()
	for _, name := range []string{"other-1", "other-2"} {
		j := &journal{identity: name, session: "dev-" + name, ahead: 12}
		j.refused(4000, j.get("token-1", 100, 0), "")
		list = append(list, j)
	}
	res := conclude(t, declared, list...)
	res.Verdicts = slices.DeleteFunc(res.Verdicts, func(v incident.Verdict) bool { return v.Identity[:5] == "other" })
	if got := told(res); got != dayTold {
		t.Errorf("got\n%s", got)
	}
}

// TestRightClocks: where every host's clock is right, no verdict is clock_skew, whatever clients' clocks show.
func TestRightClocks(t *testing.T) {
	for _, ahead := range []float64{0, 300, -5000} {
		j := &journal{identity: "agent-7", session: "dev-1", ahead: ahead}
		k := j.get("token-1", 0, 0)
		for _, s := range []float64{3600.4, 3601, 3605, 3630, 4000} {
			j.refused(s, k, "")
		}
		for _, v := range conclude(t, declared, j, fleet()).Verdicts {
			if v.Cause == incident.ClockSkew {
				t.Errorf("client %v s ahead: clock_skew at %s", ahead, v.Time)
			}
		}
	}
}

// TestWiderLeeway: a validator that may forgive more leaves more causes possible, never fewer.
func TestWiderLeeway(t *testing.T) {
	j := newJournal()
	id := j.refused(3612, j.get("token-1", 0, 0), "")
	narrow := verdictOn(t, conclude(t, declared, j, fleet()), id)
	wide := declared
	wide.Leeway.Hi = int64(incident.Hour)
	v := verdictOn(t, conclude(t, wide, j, fleet()), id)
	if narrow.Certainty != incident.Proved || v.Certainty == incident.Proved {
		t.Errorf("with no leeway %s, with up to an hour %s", narrow.Certainty, v.Certainty)
	}
}

// TestLineLess: without the line that shows the session being accepted the verdict is no surer than with it.
func TestLineLess(t *testing.T) {
	j := newJournal()
	id := j.refused(3612, j.get("token-1", 0, 0), "")
	for i := range j.events {
		less := &journal{identity: j.identity, session: j.session, events: slices.Delete(slices.Clone(j.events), i, i+1)}
		if j.events[i].ID == id {
			continue
		}
		v := verdictOn(t, conclude(t, declared, less, fleet()), id)
		if v.Certainty == incident.Proved && v.Cause != incident.GenuineExpiry {
			t.Errorf("without the %s line: %s proved", j.events[i].Kind, v.Cause)
		}
	}
}

// TestWorkers: the same bytes for any number of workers.
func TestWorkers(t *testing.T) {
	var first []byte
	for _, n := range []int{1, 2, 7} {
		o := declared
		o.Workers = n
		res := conclude(t, o, day()...)
		res.Offsets, res.Likely = nil, nil
		got, err := json.Marshal(res)
		if err != nil {
			t.Fatal(err)
		}
		if first == nil {
			first = got
		}
		if !bytes.Equal(got, first) {
			t.Errorf("%d workers say otherwise than 1", n)
		}
	}
}

// TestBeyondMemory: what is not kept in memory is judged as well, each rejection once.
func TestBeyondMemory(t *testing.T) {
	want := conclude(t, declared, day()...)
	got, err := run(t.Context(), store(day()...), declared, 1)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Verdicts) != len(want.Verdicts) || got.Events != want.Events || got.Window != want.Window {
		t.Errorf("%d verdicts of %d events, want %d of %d", len(got.Verdicts), got.Events, len(want.Verdicts), want.Events)
	}
}
