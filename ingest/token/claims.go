package token

import (
	"bytes"
	"encoding/json"
	"math"
	"net/url"
	"strconv"
	"strings"

	"lapse/analyze/incident"
)

// claims are the members of a token's payload that lapse needs, still as the token wrote them: a number keeps its
// spelling, because a fraction or quotes are findings.
type claims struct {
	jti, iss, sub string
	iat, nbf, exp number
	identity      string // grants.identity
	scope         string // of a legacy capability token
	grants        bool   // there is an object "grants"
	voice         bool   // grants has a member "voice" that is not null
}

// number is a numeric claim: its digits, and whether it stood in quotes. The zero value is an absent claim.
type number struct {
	text   string
	quoted bool
	bad    bool // neither a number nor a string that holds one
}

func (n number) absent() bool { return n.text == "" && !n.bad }

// timeLimit keeps claims far enough inside of int64 that sums of them cannot overflow.
const timeLimit = incident.Time(incident.NoHi - 1)

// time is the claim as a validator takes it: seconds since 1970, perhaps with a fraction. ok is false for an absent or
// unreadable one.
func (n number) time() (t incident.Time, ok bool) {
	if n.text == "" {
		return incident.NoTime, false
	}
	if s, err := strconv.ParseInt(n.text, 10, 64); err == nil && s > -1e12 && s < 2e12 {
		return incident.Unix(s), true
	}
	f, err := strconv.ParseFloat(n.text, 64)
	if math.IsNaN(f) || (err != nil && !math.IsInf(f, 0)) {
		return incident.NoTime, false
	}
	micros := math.Floor(f*1e6 + 1e-3)
	switch {
	case micros >= float64(timeLimit):
		return timeLimit, true
	case micros <= -float64(timeLimit):
		return -timeLimit, true
	}
	return incident.Time(micros), true
}

// millisFrom is the least exp that can only be meant in milliseconds: as seconds it lies in the year 5138.
const millisFrom = 1e11

// isMillis tells whether the claim was written in milliseconds (or finer) instead of seconds.
func (n number) isMillis() bool {
	if s, err := strconv.ParseInt(n.text, 10, 64); err == nil {
		return s >= millisFrom
	}
	f, err := strconv.ParseFloat(n.text, 64)
	return err == nil && f >= millisFrom
}

// UnmarshalJSON reads a payload with encoding/json: the strict path, and the oracle of the scanner in scan.go. Names are
// compared exactly and the last of two equal members counts, as with the libraries that check tokens.
func (c *claims) UnmarshalJSON(payload []byte) error {
	var members map[string]json.RawMessage
	if err := json.Unmarshal(payload, &members); err != nil {
		return err
	}
	*c = claims{
		jti: jsonString(members["jti"]), iss: jsonString(members["iss"]), sub: jsonString(members["sub"]),
		iat: jsonNumber(members["iat"]), nbf: jsonNumber(members["nbf"]), exp: jsonNumber(members["exp"]),
		scope: jsonString(members["scope"]),
	}
	var grants map[string]json.RawMessage
	if json.Unmarshal(members["grants"], &grants) == nil && grants != nil {
		c.grants = true
		c.identity = jsonString(grants["identity"])
		voice := grants["voice"]
		c.voice = voice != nil && string(voice) != "null"
	}
	return nil
}

func jsonString(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}

func jsonNumber(raw json.RawMessage) number {
	raw = bytes.TrimSpace(raw)
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return number{}
	case raw[0] == '"':
		return quotedNumber(jsonString(raw))
	case raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9':
		return number{text: string(raw)}
	}
	return number{bad: true}
}

func quotedNumber(s string) number {
	if f, err := strconv.ParseFloat(s, 64); err != nil || math.IsNaN(f) || math.IsInf(f, 0) || strings.ContainsAny(s, "xXpP_") {
		return number{quoted: true, bad: true}
	}
	return number{text: s, quoted: true}
}

// legacyScope begins the scope of every capability token: "scope:client:incoming?clientName=agent-7".
const legacyScope = "scope:"

// legacy tells a capability token from an access token: it is scoped by URIs and has no grants.
func (c *claims) legacy() bool { return !c.grants && strings.HasPrefix(c.scope, legacyScope) }

// who is the client identity: grants.identity, or the client name of a capability token.
func (c *claims) who() string {
	if c.identity != "" || !c.legacy() {
		return c.identity
	}
	for _, scope := range strings.Fields(c.scope) {
		_, query, _ := strings.Cut(scope, "?")
		if values, err := url.ParseQuery(query); err == nil && values.Get("clientName") != "" {
			return values.Get("clientName")
		}
	}
	return ""
}
