package dialect

import (
	"math"
	"strconv"
	"strings"
	"time"

	"lapse/analyze/incident"
)

// number reads a decimal number; ok is false for anything else and for what no int64 of microseconds could hold.
func number(text string) (float64, bool) {
	f, err := strconv.ParseFloat(strings.TrimSpace(text), 64)
	if err != nil || math.IsNaN(f) || math.Abs(f) > 1e15 {
		return 0, false
	}
	return f, true
}

// code reads an error code or HTTP status; 0 where there is none.
func code(text string) int32 {
	text = strings.TrimSpace(text)
	n := int32(0)
	for i := range len(text) {
		if text[i] < '0' || text[i] > '9' || i >= 8 {
			return 0
		}
		n = n*10 + int32(text[i]-'0')
	}
	return n
}

// claimTime reads a claim that a line names: seconds since 1970, or the same as RFC 3339 (`expires_at`).
// Milliseconds are taken for what they are, because the line's author converted the claim.
func claimTime(text string) incident.Time {
	if f, ok := number(text); ok {
		if math.Abs(f) >= 1e11 {
			f /= 1000
		}
		return incident.Time(math.Floor(f*1e6 + 0.5))
	}
	t, err := time.Parse(time.RFC3339Nano, strings.Replace(text, " ", "T", 1))
	if err != nil {
		return incident.NoTime
	}
	return incident.TimeOf(t)
}

// span reads a length of time: a Go duration or one with a unit behind a space, or a bare number, whose unit is in the
// name or is the given one.
func span(name, text string, unit incident.Span) incident.Span {
	text = strings.TrimSpace(text)
	f, ok := number(text)
	if !ok {
		d, err := time.ParseDuration(longUnits.Replace(strings.ReplaceAll(text, " ", "")))
		if err != nil || d < 0 {
			return incident.NoSpan
		}
		return incident.SpanOf(d)
	}
	micros := f / 1e3
	if u := unitOf(name, unit); u != nanosecond {
		micros = f * float64(u)
	}
	if f < 0 || micros >= float64(incident.NoHi) {
		return incident.NoSpan
	}
	return incident.Span(math.Round(micros))
}

// longUnits are units as some loggers spell them.
var longUnits = strings.NewReplacer("seconds", "s", "secs", "s", "msec", "ms", "sec", "s", "millis", "ms", "micros", "µs", "nanos", "ns")

// nanosecond stands for a unit that is finer than a Span; span converts it.
const nanosecond incident.Span = 0

// unitOf reads the unit that a field's name ends in: duration_ms, latencySeconds, elapsed_ns.
func unitOf(name string, otherwise incident.Span) incident.Span {
	name = plain(name[strings.LastIndexByte(name, '.')+1:])
	switch {
	case strings.HasSuffix(name, "ms"), strings.HasSuffix(name, "millis"):
		return incident.Millisecond
	case strings.HasSuffix(name, "seconds"), strings.HasSuffix(name, "secs"), name == "requesttime", name == "rt",
		name == "urt", name == "upstreamresponsetime":
		return incident.Second
	case strings.HasSuffix(name, "ns"), strings.HasSuffix(name, "nanos"):
		return nanosecond
	case strings.HasSuffix(name, "us"), strings.HasSuffix(name, "micros"):
		return incident.Microsecond
	}
	return otherwise
}

// longest is how long a request may take in milliseconds; a larger bare number counts nanoseconds, as Go's slog prints a
// time.Duration.
const longest = 600_000

// latency is how long the request of a line took.
func (x *record) latency() incident.Span {
	text := x.text(latencyField)
	if text == "" || text == "-" {
		return incident.NoSpan
	}
	unit := incident.Millisecond
	if f, ok := number(text); ok && f > longest {
		unit = nanosecond
	}
	return span(x.key(latencyField), text, unit)
}
