package token

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
)

// The secret is made up; the tokens in these tests are signed with it or with nothing.
const secret = "madeUpSecretForLoopbackTests0001"

// real is a token that Twilio's helper for Node minted, as the Voice JS SDK printed it.
const real = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImN0eSI6InR3aWxpby1mcGE7dj0xIn0.eyJqdGkiOiJTS2ZlZGNiYTk4NzY1NDMyMTBmZWRjYmE5ODc2NTQzMjEwLTE3OTUzNzk2MTYiLCJncmFudHMiOnsiaWRlbnRpdHkiOiJhZ2VudC03Iiwidm9pY2UiOnsiaW5jb21pbmciOnsiYWxsb3ciOnRydWV9LCJvdXRnb2luZyI6eyJhcHBsaWNhdGlvbl9zaWQiOiJBUDAwMTEyMjMzNDQ1NTY2Nzc4ODk5YWFiYmNjZGRlZWZmIn19fSwiaWF0IjoxNzk1Mzc5NjE2LCJleHAiOjE3OTUzODMyMTYsImlzcyI6IlNLZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTAiLCJzdWIiOiJBQzAxMjM0NTY3ODlhYmNkZWYwMTIzNDU2Nzg5YWJjZGVmIn0.qPSacigbK1wBhTyLlmSXU4ES3YpSVOdvgY58x97z1bA"

func segment(text string) string { return base64.RawURLEncoding.EncodeToString([]byte(text)) }

// fakeSignature has the length of an HS256 signature and is none.
var fakeSignature = strings.Repeat("aB3_", 10) + "xyz"

// minted is a token with the given claims and a signature that is none.
func minted(claims string) string {
	return segment(`{"alg":"HS256","typ":"JWT"}`) + "." + segment(claims) + "." + fakeSignature
}

const (
	grants = `"grants":{"identity":"agent-7","voice":{}}`
	second = int64(1782025202)
)

func TestDecodeReal(t *testing.T) {
	got := Decode([]byte(real))
	want := incident.Token{
		Fingerprint: got.Fingerprint,
		JTI:         "SKfedcba9876543210fedcba9876543210-1795379616",
		Iss:         "SKfedcba9876543210fedcba9876543210",
		Sub:         "AC0123456789abcdef0123456789abcdef",
		Identity:    "agent-7",
		Iat:         incident.Unix(1795379616),
		Nbf:         incident.NoTime,
		Exp:         incident.Unix(1795383216),
		Claims:      true,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if !got.Fingerprint.Whole() {
		t.Errorf("fingerprint has %d bytes", len(got.Fingerprint))
	}
	for _, dressed := range []string{"Bearer " + real, "bearer  " + real, `"` + real + `"`, " '" + real + "', "} {
		if diff := cmp.Diff(got, Decode([]byte(dressed))); diff != "" {
			t.Errorf("%.12q…: %s", dressed, diff)
		}
	}
}

func TestDecodeDamage(t *testing.T) {
	body, _, _ := strings.Cut(real[strings.IndexByte(real, '.')+1:], ".")
	head, _, _ := strings.Cut(real, ".")
	const cut, unreadable = incident.SignatureCut, incident.Unreadable
	for _, test := range []struct {
		name, text string
		defects    incident.Defects
		claims     bool
		jti        bool
	}{
		{"redacted by stars", head + "." + body + ".***", cut, true, true},
		{"redacted by a word", head + "." + body + ".[REDACTED]", cut, true, true},
		{"redacted by letters", head + "." + body + "." + strings.Repeat("x", 43), cut, true, true},
		{"empty signature", head + "." + body + ".", cut, true, true},
		{"no signature", head + "." + body, cut, true, true},
		{"one character short", real[:len(real)-1], cut, true, true},
		{"one character long", real + "A", cut, true, true},
		{"cut within the claims", real[:len(head)+1+120], cut, false, true},
		{"cut within jti", real[:len(head)+1+20], cut, false, false},
		{"ellipsis", real[:len(head)+1+120] + "…", cut, false, true},
		{"dots", real[:len(head)+1+120] + "...", cut, false, true},
		{"cut within the header", real[:20], cut, false, false},
		{"claims are not base64", head + ".§§§." + fakeSignature, unreadable, false, false},
		{"claims are not JSON", head + "." + segment("hello there") + "." + fakeSignature, unreadable, false, false},
		{"claims are an array", head + "." + segment("[1,2]") + "." + fakeSignature, unreadable, false, false},
		{"half of the claims, but a signature", head + "." + segment(`{"jti":"a","exp":17820`) + "." + fakeSignature, unreadable, false, false},
		{"header is not JSON", segment("no JSON") + "." + body + "." + fakeSignature, unreadable, true, true},
		{"five parts", real + ".a.b", cut | 0, true, true},
		{"words", "no token at all", cut | unreadable, false, false},
	} {
		got := Decode([]byte(test.text))
		if got.Defects != test.defects || got.Claims != test.claims || (got.JTI != "") != test.jti {
			t.Errorf("%s: defects %b claims %v jti %q, want %b %v %v", test.name, got.Defects, got.Claims, got.JTI, test.defects, test.claims, test.jti)
		}
		if whole := test.defects&cut == 0; got.Fingerprint.Whole() != whole {
			t.Errorf("%s: fingerprint %q", test.name, got.Fingerprint.Hex())
		}
	}
	for _, mask := range []string{"", "***", "[REDACTED]", "<hidden>", "[token sha256:5e6a8a0b0000…]"} {
		if got := Decode([]byte(mask)); got.Known() {
			t.Errorf("%q: %+v", mask, got)
		}
	}
}

func TestDecodeClaims(t *testing.T) {
	at := incident.Unix(second)
	for _, test := range []struct {
		name, claims string
		exp          incident.Time
		defects      incident.Defects
	}{
		{"plain", `{"exp":1782025202,` + grants + `}`, at, 0},
		{"quoted", `{"exp":"1782025202",` + grants + `}`, at, incident.ExpQuoted},
		{"fraction", `{"exp":1782025202.75,` + grants + `}`, at + 750_000, 0},
		{"exponent", `{"exp":1.782025202e9,` + grants + `}`, at, 0},
		{"milliseconds", `{"exp":1782025202000,` + grants + `}`, incident.Unix(second * 1000), incident.ExpMillis},
		{"just below milliseconds", `{"exp":99999999999,` + grants + `}`, incident.Unix(99999999999), 0},
		{"nanoseconds", `{"exp":1782025202000000000,` + grants + `}`, timeLimit, incident.ExpMillis},
		{"negative", `{"exp":-62135596800,` + grants + `}`, incident.Unix(-62135596800), 0},
		{"far negative", `{"exp":-1e300,` + grants + `}`, -timeLimit, 0},
		{"beyond any number", `{"exp":1e999,` + grants + `}`, timeLimit, 0},
		{"missing", `{` + grants + `}`, incident.NoTime, incident.ExpMissing},
		{"null", `{"exp":null,` + grants + `}`, incident.NoTime, incident.ExpMissing},
		{"a word", `{"exp":"tomorrow",` + grants + `}`, incident.NoTime, incident.ExpQuoted | incident.Unreadable},
		{"an object", `{"exp":{},` + grants + `}`, incident.NoTime, incident.Unreadable},
		{"twice", `{"exp":1,"exp":1782025202,` + grants + `}`, at, 0},
		{"twice, the last one null", `{"exp":1,"exp":null,` + grants + `}`, incident.NoTime, incident.ExpMissing},
		{"escaped name", `{"\u0065xp":1782025202,` + grants + `}`, at, 0},
		{"another case", `{"EXP":1782025202,` + grants + `}`, incident.NoTime, incident.ExpMissing},
		{"no grants", `{"exp":1782025202}`, at, incident.MissingGrant},
		{"grants null", `{"exp":1782025202,"grants":null}`, at, incident.MissingGrant},
		{"no voice", `{"exp":1782025202,"grants":{"identity":"agent-7","chat":{}}}`, at, incident.MissingGrant},
		{"voice null", `{"exp":1782025202,"grants":{"voice":null}}`, at, incident.MissingGrant},
		{"grants twice", `{"exp":1782025202,"grants":{"voice":{}},"grants":{}}`, at, incident.MissingGrant},
		{"legacy", `{"exp":1782025202,"iss":"AC1","scope":"scope:client:incoming?clientName=agent%207"}`, at, incident.Legacy},
		{"iss of an account, with grants", `{"exp":1782025202,"iss":"AC1",` + grants + `}`, at, 0},
	} {
		got := Decode([]byte(minted(test.claims)))
		if got.Exp != test.exp || got.Defects != test.defects {
			t.Errorf("%s: exp %d defects %b, want %d %b", test.name, got.Exp, got.Defects, test.exp, test.defects)
		}
	}
	legacy := Decode([]byte(minted(`{"iss":"AC1","scope":"scope:client:outgoing?appSid=AP1 scope:client:incoming?clientName=agent%207"}`)))
	if legacy.Identity != "agent 7" {
		t.Errorf("identity of a capability token: %q", legacy.Identity)
	}
}

func TestDecodeAlgorithm(t *testing.T) {
	body := segment(`{"exp":1782025202,` + grants + `}`)
	for alg, want := range map[string]incident.Defects{
		"HS256": 0, "RS256": incident.AlgUnexpected, "hs256": incident.AlgUnexpected, "": incident.AlgUnexpected,
	} {
		got := Decode([]byte(segment(`{"alg":"`+alg+`"}`) + "." + body + "." + fakeSignature))
		if got.Defects != want {
			t.Errorf("alg %q: defects %b, want %b", alg, got.Defects, want)
		}
	}
	none := Decode([]byte(segment(`{"alg":"none"}`) + "." + body + "."))
	if none.Defects != incident.AlgUnexpected || !none.Fingerprint.Whole() {
		t.Errorf("alg none is whole without a signature: %+v", none)
	}
}

func TestParseFingerprint(t *testing.T) {
	whole := strings.Repeat("0123456789abcdef", 4)
	for _, test := range []struct {
		text, want string
		ok         bool
	}{
		{whole, whole, true},
		{strings.ToUpper(whole), whole, true},
		{"sha256:" + whole, whole, true},
		{"SHA256=" + whole[:16], whole[:16], true},
		{whole[:12], whole[:12], true},
		{whole[:12] + "…", whole[:12], true},
		{whole[:12] + "...", whole[:12], true},
		{whole[:13], whole[:12], true},
		{whole[:11], "", false},
		{whole + "0", "", false},
		{whole[:12] + "g", "", false},
		{"g" + whole[:13], "", false},
		{"", "", false},
	} {
		got, ok := ParseFingerprint(test.text)
		if got.Hex() != test.want || ok != test.ok {
			t.Errorf("%q: %q %v, want %q %v", test.text, got.Hex(), ok, test.want, test.ok)
		}
	}
}

func TestFind(t *testing.T) {
	for _, test := range []struct{ text, want string }{
		{"token=" + real + "&x=1", real},
		{`{"token":"` + real + `"}`, real},
		{"Bearer " + real + ", again", real},
		{"cut " + real[:300], real[:300]},
		{"redacted " + real[:strings.LastIndexByte(real, '.')] + ".***!", real[:strings.LastIndexByte(real, '.')] + ".***"},
		{"redacted " + real[:strings.LastIndexByte(real, '.')] + ".[hidden] then", real[:strings.LastIndexByte(real, '.')] + ".[hidden]"},
		{"claims and signature: ***" + real[strings.IndexByte(real, '.'):], real[strings.IndexByte(real, '.')+1:]},
		{"money.eyes.keys and obey.the.law", ""},
		{"eyJ.eyJ.x", ""},
		{"", ""},
	} {
		start, end, ok := Find([]byte(test.text))
		if got := test.text[start:end]; got != test.want || ok != (test.want != "") {
			t.Errorf("%.30q: %q %v, want %q", test.text, got, ok, test.want)
		}
	}
}

func ExampleDecode() {
	t := Decode([]byte("Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJTSzEiLCJleHAiOjE3ODIwMjUyMDJ9.***"))
	fmt.Println(t.Iss, t.Exp, t.Defects.Has(incident.SignatureCut|incident.MissingGrant), t.Fingerprint.Hex() == "")
	// Output: SK1 2026-06-21T07:00:02.000Z true true
}
