package sqlite_test

import (
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/store/storetest"
)

// ask runs a query on a file that a store has closed and gives its rows, a line each, columns joined by "|".
func ask(t *testing.T, path, query string) string {
	t.Helper()
	rows, err := raw(t, path).Query(query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var lines []string
	for rows.Next() {
		values, targets := make([]*string, len(columns)), make([]any, len(columns))
		for i := range values {
			targets[i] = &values[i]
		}
		if err := rows.Scan(targets...); err != nil {
			t.Fatal(err)
		}
		var line []string
		for _, v := range values {
			if v == nil {
				line = append(line, "NULL")
			} else {
				line = append(line, *v)
			}
		}
		lines = append(lines, strings.Join(line, "|"))
	}
	return strings.Join(lines, "\n")
}

func TestViews(t *testing.T) {
	rejected := storetest.Full(1)
	issued := storetest.Bare(2, incident.KindIssued, "agent-7")
	issued.Host = "token-2"
	issued.Time = incident.Stamp{Clock: incident.IssuerClock("token-2"), Reading: -1_500, Quantum: incident.Second}
	issued.Token.Iss, issued.Token.Iat, issued.Token.Exp = "SK01", incident.Unix(1782033123), incident.Unix(1782036723)
	issued.Token.JTI, issued.Token.Claims, issued.Token.Identity = "SK01-1782033123", true, "agent-7"
	path := newPath(t)
	s := open(t, path)
	if _, err := s.Put(t.Context(), []incident.Event{rejected, issued}); err != nil {
		t.Fatal(err)
	}
	if err := s.PutSource(t.Context(), incident.Source{Path: "logs/a.log", SHA256: [32]byte{0xab}}); err != nil {
		t.Fatal(err)
	}
	s.Close()
	for _, test := range []struct{ query, want string }{
		{"SELECT event, kind, time, clock, received, identity, session FROM v_event WHERE kind = 'rejected'",
			rejected.ID.String() + "|rejected|2026-06-21T10:12:04.120Z|client:dev-1|2026-06-21T10:12:04.401Z|agent-7|dev-1"},
		{"SELECT code, wire_code, status, message, wire_message, ttl_seconds, latency_seconds FROM v_event WHERE kind = 'rejected'",
			"53000|31202|401|AccessTokenExpired (20104)|JWT is expired|3600|0.08"},
		{"SELECT fingerprint, jti, iss, sub, iat, exp, file, line FROM v_rejection",
			rejected.Token.Fingerprint.Hex() + "|SK02-1782033123|SK01|AC01|1782033124|1782036724|logs/a.log|1"},
		{"SELECT time, host, jti, lifetime, fingerprint, nbf FROM v_issuance",
			"1969-12-31T23:59:59.998Z|token-2|SK01-1782033123|3600||NULL"},
		{"SELECT token_identity FROM v_event ORDER BY seq DESC", "agent-7\nagent-8"},
		{"SELECT path, substr(sha256, 1, 4) FROM v_source", "logs/a.log|ab00"},
	} {
		if got := ask(t, path, test.query); got != test.want {
			t.Errorf("%s\n got %s\nwant %s", test.query, got, test.want)
		}
	}
}

func TestViewsTakeHostileNames(t *testing.T) {
	path := newPath(t)
	s := open(t, path)
	for i, text := range storetest.HostileStrings() {
		e := storetest.Full(uint64(i + 1))
		e.Identity, e.Session, e.Message, e.Token.Iss = text, text, text, text
		if _, err := s.Put(t.Context(), []incident.Event{e}); err != nil {
			t.Fatal(err)
		}
	}
	for i, at := range storetest.ExtremeTimes() {
		e := storetest.Full(uint64(1000 + i))
		e.Time.Reading, e.Received.Reading, e.Token.Iat, e.Token.Nbf, e.Token.Exp = at, at, at, at, at
		if _, err := s.Put(t.Context(), []incident.Event{e}); err != nil {
			t.Fatal(err)
		}
	}
	s.Close()
	n := len(storetest.HostileStrings()) + len(storetest.ExtremeTimes())
	for _, view := range []string{"v_event", "v_rejection"} {
		if got := len(strings.Split(ask(t, path, "SELECT hex(message), * FROM "+view), "\n")); got < n {
			t.Errorf("%s has %d rows, want at least %d", view, got, n)
		}
	}
}

// Whatever a log calls people, and whatever time it tells, the views name it as it was, one row an event.
func FuzzViews(f *testing.F) {
	for _, text := range storetest.HostileStrings() {
		f.Add(text, int64(storetest.ExtremeTimes()[0]))
	}
	for _, at := range storetest.ExtremeTimes() {
		f.Add("agent-7", int64(at))
	}
	f.Fuzz(func(t *testing.T, text string, at int64) {
		path := newPath(t)
		s := open(t, path)
		e := storetest.Full(1)
		e.Identity, e.Session, e.Message, e.Token.Iss = text, text, text, text
		e.Time.Reading, e.Token.Exp = incident.Time(at), incident.Time(at)
		if _, err := s.Put(t.Context(), []incident.Event{e}); err != nil {
			t.Fatal(err)
		}
		s.Close()
		want := fmt.Sprintf("%X|%X|%X", text, text, text)
		if got := ask(t, path, "SELECT hex(identity) || '|' || hex(session) || '|' || hex(message) FROM v_event"); got != want {
			t.Errorf("v_event names %q, want %q", got, want)
		}
		ask(t, path, "SELECT * FROM v_rejection")
		ask(t, path, "SELECT * FROM v_issuance")
	})
}

func TestKindsAreNamedAsInTheProgram(t *testing.T) {
	path := newPath(t)
	open(t, path).Close()
	var want []string
	for k := incident.KindNone; k.String() != "unknown"; k++ {
		want = append(want, k.String())
	}
	if got := ask(t, path, "SELECT name FROM kind ORDER BY id"); got != strings.Join(want, "\n") {
		t.Errorf("kinds %q, want %q", got, want)
	}
}
