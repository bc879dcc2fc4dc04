package incident

import (
	"math"
	"strconv"
	"time"
)

// Time is what a clock showed, in microseconds since 1970-01-01T00:00:00Z. It is a reading, not the truth:
// which clock was read stands in [Stamp]. Microseconds keep every year a log can name (also 1 and 9999)
// within an int64, and keep verdicts in exact integer arithmetic.
type Time int64

// Span is a signed length of time in microseconds.
type Span int64

// Units of [Span].
const (
	Microsecond Span = 1
	Millisecond      = 1000 * Microsecond
	Second           = 1000 * Millisecond
	Minute           = 60 * Second
	Hour             = 60 * Minute
	Day              = 24 * Hour
)

// NoTime and NoSpan mean "not recorded". Both lie far outside of what a log can hold.
const (
	NoTime Time = math.MinInt64
	NoSpan Span = math.MinInt64
)

// TimeOf converts a time.Time; the fraction below a microsecond is cut off (towards the past).
func TimeOf(t time.Time) Time { return Time(t.UnixMicro()) }

// Unix is a time given in whole seconds since 1970, the unit of the claims iat, nbf and exp.
func Unix(seconds int64) Time { return Time(seconds) * Time(Second) }

// Known tells whether the time was recorded.
func (t Time) Known() bool { return t != NoTime }

// Add moves a time; an unknown time stays unknown.
func (t Time) Add(d Span) Time {
	if !t.Known() {
		return NoTime
	}
	return t + Time(d)
}

// Sub is t − u. Both must be known.
func (t Time) Sub(u Time) Span { return Span(t - u) }

// Std converts to the standard library's type, in UTC.
func (t Time) Std() time.Time { return time.UnixMicro(int64(t)).UTC() }

// Seconds is the reading in whole seconds, rounded towards the past.
func (t Time) Seconds() int64 {
	s := int64(t) / int64(Second)
	if int64(t)%int64(Second) < 0 {
		s--
	}
	return s
}

// Milliseconds is the reading in whole milliseconds, rounded towards the past as String prints it.
func (t Time) Milliseconds() int64 {
	ms := int64(t) / int64(Millisecond)
	if int64(t)%int64(Millisecond) < 0 {
		ms--
	}
	return ms
}

// String is RFC 3339 with milliseconds in UTC, as in every output of lapse; "" when unknown.
func (t Time) String() string {
	if !t.Known() {
		return ""
	}
	return t.Std().Format("2006-01-02T15:04:05.000Z")
}

// Clock is the time of day with milliseconds, for tables whose rows share a date.
func (t Time) Clock() string {
	if !t.Known() {
		return ""
	}
	return t.Std().Format("15:04:05.000")
}

// SpanOf converts a time.Duration; the fraction below a microsecond is cut off.
func SpanOf(d time.Duration) Span { return Span(d / time.Microsecond) }

// Known tells whether the span was recorded.
func (d Span) Known() bool { return d != NoSpan }

// Seconds is the span as a decimal number of seconds, for display and JSON only.
func (d Span) Seconds() float64 { return float64(d) / float64(Second) }

// String shows seconds with at most three decimals, as in "41.2s" or "-7s"; "" when unknown.
func (d Span) String() string {
	if !d.Known() {
		return ""
	}
	ms := (int64(d) + sign(int64(d))*500) / 1000
	return strconv.FormatFloat(float64(ms)/1000, 'f', -1, 64) + "s"
}

func sign(n int64) int64 {
	if n < 0 {
		return -1
	}
	return 1
}
