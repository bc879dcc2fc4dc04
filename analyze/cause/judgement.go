package cause

import (
	"slices"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
	"lapse/analyze/match"
)

// judgement is what one level of evidence says: a trial a candidate.
type judgement struct {
	trials   []trial
	conflict bool
	union    []incident.Cause // of the causes that the candidates lead to
}

func (d *Docket) judgeAt(level clock.Level, session *match.Session, r *match.Rejection) judgement {
	s := d.open(level, session, r)
	candidates := s.candidates()
	j := judgement{trials: s.desk.trials[:min(len(candidates), maxCandidates)]}
	for i := range j.trials {
		s.try(&j.trials[i], candidates[i])
	}
	j.conflict = s.conflict
	for i := range j.trials {
		t := &j.trials[i]
		t.ends = t.leaves()
		for _, l := range t.ends {
			if !slices.Contains(s.desk.union, l.cause) {
				s.desk.union = append(s.desk.union, l.cause)
			}
		}
	}
	j.union = s.desk.union
	return j
}

// candidates are the tokens to try. What is left after elimination proves nothing; so by record it is only looked at where
// evidence is written down.
func (s *scene) candidates() []match.Candidate {
	if s.level == clock.Hard && s.known.Brief {
		return s.session.Told(s.rejection, s.explains)
	}
	return s.session.Candidates(s.rejection, s.story.Tokens, s.explains)
}

// maxCandidates bounds the work on an identity with thousands of tokens; the candidates come likeliest first.
const maxCandidates = 8

// best is the trial that stands for the judgement: the first whose token explains the refusal.
func (j *judgement) best() *trial {
	if len(j.trials) == 0 {
		return nil
	}
	return &j.trials[0]
}

// proves tells whether one cause is left, on record.
func (j *judgement) proves() bool {
	if len(j.union) != 1 || j.conflict || len(j.trials) == 0 || !j.single() {
		return false
	}
	return j.recorded(j.trials[0].ends[0])
}

// single tells whether every candidate leads to the same leaf, sub-cause and all.
func (j *judgement) single() bool {
	first := j.trials[0].ends
	for i := range j.trials {
		if t := &j.trials[i]; len(t.ends) != 1 || t.ends[0].sub != first[0].sub {
			return false
		}
	}
	return true
}

// recorded tells whether what leads to the leaf is all on record.
func (j *judgement) recorded(l leaf) bool {
	for i := range j.trials {
		t := &j.trials[i]
		if !t.told() || t.doubt > match.Sure || t.session.Name == "" || !t.surelyNot(t.newer) {
			return false
		}
		if !t.records(l) {
			return false
		}
	}
	return true
}

// surelyNot tells whether none of the tokens that were at hand can have been the one refused: each was neither over nor too
// early, and was not refused for its credentials.
func (t *trial) surelyNot(newer []*match.Token) bool {
	return !slices.ContainsFunc(newer, func(n *match.Token) bool { return !t.trusted(n) || t.explains(n) != match.Excluded })
}

// minutes is how long a session that presents a token again and again has at least two refusals to show, if it is bad.
const minutes = 4 * incident.Minute

// trusted tells whether a token that was at hand is known not to have been refused for its credentials: it was accepted, or
// the refusal says what it is for, or nothing was refused in the first minutes after the session had received it.
func (t *trial) trusted(n *match.Token) bool {
	if t.acceptance(n) != nil || t.rejection.SaysExpired() {
		return true
	}
	for _, f := range t.session.Fetches {
		if f.Token != n || !f.OK() {
			continue
		}
		got := f.Answered.SortTime()
		for _, r := range t.session.Rejections {
			if at := r.Event.SortTime(); at >= got {
				return at.Sub(got) > minutes
			}
		}
	}
	return false
}

// records tells whether one trial's leaf is on record. A cause that time decides needs a token whose credentials are
// known to be good, or the validator's word, and a T that is not too near to the end.
func (t *trial) records(l leaf) bool {
	switch l.cause {
	case incident.WrongIss:
		return !t.known.Inferred
	case incident.BadSignature:
		return t.token.Signature == incident.SignatureBad
	case incident.Undetermined:
		return false
	case incident.BadToken:
		return l.sub != incident.NotBeforeInFuture || t.accepted != nil || t.rejection.SaysEarly()
	case incident.ClockSkew:
		return t.accepted != nil || t.rejection.SaysExpired() || t.rejection.SaysEarly()
	}
	return l.sub == incident.BornExpired || !t.near && (t.accepted != nil || t.rejection.SaysExpired())
}
