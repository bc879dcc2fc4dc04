package format

import "lapse/analyze/incident"

// scanISO reads the year-first forms by hand, because nearly every line of a log goes through here:
// 2026-06-21T09:12:03.120Z, with a space or "_" for the T, "/" for the dashes, a comma for the point, without seconds.
func scanISO(t string) (civil, int, bool) {
	if len(t) < 16 || t[4] != '-' && t[4] != '/' || t[7] != t[4] {
		return civil{}, 0, false
	}
	year, ok1 := number(t[0:4])
	month, ok2 := number(t[5:7])
	day, ok3 := number(t[8:10])
	if !ok1 || !ok2 || !ok3 || year == 0 || t[10] != 'T' && t[10] != 't' && t[10] != ' ' && t[10] != '_' {
		return civil{}, 0, false
	}
	c := civil{year: year, month: month, day: day}
	n, ok := c.scanClock(t[11:])
	if !ok {
		return civil{}, 0, false
	}
	n += 11
	if n < len(t) && (t[n] == 'Z' || t[n] == 'z') && !wordAt(t, n+1) {
		c.zoned, n = true, n+1
	}
	return c, n, true
}

// scanBasic reads ISO 8601 without separators: 20260621T091203Z.
func scanBasic(t string) (civil, int, bool) {
	if len(t) < 15 || t[8] != 'T' || !digits(t[0:8]) || !digits(t[9:15]) {
		return civil{}, 0, false
	}
	c := civil{quantum: incident.Second}
	c.year, _ = number(t[0:4])
	c.month, _ = number(t[4:6])
	c.day, _ = number(t[6:8])
	c.hour, _ = number(t[9:11])
	c.minute, _ = number(t[11:13])
	c.sec, _ = number(t[13:15])
	n := 15 + c.scanFraction(t[15:])
	if n < len(t) && t[n] == 'Z' && !wordAt(t, n+1) {
		c.zoned, n = true, n+1
	}
	return c, n, c.year > 0
}

// scanLogcat reads Android's 01-19 18:59:32.911, which names neither year nor zone.
func scanLogcat(t string) (civil, int, bool) {
	if len(t) < 14 || t[2] != '-' || t[5] != ' ' {
		return civil{}, 0, false
	}
	month, ok1 := number(t[0:2])
	day, ok2 := number(t[3:5])
	c := civil{month: month, day: day, zoneDone: true}
	n, ok := c.scanClock(t[6:])
	return c, n + 6, ok && ok1 && ok2
}

// scanClock reads 09:12, 09:12:03, 09:12:03.120 and 9:12:03; what follows is not looked at.
func (c *civil) scanClock(t string) (int, bool) {
	n := 2
	if len(t) > 1 && t[1] == ':' {
		n = 1
	}
	if len(t) < n+3 || t[n] != ':' {
		return 0, false
	}
	hour, ok1 := number(t[:n])
	minute, ok2 := number(t[n+1 : n+3])
	if !ok1 || !ok2 {
		return 0, false
	}
	c.hour, c.minute, c.quantum = hour, minute, incident.Minute
	n += 3
	if len(t) < n+3 || t[n] != ':' {
		return n, true
	}
	sec, ok := number(t[n+1 : n+3])
	if !ok {
		return 0, false
	}
	c.sec, c.quantum = sec, incident.Second
	n += 3
	return n + c.scanFraction(t[n:]), true
}

// scanFraction reads ".120" or ",120" behind the seconds.
func (c *civil) scanFraction(t string) int {
	if len(t) < 2 || t[0] != '.' && t[0] != ',' {
		return 0
	}
	n := 1
	for n < len(t) && t[n] >= '0' && t[n] <= '9' {
		n++
	}
	if n == 1 {
		return 0
	}
	c.micros, c.quantum = decimals(t[1:n])
	return n
}

// number reads a short run of digits.
func number(s string) (int, bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		d := s[i] - '0'
		if d > 9 {
			return 0, false
		}
		n = n*10 + int(d)
	}
	return n, true
}

// wordAt tells whether a letter or digit stands at t[i], so that a "Z" before it is part of a word.
func wordAt(t string, i int) bool {
	if i >= len(t) {
		return false
	}
	b := t[i] | 0x20
	return b >= 'a' && b <= 'z' || t[i] >= '0' && t[i] <= '9'
}
