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
		var texts memo
		got, found := scan(text, &texts)
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

// FuzzFirst holds a decoder that has seen the text before, header and all, against Find and Decode.
func FuzzFirst(f *testing.F) {
	for _, seed := range []string{
		real, "token=" + real + ";", real[:len(real)-1], real + "A", real + "=", real[:len(real)-43] + "[redacted]", real[:120] + "\n" + real[120:],
		real[:len(real)-44] + "AA" + real[len(real)-44:], minted(`{"exp":"1782025202",` + grants + `}`), minted(`{"iss":"\u0041"}`), "",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		want := incident.NoToken()
		start, end, found := Find([]byte(text))
		if found {
			want = Decode([]byte(text)[start:end])
		}
		d := NewDecoder(Keys{})
		d.First(real)
		for range 2 {
			got, all, ok := d.First(text)
			if ok != found || got != want {
				t.Fatalf("%q: %v, want %v: %s", text, ok, found, cmp.Diff(want, got))
			}
			if all && (start != 0 || end != len(text) || got.Fingerprint != fingerprintOf([]byte(text))) {
				t.Fatalf("%q is not all the token", text)
			}
		}
	})
}

func TestUsualTakesWhatHelpersMint(t *testing.T) {
	d := NewDecoder(Keys{})
	if _, all, ok := d.First(real); !ok || !all {
		t.Fatal("no token")
	}
	if _, ok := d.usual([]byte(real)); !ok {
		t.Error("a token with a known header is left to Find")
	}
}
