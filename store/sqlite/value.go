package sqlite

import (
	"database/sql/driver"

	"lapse/analyze/incident"
)

// How single values are written to and read from columns. NULL is "not recorded".

func span(d incident.Span) driver.Value {
	if !d.Known() {
		return nil
	}
	return int64(d)
}

func flag(b bool) driver.Value {
	if b {
		return int64(1)
	}
	return int64(0)
}

// unless is the text, or NULL where the text follows from something else.
func unless(implied bool, s string) driver.Value {
	if implied {
		return nil
	}
	return s
}

func momentOf(v driver.Value) incident.Time {
	if n, ok := v.(int64); ok {
		return incident.Time(n)
	}
	return incident.NoTime
}

func spanOf(v driver.Value) incident.Span {
	if n, ok := v.(int64); ok {
		return incident.Span(n)
	}
	return incident.NoSpan
}

func integer(v driver.Value) int64 {
	n, _ := v.(int64)
	return n
}

// text reads a TEXT or BLOB column; NULL is "".
func text(v driver.Value) string {
	switch v := v.(type) {
	case string:
		return v
	case []byte:
		return string(v)
	}
	return ""
}
