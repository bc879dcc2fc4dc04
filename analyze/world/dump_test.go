package world_test

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"

	"lapse/analyze"
	"lapse/analyze/incident"
	"lapse/analyze/world"
)

// TestDump prints one identity's timeline with truth and verdicts, to look into a finding:
//
//	LAPSE_WORLD_DUMP=random,31,agent-5 go test ./analyze/world -run TestDump -v
//
// The kind may be "right issuers", "random" or a named one (of LAPSE_WORLD_SIZE sessions).
func TestDump(t *testing.T) {
	parts := strings.Split(os.Getenv("LAPSE_WORLD_DUMP"), ",")
	if len(parts) != 3 {
		return
	}
	seed, err := strconv.ParseUint(parts[1], 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	w := random(seed)
	switch kind := parts[0]; kind {
	case "random":
	case "right issuers":
		w = rightIssuers(seed)
	default:
		w = world.Generate(kind, seed, number("LAPSE_WORLD_SIZE", 24))
	}
	t.Logf("%+v", w.Config)
	rows := map[incident.ID]world.Truth{}
	for _, row := range w.Truth() {
		rows[row.Event] = row
	}
	j := judge(t, w, analyze.Options{})
	for _, tl := range w.Timelines() {
		for _, e := range tl.Events {
			if tl.Identity == parts[2] {
				t.Log(eventLine(&e, rows[e.ID], j.verdicts[e.ID]))
			}
		}
	}
}

func eventLine(e *incident.Event, row world.Truth, v *incident.Verdict) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s:%d %s [%s] %s %s", e.Pos.File, e.Pos.Line, e.Time.Reading, e.Time.Clock, e.Session, e.Kind)
	if e.Kind.Server() {
		fmt.Fprintf(&out, " host=%s status=%d latency=%s", e.Host, e.Status, e.Latency)
	}
	if e.Code != 0 {
		fmt.Fprintf(&out, " code=%d wire=%d %q", e.Code, e.WireCode, e.WireMessage)
	}
	if e.TTL.Known() {
		fmt.Fprintf(&out, " ttl=%s", e.TTL)
	}
	if e.Token.Known() {
		fmt.Fprintf(&out, " token=%.6s jti=%s iat=%s exp=%s", e.Token.Fingerprint.Hex(), e.Token.JTI[max(0, len(e.Token.JTI)-10):], e.Token.Iat.Clock(), e.Token.Exp.Clock())
	}
	if row.Cause != "" {
		fmt.Fprintf(&out, "\n    TRUTH %s/%s at %s, margin %.1f, exp %s", row.Cause, row.Sub, row.At, row.Margin, incident.Unix(row.Exp).Clock())
	}
	if v != nil {
		fmt.Fprintf(&out, "\n    VERDICT %s/%s, %s by %s, margin %s; %s", v.Cause, v.Subcause, v.Certainty, v.MatchedBy, v.Margin, v.Flip)
		for _, x := range v.Evidence {
			fmt.Fprintf(&out, "\n      %s: %s %v", x.Kind, x.Text, x.At)
		}
		for _, x := range v.RuledOut {
			fmt.Fprintf(&out, "\n      not %s: %s", x.Cause, x.Why)
		}
	}
	return out.String()
}
