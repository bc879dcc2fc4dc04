package format

import "strings"

const months = "janfebmaraprmayjunjulaugsepoctnovdec"
const weekdays = "sunmontuewedthufrisat"

// monthOf reads "Jun" (any case) and gives 6; 0 where it is no month.
func monthOf(s string) int { return nameIndex(months, s) }

// nameIndex finds a three-letter name in a list without separators, counted from 1.
func nameIndex(list, s string) int {
	if len(s) < 3 {
		return 0
	}
	i := strings.Index(list, strings.ToLower(s[:3]))
	if i < 0 || i%3 != 0 {
		return 0
	}
	return i/3 + 1
}

// scanCLF reads the date of the common log format, 21/Jun/2026:09:12:03 +0000, and as Python's servers print it, with a
// blank before the time and without a zone.
func scanCLF(t string) (civil, int, bool) {
	if len(t) < 20 || t[2] != '/' || t[6] != '/' || t[11] != ':' && t[11] != ' ' {
		return civil{}, 0, false
	}
	day, ok1 := number(t[0:2])
	year, ok2 := number(t[7:11])
	c := civil{year: year, month: monthOf(t[3:6]), day: day}
	n, ok := c.scanClock(t[12:])
	return c, n + 12, ok && ok1 && ok2 && year > 0
}

// scanMonth reads syslog's "Jun 21 09:12:03" and "Jun  1 09:12:03", with a year before or behind the time where there
// is one ("Jun 21 2026 09:12:03", "Jun 21 09:12:03 2026").
func scanMonth(t string) (civil, int, bool) {
	month := monthOf(t)
	if month == 0 || t[3] != ' ' {
		return civil{}, 0, false
	}
	c := civil{month: month}
	n := 4 + spaces(t[4:])
	day, width := leadingNumber(t[n:], 2)
	if width == 0 {
		return civil{}, 0, false
	}
	c.day, n = day, n+width
	if n < len(t) && t[n] == ',' {
		n++
	}
	n += spaces(t[n:])
	if year, width := leadingNumber(t[n:], 4); width == 4 {
		c.year, n = year, n+width
		if n < len(t) && t[n] == ',' {
			n++
		}
		n += spaces(t[n:])
	}
	width, ok := c.scanClock(t[n:])
	if !ok {
		return civil{}, 0, false
	}
	n += width
	if c.year != 0 {
		half, width := halfOfDay(t[n:])
		return c, n + width, c.toHalf(half)
	}
	zone := t[n:]
	if name, rest, ok := strings.Cut(strings.TrimPrefix(zone, " "), " "); ok && name != "" {
		if offset, known := zoneNames[name]; known && c.yearBehind(" "+rest) {
			c.offset, c.zoned = offset, true // Java's Date: Sun Jun 21 09:12:03 CEST 2026
			return c, n + len(" ") + len(name) + 5, true
		}
	}
	if c.yearBehind(zone) {
		n += 5
	}
	return c, n, true
}

// yearBehind reads a blank and a year.
func (c *civil) yearBehind(t string) bool {
	if len(t) < 5 || t[0] != ' ' || wordAt(t, 5) {
		return false
	}
	year, width := leadingNumber(t[1:], 4)
	if width != 4 || year <= 1900 {
		return false
	}
	c.year = year
	return true
}

// scanWeekday reads what begins with the name of a day: JavaScript's Date.toString, C's ctime, RFC 1123.
func scanWeekday(t string) (civil, int, bool) {
	if nameIndex(weekdays, t) == 0 {
		return civil{}, 0, false
	}
	n := 3
	if t[n] == ',' {
		n++
	}
	if t[n] != ' ' {
		return civil{}, 0, false
	}
	n += spaces(t[n:])
	if len(t)-n < 8 {
		return civil{}, 0, false
	}
	if c, width, ok := scanMonth(t[n:]); ok {
		return c, n + width, true
	}
	c, width, ok := scanDayMonth(t[n:])
	return c, n + width, ok
}

// scanDayMonth reads the rest of RFC 1123, 21 Jun 2026 09:12:03, and PHP's 21-Jun-2026 09:12:03.
func scanDayMonth(t string) (civil, int, bool) {
	day, n := leadingNumber(t, 2)
	if n == 0 || n+9 > len(t) || t[n] != ' ' && t[n] != '-' || t[n+4] != t[n] {
		return civil{}, 0, false
	}
	c := civil{day: day, month: monthOf(t[n+1:])}
	n += 5
	year, width := leadingNumber(t[n:], 4)
	n += width
	if width != 4 || c.month == 0 || n >= len(t) || t[n] != ' ' {
		return civil{}, 0, false
	}
	c.year = year
	width, ok := c.scanClock(t[n+1:])
	return c, n + 1 + width, ok && year > 0
}

// scanLocaleYear reads Date.toLocaleString where the year comes first: 2026-06-21, 9:12:03 a.m. (Canada), 2026/6/21 9:12:03
// (Japan, China).
func scanLocaleYear(t string) (civil, int, bool) {
	year, n := leadingNumber(t, 4)
	if n != 4 || n >= len(t) || t[n] != '/' && t[n] != '-' {
		return civil{}, 0, false
	}
	sep := t[n]
	month, width := leadingNumber(t[n+1:], 2)
	n += 1 + width
	if width == 0 || n >= len(t) || t[n] != sep {
		return civil{}, 0, false
	}
	day, width := leadingNumber(t[n+1:], 2)
	if width == 0 {
		return civil{}, 0, false
	}
	c := civil{year: year, month: month, day: day}
	n, ok := c.localeClock(t, n+1+width)
	return c, n, ok && year > 0
}

// localeClock reads a comma perhaps, blanks, the time of day and its half, from n on.
func (c *civil) localeClock(t string, n int) (int, bool) {
	if n < len(t) && t[n] == ',' {
		n++
	}
	gap := spaces(t[n:])
	width, ok := c.scanClock(t[n+gap:])
	if gap == 0 || !ok {
		return 0, false
	}
	n += gap + width
	half, width := halfOfDay(t[n:])
	return n + width, c.toHalf(half)
}

// scanLocale reads Date.toLocaleString: 6/21/2026, 9:12:03 AM (United States) · 21/06/2026, 09:12:03 (Britain, France) ·
// 21.6.2026, 09:12:03 (Germany) · 21-6-2026, 09:12:03 (the Netherlands). With slashes the month comes first only where a capital AM or PM follows, as browsers
// print it for en-US, unless one of the two numbers cannot be a month.
func scanLocale(t string) (civil, int, bool) {
	first, n := leadingNumber(t, 2)
	if n == 0 || n >= len(t) || t[n] != '/' && t[n] != '.' && t[n] != '-' {
		return civil{}, 0, false
	}
	sep := t[n]
	second, width := leadingNumber(t[n+1:], 2)
	n += 1 + width
	if width == 0 || n >= len(t) || t[n] != sep {
		return civil{}, 0, false
	}
	year, width := leadingNumber(t[n+1:], 4)
	n += 1 + width
	if width != 4 || year == 0 {
		return civil{}, 0, false
	}
	if n < len(t) && t[n] == ',' {
		n++
	}
	gap := spaces(t[n:])
	c := civil{year: year, day: first, month: second}
	width, ok := c.scanClock(t[n+gap:])
	if gap == 0 || !ok {
		return civil{}, 0, false
	}
	n += gap + width
	half, width := halfOfDay(t[n:])
	n += width
	if first <= 12 && (second > 12 || sep == '/' && (half == "AM" || half == "PM")) {
		c.month, c.day = first, second
	}
	return c, n, c.toHalf(half)
}

// halfOfDay reads " AM", " pm" and the narrow space that newer browsers put before them.
func halfOfDay(t string) (string, int) {
	for _, gap := range []string{" ", "\u202f", "\u00a0", ""} {
		rest, ok := strings.CutPrefix(t, gap)
		if ok && (strings.HasPrefix(rest, "a.m.") || strings.HasPrefix(rest, "p.m.")) {
			return rest[:1] + "m", len(gap) + 4
		}
		if !ok || len(rest) < 2 || wordAt(rest, 2) {
			continue
		}
		if h := rest[:2]; h == "AM" || h == "PM" || h == "am" || h == "pm" {
			return h, len(gap) + 2
		}
	}
	return "", 0
}

// toHalf makes 12-hour time 24-hour time; false where there is no such hour.
func (c *civil) toHalf(half string) bool {
	if half == "" {
		return true
	}
	if c.hour < 1 || c.hour > 12 {
		return false
	}
	c.hour %= 12
	if half == "PM" || half == "pm" {
		c.hour += 12
	}
	return true
}

// leadingNumber reads up to most digits.
func leadingNumber(t string, most int) (n, width int) {
	for width < len(t) && width < most && t[width] >= '0' && t[width] <= '9' {
		n = n*10 + int(t[width]-'0')
		width++
	}
	return n, width
}

// spaces counts the blanks at the beginning.
func spaces(t string) int {
	n := 0
	for n < len(t) && t[n] == ' ' {
		n++
	}
	return n
}
