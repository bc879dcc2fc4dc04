package replay

import (
	"math"

	"lapse/analyze/incident"
)

// never is later than anything that a log can hold, and leaves room for additions.
const never = incident.Time(math.MaxInt64 / 4)

// Schedule is everything a client does to keep its token fresh. The zero value never refreshes.
type Schedule struct {
	Name    string // as the user wrote it, without spaces
	Rule    Rule   // nil: never
	Trigger Trigger
	Poll    incident.Span // with Poll: how often the rule is looked at, counted from the session's first token
	Retry   Retry
	Jitter  incident.Span // a request is made up to this much earlier, a retry up to this much later, both drawn evenly
	OnError bool          // one request 0.5 s after a rejection, whatever its cause
	OnWake  bool          // what is due is looked at when the machine resumes
	TTL     incident.Span // tokens are minted with this lifetime; 0: as they were

	kind kind
}

// kind tells the two schedules apart that are no client's rule.
type kind uint8

const (
	ordinary   kind = iota
	asRecorded      // the recorded requests and tokens, defects included
	oracle          // knows the future: the least that any schedule could do
)

// Trigger says what makes a client look at its rule.
type Trigger uint8

const (
	Timer Trigger = iota // a timer set on receipt of a token, and only then
	Lazy                 // only when a call or a reconnect needs the token: an idle session never refreshes
	Poll                 // every Schedule.Poll, whatever happened before
)

// String is the word used in tables.
func (t Trigger) String() string { return [...]string{"timer", "lazy", "poll"}[t] }

// Retry says what follows a request that failed. The zero value gives up at once.
type Retry struct {
	Count int           // how many retries; Unlimited: until the session ends
	First incident.Span // the first wait, counted from the failed answer; it doubles
	Cap   incident.Span // the longest wait; 0: none
}

// Unlimited is the Count of a Retry that goes on until the session ends.
const Unlimited = -1

// Wait is how long to wait after the n-th failure (from 0); ok is false when no retry is left.
//
//	wait(n) = min(First·2ⁿ, Cap)
func (r Retry) Wait(n int) (wait incident.Span, ok bool) {
	if r.Count != Unlimited && n >= r.Count {
		return 0, false
	}
	wait = r.First
	for i := 0; i < n && wait < incident.Day; i++ {
		wait *= 2
		if r.Cap > 0 && wait >= r.Cap {
			break
		}
	}
	if r.Cap > 0 {
		wait = min(wait, r.Cap)
	}
	return wait, true
}

// String is the schedule's name.
func (s Schedule) String() string { return s.Name }

// due is the rule's answer, jitter and the shortest distance to the receipt included.
func (s *Schedule) due(h Holding) incident.Time {
	if s.Rule == nil {
		return never
	}
	due := s.Rule.Due(h)
	if due >= never {
		return never
	}
	if s.Jitter > 0 {
		due -= incident.Time(h.Luck * float64(s.Jitter))
	}
	return max(due, h.Received.Add(soonest))
}
