package format

import (
	"testing"
	"time"

	"lapse/analyze/incident"
)

func TestParseStamp(t *testing.T) {
	const s, ms, µs = incident.Second, incident.Millisecond, incident.Microsecond
	known, guessed := incident.ZoneKnown, incident.ZoneGuessed
	for _, c := range []struct {
		text    string
		want    string // RFC 3339 with microseconds, UTC
		quantum incident.Span
		zone    incident.Zone
	}{
		{"2026-06-21T09:12:03Z", "2026-06-21T09:12:03Z", s, known},
		{"2026-06-21T09:12:03.1Z", "2026-06-21T09:12:03.1Z", 100 * ms, known},
		{"2026-06-21T09:12:03.120Z", "2026-06-21T09:12:03.12Z", ms, known},
		{"2026-06-21T09:12:03.123456789Z", "2026-06-21T09:12:03.123456Z", µs, known},
		{"2026-06-21t09:12:03z", "2026-06-21T09:12:03Z", s, known},
		{"2026-06-21T09:12:03+02:00", "2026-06-21T07:12:03Z", s, known},
		{"2026-06-21T09:12:03-0730", "2026-06-21T16:42:03Z", s, known},
		{"2026-06-21 09:12:03,120 +02", "2026-06-21T07:12:03.12Z", ms, known},
		{"2026-06-21T09:12Z", "2026-06-21T09:12:00Z", incident.Minute, known},
		{"2026-06-21T23:59:60Z", "2026-06-22T00:00:00Z", s, known},
		{"2026-06-21T24:00:00Z", "2026-06-22T00:00:00Z", s, known},
		{"2026-06-21 09:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"2026/11/22 20:45:13", "2026-11-22T20:45:13Z", s, guessed},
		{"2026-06-21 09:12:03 UTC", "2026-06-21T09:12:03Z", s, known},
		{"2026-06-21 09:12:03 CEST", "2026-06-21T07:12:03Z", s, known},
		{"2026-06-21 09:12:03 PST", "2026-06-21T17:12:03Z", s, known},
		{"2026-06-21 09:12:03 Europe/Berlin", "2026-06-21T07:12:03Z", s, known},
		{"20260621T091203Z", "2026-06-21T09:12:03Z", s, known},
		{"0001-01-01T00:00:00Z", "0001-01-01T00:00:00Z", s, known},
		{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z", s, known},
		{"2000-02-29T00:00:00Z", "2000-02-29T00:00:00Z", s, known},
		{"1782033123", "2026-06-21T09:12:03Z", s, known},
		{"1782033123.25", "2026-06-21T09:12:03.25Z", 10 * ms, known},
		{"1782033123120", "2026-06-21T09:12:03.12Z", ms, known},
		{"1782033123120.5", "2026-06-21T09:12:03.1205Z", 100 * µs, known},
		{"1782033123120456", "2026-06-21T09:12:03.120456Z", µs, known},
		{"1782033123120456789", "2026-06-21T09:12:03.120456Z", µs, known},
		{"100000000", "1973-03-03T09:46:40Z", s, known},
		{"99999999999", "5138-11-16T09:46:39Z", s, known},
		{"100000000000", "1973-03-03T09:46:40Z", ms, known},
		{"99999999999999", "5138-11-16T09:46:39.999Z", ms, known},
		{"100000000000000", "1973-03-03T09:46:40Z", µs, known},
		{"100000000000000000", "1973-03-03T09:46:40Z", µs, known},
		{"1.782033123e9", "2026-06-21T09:12:03Z", ms, known},
		{"21/Jun/2026:09:12:03 +0200", "2026-06-21T07:12:03Z", s, known},
		{"[21/Jun/2026:09:12:03 +0000]", "2026-06-21T09:12:03Z", s, known},
		{"Sun Jun 21 2026 09:12:03 GMT+0200 (CEST)", "2026-06-21T07:12:03Z", s, known},
		{"Sun Jun 21 2026 09:12:03 GMT-0700 (Pacific Daylight Time)", "2026-06-21T16:12:03Z", s, known},
		{"Sun Jun 21 09:12:03 2026", "2026-06-21T09:12:03Z", s, guessed},
		{"Sun, 21 Jun 2026 09:12:03 GMT", "2026-06-21T09:12:03Z", s, known},
		{"Jun 21 2026 09:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"Jun 21 09:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"Jun  1 09:12:03.120", "2026-06-01T09:12:03.12Z", ms, guessed},
		{"06-21 09:12:03.120", "2026-06-21T09:12:03.12Z", ms, guessed},
		{"6/21/2026, 9:12:03 AM", "2026-06-21T09:12:03Z", s, guessed},
		{"2026-06-21, 9:12:03 a.m.", "2026-06-21T09:12:03Z", s, guessed},
		{"2026-06-21, 9:12:03 p.m.", "2026-06-21T21:12:03Z", s, guessed},
		{"2026/6/21 9:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"21-6-2026, 09:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"Jun 21, 2026 9:12:03 PM", "2026-06-21T21:12:03Z", s, guessed},
		{"Sun Jun 21 09:12:03 CEST 2026", "2026-06-21T07:12:03Z", s, known},
		{"Sun Jun 21 09:12:03 UTC 2026", "2026-06-21T09:12:03Z", s, known},
		{"6/7/2026, 12:12:03 AM", "2026-06-07T00:12:03Z", s, guessed},
		{"6/7/2026, 12:12:03 PM", "2026-06-07T12:12:03Z", s, guessed},
		{"6/7/2026, 9:12:03\u202fPM", "2026-06-07T21:12:03Z", s, guessed},
		{"06/07/2026, 09:12:03", "2026-07-06T09:12:03Z", s, guessed},
		{"06/21/2026, 09:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"21.6.2026, 09:12:03", "2026-06-21T09:12:03Z", s, guessed},
		{"06.07.2026 09:12:03", "2026-07-06T09:12:03Z", s, guessed},
	} {
		st, ok := ParseStamp(c.text, Options{Year: 2026})
		if !ok {
			t.Errorf("%s: not read", c.text)
			continue
		}
		if got := st.Reading.Std().Format(time.RFC3339Nano); got != c.want || st.Quantum != c.quantum || st.Zone != c.zone {
			t.Errorf("%s: %s, quantum %s, zone %d; want %s, %s, %d", c.text, got, st.Quantum, st.Zone, c.want, c.quantum, c.zone)
		}
	}
}

func TestWhatIsNoStamp(t *testing.T) {
	for _, text := range []string{
		"", "T", "2026", "20260621", "2026-06-21", "2026-06-21T", "2026-13-21T09:12:03Z", "2026-02-29T09:12:03Z",
		"2026-00-21T09:12:03Z", "2026-06-31T09:12:03Z", "2026-06-21T25:12:03Z", "2026-06-21T24:00:01Z", "2026-06-21T09:60:03Z",
		"2026-06-21T09:12:61Z", "2026-06-21T09:12:03Zebra", "2026-06-21T09:12:03.120Z trailing", "0000-01-01T00:00:00Z",
		"10000-01-01T00:00:00Z", "2026-06-21T09:12:03 Mars/Phobos", "99999999", "-1782033123", "1e400", "NaN", "1782033123x",
		"99999999999999999999", "13:12:03", "31/Foo/2026:09:12:03 +0000", "6/21/2026, 13:12:03 AM", "6/21/2026, 0:12:03 AM",
		"0x6a4f", "Infinity", "2026-06-21T09:12:03+99:00",
	} {
		if st, ok := ParseStamp(text, Options{}); ok {
			t.Errorf("%q was read as %s", text, st.Reading)
		}
	}
}

func TestDeclaredZone(t *testing.T) {
	for _, c := range []struct{ text, zone, want string }{
		{"2026-06-21 09:12:03", "Europe/Berlin", "2026-06-21T07:12:03.000Z"},     // summer
		{"2026-01-21 09:12:03", "Europe/Berlin", "2026-01-21T08:12:03.000Z"},     // winter
		{"2026-06-21 09:12:03", "+05:30", "2026-06-21T03:42:03.000Z"},            // an offset
		{"2026-06-21 09:12:03", "EST", "2026-06-21T14:12:03.000Z"},               // a name
		{"Jun 21 09:12:03", "America/New_York", "2026-06-21T13:12:03.000Z"},      // no year either
		{"2026-06-21T09:12:03Z", "America/New_York", "2026-06-21T09:12:03.000Z"}, // has its own
	} {
		st, ok := ParseStamp(c.text, Options{Zone: c.zone, Year: 2026})
		if !ok || st.Reading.String() != c.want {
			t.Errorf("%s in %s: %s, want %s", c.text, c.zone, st.Reading, c.want)
		}
		if own := c.text[len(c.text)-1] == 'Z'; own != (st.Zone == incident.ZoneKnown) || !own && st.Zone != incident.ZoneGiven {
			t.Errorf("%s in %s: zone %d", c.text, c.zone, st.Zone)
		}
	}
}

// A log without years runs over New Year: the year turns, and turns back for a line that is late.
func TestYearTurn(t *testing.T) {
	s := newState(Options{Year: 2026}, nil)
	for _, c := range []struct{ text, want string }{
		{"Dec 31 23:59:59", "2026-12-31T23:59:59.000Z"},
		{"Jan  1 00:00:01", "2027-01-01T00:00:01.000Z"},
		{"Dec 31 23:59:58", "2026-12-31T23:59:58.000Z"},
		{"Jan  1 00:00:02", "2027-01-01T00:00:02.000Z"},
		{"May 30 12:00:00", "2027-05-30T12:00:00.000Z"},
		{"Nov 20 12:00:00", "2027-11-20T12:00:00.000Z"},
		{"Feb  1 12:00:00", "2028-02-01T12:00:00.000Z"},
		{"Feb 29 12:00:00", "2028-02-29T12:00:00.000Z"},
	} {
		st, _, ok := s.scanStamp(c.text)
		if !ok || st.Reading.String() != c.want {
			t.Errorf("%s: %s, want %s", c.text, st.Reading, c.want)
		}
	}
}

// The calendar is reckoned by hand for speed; the standard library is the judge.
func TestCalendarAgainstTheStandardLibrary(t *testing.T) {
	for day := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC); day.Year() < 10000; day = day.AddDate(0, 0, 13) {
		if got, want := daysFromEpoch(day.Year(), int(day.Month()), day.Day()), day.Unix()/86400; got != want {
			t.Fatalf("%s: day %d, want %d", day.Format(time.DateOnly), got, want)
		}
	}
}

func FuzzStamp(f *testing.F) {
	for _, seed := range []string{
		"2026-06-21T09:12:03.120Z", "1782033123.25", "Sun Jun 21 2026 09:12:03 GMT+0200 (CEST)", "6/21/2026, 9:12:03 AM",
		"Jun  1 09:12:03", "06-21 09:12:03.120", "21/Jun/2026:09:12:03 +0200", "2026-06-21 09:12:03 Europe/Berlin", "Sun,", "Jun",
	} {
		f.Add(seed, "", 2026)
		f.Add(seed, "America/New_York", 1)
	}
	f.Fuzz(func(t *testing.T, text, zone string, year int) {
		if year < 0 || year > 9999 {
			year = 0
		}
		st, ok := ParseStamp(text, Options{Zone: zone, Year: year})
		if ok != st.Known() {
			t.Fatalf("%q: ok %v with reading %d", text, ok, st.Reading)
		}
		if !ok {
			return
		}
		if y := st.Reading.Std().Year(); y < -1 || y > 10001 || st.Quantum < incident.Microsecond {
			t.Fatalf("%q: year %d, quantum %d", text, y, st.Quantum)
		}
		if std, err := time.Parse(time.RFC3339Nano, text); err == nil && std.UnixMicro() != int64(st.Reading) {
			t.Fatalf("%q: %s, the standard library says %s", text, st.Reading.Std(), std)
		}
	})
}
