package token

import (
	"encoding/json"
	"testing"

	"github.com/golang-jwt/jwt/v5"
	"github.com/google/go-cmp/cmp"

	"lapse/analyze/incident"
)

// FuzzScan holds the scanner against encoding/json: where it answers, it must answer the same.
func FuzzScan(f *testing.F) {
	for _, seed := range []string{
		`{}`, `{"exp":1}`, `{"exp":1.5,"exp":"2"}`, `{"jti":"a","iss":"b","sub":null}`, `{"grants":{"identity":"x","voice":null}}`,
		`{"exp":-0}`, `{"exp":01}`, `{"exp":1e3}`, `{"a":[1,{"b":[]}],"exp":7}`, `{"a":tru}`, `{"exp":1}x`, ` { "exp" : 1 } `, `{"exp"`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		got, found := scan(text)
		if found != scanWhole {
			return
		}
		var want claims
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatalf("%q: the scanner read what encoding/json does not: %v", text, err)
		}
		if diff := cmp.Diff(want, got, cmp.AllowUnexported(claims{}, number{})); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	})
}

// FuzzDecode holds Decode against golang-jwt: a token that the library decodes has the library's claims, and no input is
// too odd to be read.
func FuzzDecode(f *testing.F) {
	f.Add(real)
	f.Add(real[:200])
	f.Add(minted(`{"exp":1782025202,` + grants + `}`))
	f.Add("Bearer a.b.c")
	f.Add("..")
	f.Fuzz(func(t *testing.T, text string) {
		got := Decode([]byte(text))
		if got.Fingerprint != "" && got.Defects.Has(incident.SignatureCut) {
			t.Errorf("%q: a fingerprint of a cut token", text)
		}
		_ = Inspect([]byte(text), Keys{}, incident.Unix(0))
		parsed := &parsedClaims{}
		library, _, err := jwt.NewParser().ParseUnverified(text, parsed)
		if err != nil || len(library.Signature) < 32 {
			return
		}
		want := incident.NoToken()
		want.Claims, want.Fingerprint, want.Signature = true, got.Fingerprint, got.Signature
		fill(&want, &parsed.claims)
		want.Defects |= got.Defects & (incident.AlgUnexpected | incident.SignatureCut)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%q: %s", text, diff)
		}
	})
}
