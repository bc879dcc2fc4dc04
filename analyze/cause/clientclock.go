package cause

import "lapse/analyze/incident"

// Assumptions about a client's clock of which the lines tell only one side, or nothing: it is right to within mostlyRight,
// or as its fastest post says where several posts agree.
const (
	mostlyRight = int64(5 * incident.Second)
	postDelay   = int64(3 * incident.Second)
	severalPost = 3
	tight       = 10 * incident.Second // a clock that is known this well needs no assumption
)

// soften adds them, at the level of likelihood.
func (s *scene) soften(known incident.Interval) incident.Interval {
	if s.session.Name == "" && known.Bounded() {
		known.Lo, known.Hi = known.Lo-postDelay, known.Hi+postDelay
	}
	if known.Bounded() && known.Width() <= tight {
		return known
	}
	right := incident.Interval{Lo: -mostlyRight, Hi: mostlyRight}
	guess := right
	if d, lines := s.session.Delay(); lines > 0 {
		guess = incident.Interval{Lo: int64(d) - postDelay, Hi: int64(d) + postDelay}
		if guess.Hi < right.Lo {
			guess = s.queued(guess, right, lines)
		}
	}
	if i, ok := meet(known, guess); ok {
		return i
	}
	return known
}

// queued decides between a clock that is behind and posts that waited in a queue. A registered SDK is refused within half a
// minute after its token's end: the offset that lets more first refusals come in that time is the likelier. Where that is
// a tie, several posts with the same delay speak for the clock; few do not tell.
func (s *scene) queued(behind, right incident.Interval, lines int) incident.Interval {
	a, b := s.prompt(behind), s.prompt(right)
	switch {
	case b > a:
		return right
	case a > b || lines >= severalPost:
		return behind
	}
	return incident.Interval{Lo: behind.Lo, Hi: right.Hi}
}

// registersEvery is how often a registered SDK shows its token, with a second of grace.
const registersEvery = int64(31 * incident.Second)

// prompt counts the refusals that come within that time after some token's end if the session's clock is off by offset.
func (s *scene) prompt(offset incident.Interval) int {
	n := 0
	for _, r := range s.session.Rejections {
		if !r.Event.Time.Known() {
			continue
		}
		at := int64(r.Event.Time.Reading)
		for _, t := range s.story.Tokens {
			if s.session.MayHold(t) && t.Exp.Known() && at-offset.Lo >= int64(t.Exp) && at-offset.Hi <= int64(t.Exp)+registersEvery {
				n++
				break
			}
		}
	}
	return n
}
