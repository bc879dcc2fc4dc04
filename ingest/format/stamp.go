package format

import (
	"math"
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

// ParseStamp reads text that is a stamp and nothing else: RFC 3339 and its relatives, an epoch number, an access log's
// date, syslog's and logcat's dates without a year, what JavaScript's toString and toLocaleString print, RFC 1123. Square
// brackets and quotes around it are forgiven. A stamp without a year takes Options.Year.
func ParseStamp(text string, o Options) (Stamp, bool) {
	text = strings.TrimSpace(text)
	text = strings.Trim(text, `[]"'`)
	if st, ok := StampOfNumber(text); ok {
		return st, true
	}
	s := newState(o, nil)
	st, n, ok := s.scanStamp(text)
	if !ok || n != len(text) {
		return NoStamp(), false
	}
	return st, true
}

// StampOfNumber reads a count from 1970 and tells seconds, milliseconds, microseconds and nanoseconds by their size, so
// that each unit covers the years 1973 to 5138 (seconds) or to 2262 (nanoseconds). Smaller numbers are no stamps:
// durations and counters stand in the same fields. The quantum follows from the unit and the decimals.
func StampOfNumber(text string) (Stamp, bool) {
	whole, frac, _ := strings.Cut(text, ".")
	if len(whole) < 9 || len(whole) > 19 || !digits(whole) || frac != "" && !digits(frac) {
		return stampOfFloat(text)
	}
	n, err := strconv.ParseInt(whole, 10, 64)
	if err != nil {
		return NoStamp(), false
	}
	micros, quantum := int64(0), incident.Microsecond
	switch {
	case n < 1e8:
		return NoStamp(), false
	case n < 1e11:
		fraction, q := decimals(frac)
		micros, quantum = n*1e6+fraction, q
	case n < 1e14:
		fraction, q := decimals(frac)
		micros, quantum = n*1000+fraction/1000, max(q/1000, incident.Microsecond)
	case n < 1e17:
		micros = n
	default:
		micros = n / 1000
	}
	return Stamp{Reading: incident.Time(micros), Quantum: quantum}, true
}

// stampOfFloat takes seconds or milliseconds in scientific notation, as some encoders print large floats.
func stampOfFloat(text string) (Stamp, bool) {
	if len(text) < 4 || len(text) > 32 || !strings.ContainsAny(text, "eE") || text[0] < '1' || text[0] > '9' {
		return NoStamp(), false
	}
	f, err := strconv.ParseFloat(text, 64)
	switch {
	case err != nil || f < 1e8 || f >= 1e14:
		return NoStamp(), false
	case f < 1e11:
		f *= 1e6
	default:
		f *= 1e3
	}
	return Stamp{Reading: incident.Time(math.Floor(f)), Quantum: incident.Millisecond}, true
}

// scanStamp reads a stamp at the beginning of text and says how many bytes it took.
func (s *state) scanStamp(text string) (Stamp, int, bool) {
	if len(text) < 8 {
		return NoStamp(), 0, false
	}
	for _, scan := range stampForms {
		if c, n, ok := scan(text); ok {
			return s.resolve(c, n, text)
		}
	}
	return NoStamp(), 0, false
}

// stampForms are the ways in which a stamp can be written, most frequent first. No text fits two of them.
var stampForms = []func(text string) (civil, int, bool){
	scanISO,      // 2026-06-21T09:12:03.120Z, 2026/06/21 09:12:03, 2026-06-21 09:12:03,120
	scanBasic,    // 20260621T091203Z
	scanCLF,      // 21/Jun/2026:09:12:03 +0000
	scanWeekday,  // Sun Jun 21 2026 09:12:03 GMT+0200 (CEST), Sun, 21 Jun 2026 09:12:03 GMT, Sun Jun 21 09:12:03 2026
	scanDayMonth, // 21-Jun-2026 09:12:03
	scanMonth,    // Jun 21 09:12:03
	scanLocale,   // 6/21/2026, 9:12:03 AM, 21.6.2026, 09:12:03
	scanLocaleYear,
	scanLogcat, // 06-21 09:12:03.120
}

// civil is a date and a time of day as they were written.
type civil struct {
	year, month, day  int // year 0: not written
	hour, minute, sec int
	micros            int64
	quantum           incident.Span
	offset            int  // seconds east of Greenwich
	zoned             bool // offset was written
	zoneDone          bool // nothing about a zone can follow
}

// valid tells whether the date exists; a leap second and 24:00 do.
func (c civil) valid() bool {
	year := c.year
	if year == 0 {
		year = leapYear
	}
	return c.month >= 1 && c.month <= 12 && c.day >= 1 && c.day <= daysIn(year, c.month) && c.hour <= 24 &&
		c.minute <= 59 && c.sec <= 60 && (c.hour < 24 || c.minute == 0 && c.sec == 0)
}

// resolve turns what was written, with a zone behind it, into a reading.
func (s *state) resolve(c civil, n int, text string) (Stamp, int, bool) {
	if !c.zoneDone && !c.zoned {
		offset, width, ok := scanOffset(text[n:])
		if ok {
			c.offset, c.zoned, n = offset, true, n+width
		} else if loc, width := s.scanZoneName(text[n:]); loc != nil {
			c.offset, c.zoned, n = offsetIn(loc, c), true, n+width
		}
	}
	if !c.valid() {
		return NoStamp(), 0, false
	}
	st := Stamp{Quantum: c.quantum}
	if !c.zoned {
		st.Zone = incident.ZoneGuessed
		if s.zone != nil {
			st.Zone = incident.ZoneGiven
			c.year = s.yearOf(c)
			c.offset = offsetIn(s.zone, c)
		}
	}
	c.year = s.yearOf(c)
	st.Reading = c.reading()
	return st, n, true
}

// reading counts the microseconds from 1970.
func (c civil) reading() incident.Time {
	day := daysFromEpoch(c.year, c.month, c.day)
	sec := day*86400 + int64(c.hour)*3600 + int64(c.minute)*60 + int64(c.sec) - int64(c.offset)
	return incident.Time(sec*1e6 + c.micros)
}

// decimals reads the digits behind a decimal point of seconds: microseconds, and what one unit of the last digit is
// worth.
func decimals(frac string) (int64, incident.Span) {
	micros, unit := int64(0), int64(1e6)
	for i := 0; i < len(frac) && unit > 1; i++ {
		unit /= 10
		micros += int64(frac[i]-'0') * unit
	}
	return micros, incident.Span(unit)
}

func digits(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s != ""
}
