package replay

import (
	"fmt"

	"lapse/analyze/incident"
)

// Calibration says how well the model reproduces what happened when it is given the recorded requests: a model that
// cannot explain the past is no guide to what would have been.
type Calibration struct {
	RecordedLapses   int
	ReproducedLapses int
	Agreement        float64 // lapses that are both recorded and reproduced, of the larger of the two counts; 1 where there are none
	Comparable       bool    // Agreement is at least 0.95
	Differ           []Difference
}

// Difference is one session whose recorded lapses the model does not reproduce.
type Difference struct {
	Identity, Session    string
	Recorded, Reproduced int // lapses
	Why                  string
}

const agreementLeast = 0.95

// calibrate replays the recorded requests of every session.
func (w *world) calibrate(seed uint64) Calibration {
	var c Calibration
	both := 0
	for i := range w.sessions {
		s := &w.sessions[i]
		p := player{w: w, sch: &Schedule{kind: asRecorded}, luck: seed}
		got := map[int32]bool{}
		p.retrace(s, func(f *fetch, _ incident.Time) { got[f.token.rec] = true })
		matched, why := 0, ""
		for j := range s.fetches {
			switch f := &s.fetches[j]; {
			case f.lapsed && got[f.token.rec]:
				matched++
			case f.lapsed:
				why = fmt.Sprintf("a refusal is recorded at %s, but %s", f.refused, w.whyNot(f))
			case got[f.token.rec]:
				why = fmt.Sprintf("a token was over at %s and no refusal of it is recorded", f.token.expires)
			}
		}
		both += matched
		c.RecordedLapses += s.lapses
		c.ReproducedLapses += len(got)
		if matched != s.lapses || matched != len(got) {
			c.Differ = append(c.Differ, Difference{s.identity, s.id, s.lapses, len(got), why})
		}
	}
	c.Agreement = 1
	if n := max(c.RecordedLapses, c.ReproducedLapses); n > 0 {
		c.Agreement = float64(both) / float64(n)
	}
	c.Comparable = c.Agreement >= agreementLeast
	return c
}

// whyNot says why the model does not see a recorded refusal.
func (w *world) whyNot(f *fetch) string {
	switch {
	case f.applied == never:
		return "its token was never handed over"
	case f.token.faulty:
		return "its token is faulty"
	case f.refused > f.token.expires.Add(incident.Hour):
		return "its token had been over for long, and was not held any more"
	}
	return "its token was replaced before the validator would have looked"
}

// retrace plays a session with its recorded requests and tokens, and calls lapsed for each token that the model sees refused
// because its time had run out.
func (p *player) retrace(s *session, lapsed func(*fetch, incident.Time)) tally {
	p.reset(s)
	if len(s.fetches) == 0 {
		return p.tally
	}
	p.bare = s.fetches[0].asked
	var held *fetch
	for i := range s.fetches {
		f := &s.fetches[i]
		if f.asked >= p.end {
			break
		}
		if !f.given {
			p.now = f.asked
			p.count()
		}
		if f.applied >= p.end {
			continue
		}
		if held != nil {
			p.holdUntil(held, f.applied, lapsed)
		}
		held, p.now = f, f.applied
		if !f.token.faulty && f.applied < f.token.expires {
			p.counted = p.counted && p.held.rec == f.token.rec
			p.held = f.token
			p.accept(max(f.applied, f.token.begins))
		}
	}
	if held != nil {
		p.holdUntil(held, p.end, lapsed)
	}
	p.tally.unprotected += p.awakeSpan(p.bare, p.end)
	return p.tally
}

// holdUntil tells whether the validator would have looked at the held token after it was over and before it was replaced.
func (p *player) holdUntil(f *fetch, until incident.Time, lapsed func(*fetch, incident.Time)) {
	if f.token.faulty {
		return
	}
	at := f.applied
	if f.token.expires > at {
		at = p.checkAfter(max(f.checked, f.token.begins), f.token.expires)
		for _, u := range p.s.uses {
			if u.at >= f.token.expires && u.at < at {
				at = u.at
				break
			}
		}
	}
	if at < until && at < p.end && !(p.counted && p.held.rec == f.token.rec) {
		p.tally.lapses++
		p.counted, p.held = true, f.token
		if lapsed != nil {
			lapsed(f, at)
		}
	}
}
