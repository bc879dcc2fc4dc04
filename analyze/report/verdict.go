package report

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"unicode/utf8"

	"lapse/analyze/incident"
)

// verdictJSON is one line of verdicts.jsonl: the contract's keys, in its order.
type verdictJSON struct {
	Schema     string         `json:"schema"`
	Event      string         `json:"event"`
	Source     posJSON        `json:"source"`
	Time       *string        `json:"time"`
	Code       int32          `json:"code"`
	Identity   string         `json:"identity"`
	Session    string         `json:"session"`
	CallSID    *string        `json:"call_sid"`
	Cause      string         `json:"cause"`
	Subcause   *string        `json:"subcause"`
	Certainty  string         `json:"certainty"`
	Margin     *seconds       `json:"margin_seconds"`
	Token      *tokenJSON     `json:"token"`
	MatchedBy  string         `json:"matched_by"`
	Candidates int            `json:"candidates"`
	Episode    string         `json:"episode"`
	First      bool           `json:"first_of_episode"`
	Evidence   []evidenceJSON `json:"evidence"`
	RuledOut   []ruledOutJSON `json:"ruled_out"`

	Flip         string   `json:"flip,omitempty"`
	Host         string   `json:"host,omitempty"`
	SDK          string   `json:"sdk,omitempty"`
	App          string   `json:"app,omitempty"`
	Contributing []string `json:"contributing,omitempty"`
}

type posJSON struct {
	File string `json:"file"`
	Line int64  `json:"line"`
}

// tokenJSON names what is known of a token; an unknown claim is left out.
type tokenJSON struct {
	Fingerprint string   `json:"fingerprint,omitempty"`
	JTI         string   `json:"jti,omitempty"`
	Iss         string   `json:"iss,omitempty"`
	Sub         string   `json:"sub,omitempty"`
	Iat         *seconds `json:"iat,omitempty"`
	Nbf         *seconds `json:"nbf,omitempty"`
	Exp         *seconds `json:"exp,omitempty"`
}

type evidenceJSON struct {
	Kind string    `json:"kind"`
	Text string    `json:"text"`
	At   []posJSON `json:"at"`
}

type ruledOutJSON struct {
	Cause string `json:"cause"`
	Why   string `json:"why"`
}

// seconds is a length or a time in microseconds that JSON shows in seconds, without a needless fraction.
type seconds int64

func (s seconds) MarshalJSON() ([]byte, error) {
	return strconv.AppendFloat(nil, float64(s)/float64(incident.Second), 'f', -1, 64), nil
}

func toVerdictJSON(v *incident.Verdict) verdictJSON {
	j := verdictJSON{
		Schema: "lapse/verdict/v1", Event: v.Event.String(), Source: posJSON{v.Source.File, v.Source.Line},
		Time: text(v.Time.String()), Code: v.Code, Identity: v.Identity, Session: v.Session, CallSID: text(v.CallSID),
		Cause: string(v.Cause), Subcause: text(string(v.Subcause)), Certainty: string(v.Certainty), Margin: spanJSON(v.Margin),
		Token: toTokenJSON(v.Token), MatchedBy: v.MatchedBy.String(), Candidates: v.Candidates, Episode: v.Episode, First: v.First,
		Evidence: []evidenceJSON{}, RuledOut: []ruledOutJSON{},
		Flip: v.Flip, Host: v.Host, SDK: v.SDK, App: v.App,
	}
	for _, e := range v.Evidence {
		j.Evidence = append(j.Evidence, toEvidenceJSON(e))
	}
	for _, r := range v.RuledOut {
		j.RuledOut = append(j.RuledOut, ruledOutJSON{string(r.Cause), r.Why})
	}
	for _, c := range v.Contributing {
		j.Contributing = append(j.Contributing, string(c))
	}
	return j
}

func toTokenJSON(t *incident.Token) *tokenJSON {
	if t == nil {
		return nil
	}
	return &tokenJSON{t.Fingerprint.Hex(), t.JTI, t.Iss, t.Sub, timeJSON(t.Iat), timeJSON(t.Nbf), timeJSON(t.Exp)}
}

func toEvidenceJSON(e incident.Evidence) evidenceJSON {
	j := evidenceJSON{Kind: string(e.Kind), Text: e.Text, At: []posJSON{}}
	for _, p := range e.At {
		j.At = append(j.At, posJSON{p.File, p.Line})
	}
	return j
}

// text is null where nothing is known.
func text(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func timeJSON(t incident.Time) *seconds {
	if !t.Known() {
		return nil
	}
	s := seconds(t)
	return &s
}

func spanJSON(d incident.Span) *seconds {
	if !d.Known() {
		return nil
	}
	s := seconds(d)
	return &s
}

// encode writes a value as JSON. Nothing in it can act on a terminal or turn text around: encoding/json escapes the control
// characters below U+0020, and the invisible ones above are escaped here, which changes no value.
func encode(v any, indent string) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", indent)
	if err := e.Encode(v); err != nil {
		return nil, err
	}
	return escapeHidden(b.Bytes()), nil
}

// escapeHidden writes hidden characters as JSON escapes. In JSON they stand inside of strings only.
func escapeHidden(b []byte) []byte {
	if !bytes.ContainsFunc(b, escapable) {
		return b
	}
	out := make([]byte, 0, len(b)+16)
	for len(b) > 0 {
		r, n := utf8.DecodeRune(b)
		switch {
		case !escapable(r):
			out = append(out, b[:n]...)
		case r < 0x10000:
			out = fmt.Appendf(out, `\u%04x`, r)
		default: // a surrogate pair
			out = fmt.Appendf(out, `\u%04x\u%04x`, 0xd800+(r-0x10000)>>10, 0xdc00+(r-0x10000)&0x3ff)
		}
		b = b[n:]
	}
	return out
}

func escapable(r rune) bool { return r != '\n' && hidden(r) }
