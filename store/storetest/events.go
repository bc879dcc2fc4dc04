package storetest

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"strings"

	"lapse/analyze/incident"
)

// id spreads a number over an ID, as a content hash would.
func id(n uint64) (id incident.ID) {
	h := sha256.Sum256(binary.BigEndian.AppendUint64(nil, n))
	copy(id[:], h[:])
	return id
}

// Bare is an event of which little is known.
func Bare(n uint64, kind incident.Kind, identity string) incident.Event {
	e := incident.NewEvent(kind)
	e.ID, e.Identity, e.Pos = id(n), identity, incident.Pos{File: "logs/a.log", Line: int64(n)}
	return e
}

// Full is an event with every field set.
func Full(n uint64) incident.Event {
	exp := incident.Unix(1782036723 + int64(n))
	hash := id(n + 1<<40)
	return incident.Event{
		ID: id(n), Pos: incident.Pos{File: "logs/a.log", Line: int64(n)}, Kind: incident.KindRejected,
		Identity: "agent-7", Session: "dev-1", CallSID: "CA01", Host: "token-2",
		Time:     incident.Stamp{Clock: incident.ClientClock("dev-1"), Reading: exp.Add(120 * incident.Millisecond), Quantum: incident.Millisecond},
		Received: incident.Stamp{Clock: incident.CollectorClock(""), Reading: exp.Add(401 * incident.Millisecond), Quantum: incident.Microsecond, Zone: incident.ZoneGiven},
		Code:     53000, WireCode: 31202, Message: "AccessTokenExpired (20104)", WireMessage: "JWT is expired",
		Token: incident.Token{
			Fingerprint: incident.Fingerprint(append(hash[:], hash[:]...)), JTI: "SK02-1782033123", Iss: "SK01", Sub: "AC01", Identity: "agent-8",
			Iat: exp.Add(-incident.Hour), Nbf: exp.Add(-incident.Hour - incident.Second), Exp: exp,
			Signature: incident.SignatureBad, Defects: incident.ExpQuoted | incident.SignatureCut, Claims: true,
		},
		TTL: incident.Hour, Status: 401, Latency: 80 * incident.Millisecond, End: true,
		SDK: "@twilio/voice-sdk@2.18.5", App: "desk/3.1", Format: "json/voicejs",
		Sightings: []incident.Pos{{File: "logs/a.log", Line: int64(n) + 1}, {File: "logs/b.log", Line: 1}},
	}
}

// single is a bare event with one field set, told by its number.
func single(n uint64, field int) incident.Event {
	e, f := Bare(n, incident.KindConnected, "agent-7"), Full(n)
	set := []func(){
		func() { e.Session = f.Session },
		func() { e.CallSID = f.CallSID },
		func() { e.Host = f.Host },
		func() { e.Time = f.Time },
		func() { e.Received = f.Received },
		func() { e.Received = f.Received; e.Received.Clock = incident.ClientClock("") },
		func() { e.Code = f.Code },
		func() { e.WireCode = f.WireCode },
		func() { e.Message, e.WireMessage = f.Message, f.WireMessage },
		func() { e.Token.Fingerprint = f.Token.Fingerprint[:6] },
		func() { e.Token.JTI = f.Token.JTI },
		func() { e.Token.Iss, e.Token.Iat, e.Token.JTI = "SK1", incident.Unix(7), "SK1-7" }, // the usual jti
		func() { e.Token.Iss, e.Token.Iat = "SK1", incident.Unix(7) },                       // and its absence
		func() { e.Token.Identity = "agent-7" },
		func() { e.Token.Exp, e.Token.Claims = f.Token.Exp, true },
		func() { e.TTL = 0 },
		func() { e.Latency, e.End = 0, true },
		func() { e.Status = -1 },
		func() { e.SDK, e.App, e.Format = f.SDK, f.App, f.Format },
		func() { e.Kind, e.Code, e.WireCode = incident.Kind(255), math.MinInt32, math.MaxInt32 },
	}
	set[field%len(set)]()
	return e
}

// HostileStrings are what logs hold when somebody wants to hurt, or a disk did.
func HostileStrings() []string {
	return []string{
		"", " ", "\x00", "a\x00b", "a\x00c", "\xff\xfe", "\xed\xa0\x80", "e\u0301", "\u00e9", "\u202eevil", "\t\r\n", "'; DROP TABLE event; --",
		`"`, `\`, "%s%n", "NULL", "0", "1e5", "-1", "\x1b[2J", "client:", "client:x", strings.Repeat("x", 70000), strings.Repeat("\x00", 300),
	}
}

// everywhere is an event with the same text in every field that holds one.
func everywhere(n uint64, s string) incident.Event {
	e := Full(n)
	e.Pos.File, e.Identity, e.Session, e.CallSID, e.Host = s, s, s, s, s
	e.Time.Clock, e.Received.Clock = incident.Clock(s), incident.Clock(s)
	e.Message, e.WireMessage, e.SDK, e.App, e.Format = s, s, s, s, s
	e.Token.Fingerprint, e.Token.JTI, e.Token.Iss, e.Token.Sub, e.Token.Identity = incident.Fingerprint(s), s, s, s, s
	e.Sightings = []incident.Pos{{File: s + "z", Line: 0}, {File: s + "z", Line: math.MaxInt64}}
	return e
}

// ExtremeTimes are the ends of what an int64 of microseconds can hold, and of what a log can say.
func ExtremeTimes() []incident.Time {
	return []incident.Time{
		incident.NoTime, math.MinInt64 + 1, incident.Unix(-62135596800), -1_000_001, -1_000_000, -999_999, -1, 0, 1, 999_999, 1_000_000,
		incident.Unix(253402300799), math.MaxInt64,
	}
}

// Load is n records of an invented incident: issuances, the life of sessions, rejections, repeats of lines in other files.
func Load(seed uint64, n int) []incident.Event {
	r := rand.New(rand.NewPCG(seed, seed))
	batch := make([]incident.Event, 0, n)
	for i := range n {
		if i > 0 && r.IntN(10) == 0 { // the same line, shipped twice
			e := batch[r.IntN(i)]
			e.Pos = incident.Pos{File: fmt.Sprintf("logs/%d.log", r.IntN(4)), Line: int64(i)}
			e.Format = fmt.Sprintf("json/%d", r.IntN(3))
			batch = append(batch, e)
			continue
		}
		batch = append(batch, record(r, seed<<32+uint64(i)))
	}
	return batch
}

func record(r *rand.Rand, n uint64) incident.Event {
	e := Bare(n, incident.KindIssued, fmt.Sprintf("agent-%d", r.IntN(300)))
	if r.IntN(20) == 0 {
		e.Identity = ""
	}
	at := incident.Unix(1782000000 + r.Int64N(28800))
	e.Host, e.Format = fmt.Sprintf("token-%d", r.IntN(3)), "json/tokenserver"
	e.Time = incident.Stamp{Clock: incident.IssuerClock(e.Host), Reading: at, Quantum: incident.Second}
	hash := id(n + 1<<50)
	e.Token.Fingerprint = incident.Fingerprint(append(hash[:], hash[:]...))
	e.Token.Iss, e.Token.Sub, e.Token.Identity, e.Token.Claims = "SK1", "AC1", e.Identity, true
	e.Token.Iat, e.Token.Exp = at, at.Add(incident.Hour)
	e.Token.JTI = fmt.Sprintf("SK1-%d", at.Seconds())
	switch r.IntN(6) {
	case 0: // an error, whose token is known by its fingerprint only
		f := e.Token.Fingerprint
		e.Kind, e.Token, e.Host = incident.KindRejected, incident.NoToken(), ""
		e.Token.Fingerprint = f
		e.Session = "dev-" + e.Identity
		e.Time.Clock = incident.ClientClock(e.Session)
		e.Received = incident.Stamp{Clock: incident.CollectorClock(""), Reading: at.Add(incident.Second), Quantum: incident.Millisecond}
		e.Code, e.Message = 20104, "AccessTokenExpired"
	case 1:
		e.Kind = incident.KindConnected
		e.TTL = incident.Hour
		e.Time = incident.NoStamp()
	}
	return e
}
