package format

import (
	"strings"
	"time"
	_ "time/tzdata" // zones by name also where the machine has no zone files

	"lapse/analyze/incident"
)

// zoneNames are the abbreviations that loggers print, in seconds east of Greenwich. Where one abbreviation means several
// zones the one with most people who write logs is taken: IST is India, CST is North America, BST is Britain in summer.
var zoneNames = map[string]int{
	"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "WEST": 3600, "BST": 3600, "CET": 3600, "CEST": 7200, "EET": 7200, "EEST": 10800,
	"MSK": 10800, "IST": 19800, "PKT": 18000, "SGT": 28800, "HKT": 28800, "AWST": 28800, "JST": 32400, "KST": 32400,
	"AEST": 36000, "AEDT": 39600, "NZST": 43200, "NZDT": 46800, "BRT": -10800, "ART": -10800, "AST": -14400, "ADT": -10800,
	"EST": -18000, "EDT": -14400, "CST": -21600, "CDT": -18000, "MST": -25200, "MDT": -21600, "PST": -28800, "PDT": -25200,
	"AKST": -32400, "AKDT": -28800, "HST": -36000, "SAST": 7200,
}

// ParseZone reads what a user declares: an IANA name, an abbreviation, or an offset such as "+02:00".
func ParseZone(name string) (*time.Location, bool) {
	if offset, n, ok := scanOffset(name); ok && n == len(name) {
		return time.FixedZone(name, offset), true
	}
	if offset, ok := zoneNames[name]; ok {
		return time.FixedZone(name, offset), true
	}
	if name == "" || name == "Local" {
		return nil, false
	}
	loc, err := time.LoadLocation(name)
	return loc, err == nil
}

// scanOffset reads +02:00, -0800, +02, with a blank or "GMT" before it, and a name in brackets behind it, as
// JavaScript prints it.
func scanOffset(t string) (seconds, width int, ok bool) {
	n := 0
	if strings.HasPrefix(t, " ") {
		n = 1
	}
	if strings.HasPrefix(t[n:], "GMT") || strings.HasPrefix(t[n:], "UTC") {
		n += 3
	}
	if len(t) < n+3 || t[n] != '+' && t[n] != '-' {
		return 0, 0, false
	}
	sign := 1
	if t[n] == '-' {
		sign = -1
	}
	hours, w := leadingNumber(t[n+1:], 2)
	if w != 2 {
		return 0, 0, false
	}
	n += 3
	minutes := 0
	if rest := strings.TrimPrefix(t[n:], ":"); len(rest) >= 2 {
		if m, w := leadingNumber(rest, 2); w == 2 {
			minutes, n = m, len(t)-len(rest)+2
		}
	}
	if hours > 15 || minutes > 59 || n < len(t) && t[n] >= '0' && t[n] <= '9' {
		return 0, 0, false
	}
	return sign * (hours*3600 + minutes*60), n + bracketed(t[n:]), true
}

// bracketed is the width of " (Central European Summer Time)".
func bracketed(t string) int {
	if !strings.HasPrefix(t, " (") {
		return 0
	}
	end := strings.IndexByte(t, ')')
	if end < 0 || end > 64 {
		return 0
	}
	return end + 1
}

// scanZoneName reads " CET" or " Europe/Berlin" behind a stamp.
func (s *state) scanZoneName(t string) (*time.Location, int) {
	if len(t) < 4 || t[0] != ' ' || t[1] < 'A' || t[1] > 'Z' {
		return nil, 0
	}
	n := 1
	for n < len(t) && n < 40 && (wordAt(t, n) || t[n] == '/' || t[n] == '_') {
		n++
	}
	name := t[1:n]
	if offset, ok := zoneNames[name]; ok {
		return time.FixedZone(name, offset), n
	}
	if !strings.Contains(name, "/") {
		return nil, 0
	}
	loc, ok := s.zones[name]
	if s.zones == nil {
		s.zones = map[string]*time.Location{}
	}
	if !ok && len(s.zones) < 64 {
		loc, _ = time.LoadLocation(name)
		s.zones[name] = loc
	}
	if loc == nil {
		return nil, 0
	}
	return loc, n
}

// offsetIn is what a zone's clocks were ahead of Greenwich when they showed c.
func offsetIn(loc *time.Location, c civil) int {
	year := c.year
	if year == 0 {
		year = leapYear
	}
	_, offset := time.Date(year, time.Month(c.month), c.day, c.hour, c.minute, c.sec, 0, loc).Zone()
	return offset
}

// leapYear stands for the year where no line of the input names one: it has a 29 February.
const leapYear = 1972

// yearOf is the year of a date. Where it was not written, it is the year of the input's first dated stamp, and from then
// on the year that brings the date nearest to the one before: a log that runs over New Year goes on.
func (s *state) yearOf(c civil) int {
	if c.year != 0 {
		return c.year
	}
	best := s.year
	if s.dated {
		distance := incident.Span(-1)
		for y := s.year - 1; y <= s.year+1; y++ {
			c.year = y
			d := max(c.reading().Sub(s.before), s.before.Sub(c.reading()))
			if y > 0 && (distance < 0 || d < distance) {
				best, distance = y, d
			}
		}
	}
	c.year = best
	s.year, s.before, s.dated = best, c.reading(), true
	return best
}

// daysFromEpoch counts days from 1970-01-01 in the Gregorian calendar. Years begin in March, so that the leap day is the
// last of a year and months have a regular pattern of 153 days in five.
func daysFromEpoch(year, month, day int) int64 {
	y, m := int64(year), int64(month)
	if m <= 2 {
		y--
		m += 12
	}
	return 365*y + y/4 - y/100 + y/400 + (153*(m-3)+2)/5 + int64(day) - 719469
}

func daysIn(year, month int) int {
	switch month {
	case 4, 6, 9, 11:
		return 30
	case 2:
		if year%4 == 0 && (year%100 != 0 || year%400 == 0) {
			return 29
		}
		return 28
	}
	return 31
}
