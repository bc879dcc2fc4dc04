package match

import "lapse/analyze/incident"

// Meaning is what a validator's ttl means in `connected` and `registered`.
type Meaning uint8

const (
	MeaningUnknown Meaning = iota
	Remaining              // the seconds left: pins UTC to about a second, and names the token
	Nominal                // exp − iat of the token, whenever it is asked: says nothing about time
)

// TTLVotes compares what the validator told with what was left by the session's own clock, for tokens whose receipt is
// recorded: at least 5 s after receipt the two meanings differ. A ttl below the nominal one says "remaining" at once: even
// a fresh token has lost a part of a second.
func (s *Session) TTLVotes() (remaining, nominal int) {
	for _, u := range s.Uses {
		t := u.Told()
		if !u.Accepted || !u.Event.TTL.Known() || t == nil || !t.TTL().Known() {
			continue
		}
		age, ok := s.age(u, t)
		switch missing := t.TTL() - u.Event.TTL; {
		case missing >= incident.Second:
			remaining++
		case ok && age >= 5*incident.Second:
			nominal++
		}
	}
	return remaining, nominal
}

// age is how long before u the session received t, by its own clock.
func (s *Session) age(u *Use, t *Token) (incident.Span, bool) {
	for _, f := range s.Fetches {
		if f.OK() && f.Token == t && f.Answered.SortTime() <= u.Event.SortTime() {
			return u.Event.SortTime().Sub(f.Answered.SortTime()), true
		}
	}
	return 0, false
}
