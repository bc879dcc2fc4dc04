package incident

import "math"

// Interval is a closed range of microseconds [Lo, Hi]: of an offset (reading − UTC, a Span) or of a time (a Time).
// Unbounded sides are [NoLo] and [NoHi].
type Interval struct{ Lo, Hi int64 }

// NoLo and NoHi are the open sides of an Interval. They leave room for additions without overflow.
const (
	NoLo = math.MinInt64 / 4
	NoHi = math.MaxInt64 / 4
)

// Anything is the interval that excludes nothing.
func Anything() Interval { return Interval{NoLo, NoHi} }

// Bounded tells whether both sides are known.
func (i Interval) Bounded() bool { return i.Lo > NoLo && i.Hi < NoHi }

// Empty tells whether nothing is left.
func (i Interval) Empty() bool { return i.Lo > i.Hi }

// Width is Hi − Lo; meaningless unless Bounded.
func (i Interval) Width() Span { return Span(i.Hi - i.Lo) }

// Offsets answers what a clock's offset against UTC (reading − UTC) was when it showed t. ok is false where the clock is
// unknown; an answer may be unbounded on either side.
type Offsets interface {
	At(c Clock, t Time) (offset Interval, ok bool)
}

// ClockReport is what was found out about one clock.
type ClockReport struct {
	Clock    Clock
	Offset   Interval    // over its whole life, as hull of the regimes
	Drift    float64     // seconds per second of UTC, positive where it runs fast; 0 where it cannot be told
	Regimes  []Regime    // in order; more than one where the clock was stepped
	Anchor   string      // what ties it to UTC: "the validator's ttl, through client clocks", "the majority of clocks", "--trust" …
	Sources  int         // how many sessions or logs bound it
	Readings int         // how many constraints
	Binding  [2]Evidence // the lines that give Lo and Hi
	Warning  string      // drift or skew that does, or will do, harm; "" if none
}

// Regime is a stretch of readings during which a clock was not stepped.
type Regime struct {
	From, To Time // readings of that clock
	Offset   Interval
	StepLo   Time // the step into this regime happened between these two readings; NoTime for the first
	StepHi   Time
}
