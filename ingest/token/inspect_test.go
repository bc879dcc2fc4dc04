package token

import (
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

func findings(i Inspection) string {
	var lines []string
	for _, f := range i.Findings {
		lines = append(lines, f.Level.String()+": "+f.Text)
	}
	return strings.Join(lines, "\n")
}

func TestInspect(t *testing.T) {
	const (
		ids  = `"iss":"SK1","sub":"AC1",`
		life = `"iat":1782021602,"exp":1782025202,`
	)
	exp := incident.Unix(second)
	for _, test := range []struct {
		name, text string
		at         incident.Time
		want       string // a line that must be there
		absent     string // words that must not
	}{
		{"one second before exp", minted(`{` + ids + life + grants + `}`), exp.Add(-incident.Second), "note: valid for another 1s", "expired"},
		{"at exp", minted(`{` + ids + life + grants + `}`), exp, "fatal: expired 0s ago", "valid for"},
		{"one second after exp", minted(`{` + ids + life + grants + `}`), exp.Add(incident.Second), "fatal: expired 1s ago", "valid for"},
		{"the library's words", minted(`{` + ids + life + grants + `}`), exp, "note: golang-jwt v5: token is expired", "accepts"},
		{"not yet", minted(`{` + ids + life + `"nbf":1782025200,` + grants + `}`), incident.Unix(1782025199), "fatal: not valid yet: nbf is 1s ahead", ""},
		{"just valid", minted(`{` + ids + life + `"nbf":1782025200,` + grants + `}`), incident.Unix(1782025200), "note: golang-jwt v5 accepts the claims", "not valid yet"},
		{"issued ahead", minted(`{` + ids + life + grants + `}`), incident.Unix(1782021601), "note: golang-jwt v5: token used before issued", "accepts"},
		{"issued just now", minted(`{` + ids + life + grants + `}`), incident.Unix(1782021602), "note: golang-jwt v5 accepts the claims", "future"},
		{"24 h", minted(`{` + ids + `"iat":0,"exp":86400,` + grants + `}`), 0, "note: valid for another 86400s", "longer"},
		{"24 h and a second", minted(`{` + ids + `"iat":0,"exp":86401,` + grants + `}`), 0, "fatal: it lives for 86401s, longer than the 24 h allowed (31207, 20157 or 20104)", ""},
		{"born expired", minted(`{` + ids + `"iat":10,"exp":3,` + grants + `}`), 0, "fatal: it was expired when it was made: exp is 7s before it was issued", ""},
		{"milliseconds", minted(`{` + ids + `"iat":1782021602,"exp":1782025202000,` + grants + `}`), exp, "fatal: exp is in milliseconds; a validator reads it as seconds, far beyond the 24 h allowed", "lives for"},
		{"no exp", minted(`{` + ids + grants + `}`), exp, "fatal: exp is missing", ""},
		{"account as issuer", minted(`{"iss":"AC1","sub":"AC1",` + life + grants + `}`), exp, "fatal: iss is an Account SID; it must be the API key's SID (SK…), the account belongs into sub", ""},
		{"no issuer", minted(`{"sub":"AC1",` + life + grants + `}`), exp, "fatal: iss is missing; it must be the API key's SID (SK…)", ""},
		{"subject", minted(`{"iss":"SK1","sub":"agent-7",` + life + grants + `}`), exp, "fatal: sub is not an Account SID (AC…)", ""},
		{"no grant", minted(`{` + ids + life + `"grants":{"identity":"agent-7"}}`), exp, "fatal: there is no voice grant (grants.voice)", "no identity"},
		{"no identity", minted(`{` + ids + life + `"grants":{"voice":{}}}`), exp, "fatal: there is no identity (grants.identity)", "voice grant"},
		{"twice", minted(`{` + ids + life + `"exp":1782025202,` + grants + `}`), exp, `warning: the claim "exp" stands twice; the last one counts`, ""},
		{"legacy", minted(`{"iss":"AC1","exp":1782025202,"scope":"scope:client:incoming?clientName=x"}`), exp, "warning: a legacy capability token: the 2.x SDKs and Twilio's current back end want access tokens", "Account SID; it must"},
		{"nothing", "***", exp, "fatal: there is no token here", ""},
		{"cut", real[:200], exp, "warning: the text ends within the claims; only those before the cut are known", "exp is missing"},
		{"content type", minted(`{` + ids + life + grants + `}`), exp, `warning: the header's cty is ""; an access token has "twilio-fpa;v=1"`, ""},
	} {
		got := findings(Inspect([]byte(test.text), Keys{}, test.at))
		if !strings.Contains("\n"+got+"\n", "\n"+test.want+"\n") {
			t.Errorf("%s: no %q in\n%s", test.name, test.want, got)
		}
		if test.absent != "" && strings.Contains(got, test.absent) {
			t.Errorf("%s: %q in\n%s", test.name, test.absent, got)
		}
	}
}

func TestInspectSignature(t *testing.T) {
	for keys, want := range map[string]string{
		keySID + "=" + secret:            "note: the signature is good: made with the secret of " + keySID,
		keySID + "=wrong":                "fatal: the signature was not made with the secret of iss",
		keySID + "=wrong\nSK2=" + secret: "fatal: the signature was made with the secret of SK2, not with that of iss",
		"SK2=" + secret:                  "note: the signature was made with the secret of SK2",
		"SK2=other":                      "note: no secret was given for this iss; the signature is unchecked",
	} {
		got := findings(Inspect([]byte(real), keysOf(t, keys), incident.NoTime))
		if !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

func TestInspectKeepsSignature(t *testing.T) {
	signature := real[strings.LastIndexByte(real, '.')+1:]
	nested := minted(`{"note":"` + real + `",` + grants + `}`)
	for _, text := range []string{real, nested} {
		if shown := fmt.Sprintf("%+v", Inspect([]byte(text), Keys{}, 0)); strings.Contains(shown, signature) || strings.Contains(shown, fakeSignature) {
			t.Errorf("a signature in %s", shown)
		}
	}
}

func TestMembersKeepOrder(t *testing.T) {
	i := Inspect([]byte(minted(`{"sub":"AC1","z":[1, 2],"exp":10.5,"a":null,"sub":"AC2"}`)), Keys{}, 0)
	var got []string
	for _, m := range i.Claims {
		got = append(got, m.Name+"="+m.Value+m.Time.String())
	}
	want := "sub=AC1 z=[1,2] exp=10.51970-01-01T00:00:10.500Z a=null sub=AC2"
	if strings.Join(got, " ") != want {
		t.Errorf("got %q, want %q", strings.Join(got, " "), want)
	}
}
