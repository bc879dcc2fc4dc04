package token

import (
	"bytes"
	"strings"
	"testing"
)

// marked is the value that must never come out. It is long, and looks like nothing that a rule could know.
const marked = "MARK3Dsecret0value"

func TestRedact(t *testing.T) {
	signature := real[strings.LastIndexByte(real, '.')+1:]
	sum := "[token sha256:" + Decode([]byte(real)).Fingerprint.Hex()[:12] + "…]"
	for _, test := range []struct{ text, want string }{
		{"nothing to hide", "nothing to hide"},
		{"2026-06-21T09:12:03Z GET /token?identity=agent-7 200", "2026-06-21T09:12:03Z GET /token?identity=agent-7 200"},
		{"ttl=3600 code: 31202", "ttl=3600 code: 31202"},
		{"token " + real + " refused", "token " + sum + " refused"},
		{`{"payload":{"token":"` + real + `"}}`, `{"payload":{"token":"` + sum + `"}}`},
		{`"{\"token\":\"` + real + `\"}"`, `"{\"token\":\"` + sum + `\"}"`},
		{"cut " + real[:200], "cut [token]"},
		{"***." + real[strings.IndexByte(real, '.')+1:], "***.[token]"},
		{"Authorization: Bearer " + marked, "Authorization: [redacted]"},
		{`{"authorization":"Basic ` + marked + `","x":1}`, `{"authorization":"[redacted]","x":1}`},
		{"proxy-authorization=Digest " + marked + "\nnext: 1", "proxy-authorization=[redacted]\nnext: 1"},
		{"Cookie: a=" + marked + "; b=" + marked, "Cookie: [redacted]"},
		{`"set-cookie":"sid=` + marked + `; Path=/","x":1`, `"set-cookie":"[redacted]","x":1`},
		{"sent Bearer " + marked + ", refused", "sent Bearer [redacted], refused"},
		{"Bearer authentication failed", "Bearer authentication failed"},
		{"password=" + marked + "&user=7", "password=[redacted]&user=7"},
		{"TWILIO_AUTH_TOKEN=" + marked, "TWILIO_AUTH_TOKEN=[redacted]"},
		{`{"apiKeySecret": "` + marked + `", "ok": true}`, `{"apiKeySecret": "[redacted]", "ok": true}`},
		{`{"client_secret":"a\"` + marked + `","ok":1}`, `{"client_secret":"[redacted]","ok":1}`},
		{`{\"accessToken\":\"` + marked + `\",\"ok\":1}`, `{\"accessToken\":\"[redacted]\",\"ok\":1}`},
		{"api_secret: '" + marked + "'", "api_secret: '[redacted]'"},
		{"secret => " + marked, "secret => [redacted]"},
		{"https://user:" + marked + "@example.com/x", "https://[redacted]@example.com/x"},
		{"https://AC1:" + marked + "@api.example.com", "https://[redacted]@api.example.com"},
		{"https://example.com/a@b and https://u:" + marked + "@c/", "https://example.com/a@b and https://[redacted]@c/"},
		{"postgres://u:p" + marked + "@db:5432/x", "postgres://[redacted]@db:5432/x"},
		{"/cb?access_token=" + marked + "&state=1", "/cb?access_token=[redacted]&state=1"},
		{"a=ice-pwd:" + marked, "a=ice-pwd:[redacted]"},
		{"password=", "password="},
		{"db_pass=" + marked + " compass=north", "db_pass=[redacted] compass=north"},
		{"jwt: " + marked + ": refused", "jwt: [redacted]: refused"},
		{"unexpected token: identifier", "unexpected token: identifier"},
		{"AccessTokenExpired: The token", "AccessTokenExpired: The token"},
		{`["cookie","sid=` + marked + `"]`, `["cookie","[redacted]"]`},
		{`{"name":"password","value":"` + marked + `"}`, `{"name":"password","value":"[redacted]"}`},
		{`{"value":"` + marked + `","name":"password"}`, `{"value":"[redacted]","name":"password"}`},
		{`{"name":"password","identity":"agent-7"}`, `{"name":"password","identity":"agent-7"}`},
		{`{"secrets":["` + marked + `"]}`, `{"secrets":[redacted]`},
		{`{"password":"","ok":1}`, `{"password":"","ok":1}`},
		{`"{""password"":""` + marked + `""}"`, `"{""password"":""[redacted]""}"`},
		{"/cb?next=%2Fx%3Fapi_key%3D" + marked + " 200", "/cb?next=%2Fx%3Fapi_key%3D[redacted] 200"},
		{`/cb?x=1\u0026token=` + marked, `/cb?x=1&token=[redacted]`},
		{`\u003cpassword\u003e` + marked + `\u003c/password`, `<password>[redacted]</password`},
		{"lapse --auth-token " + marked + " --next", "lapse --auth-token [redacted] --next"},
		{"lapse --auth-token --next", "lapse --auth-token --next"},
		{"curl -u AC00000000000000000000000000000001:" + marked, "curl -u AC00000000000000000000000000000001:[redacted]"},
		{"signature only: signature=" + signature, "signature only: signature=[redacted]"},
	} {
		got := RedactString(test.text)
		if got != test.want {
			t.Errorf("%.60q\n got %q\nwant %q", test.text, got, test.want)
		}
		if again := RedactString(got); again != got {
			t.Errorf("redacted twice: %q, then %q", got, again)
		}
	}
}

func TestRedactKeepsClean(t *testing.T) {
	clean := []byte("Access Token expired or expiration date invalid")
	if got := Redact(clean); &got[0] != &clean[0] {
		t.Error("a clean text was copied")
	}
}

// FuzzRedact plants a token and a password into any text: neither may come out, and redacting again must change nothing.
func FuzzRedact(f *testing.F) {
	for _, seed := range []string{"", " ", `{"a":"`, `\"`, "https://", "x=1&", "Cookie: ", "Bearer ", `\\\"`, "eyJ", "["} {
		f.Add(seed, seed)
	}
	signature := []byte(real[strings.LastIndexByte(real, '.')+1:])
	f.Fuzz(func(t *testing.T, before, after string) {
		if len(before) > 0 && (tokenByte(before[len(before)-1]) || before[len(before)-1] == '.') {
			before += " " // else it is the token's own text that goes on
		}
		got := Redact([]byte(before + real + "\n" + after))
		if bytes.Contains(got, signature) {
			t.Errorf("signature in %q", got)
		}
		if again := Redact(got); !bytes.Equal(again, got) {
			t.Errorf("redacted twice: %q, then %q", got, again)
		}
		got = Redact([]byte(after + "\npassword=" + marked + "\n"))
		if bytes.Contains(got, []byte(marked)) && !strings.Contains(before+after, marked) {
			t.Errorf("password in %q", got)
		}
	})
}

func TestRedactField(t *testing.T) {
	for _, test := range []struct{ name, value, want string }{
		{"identity", "agent-7", "agent-7"}, {"error.message", "password=" + marked, "password=[redacted]"},
		{"request.headers.Authorization.0", marked, Redacted}, {"credentials.key", "x", Redacted}, {"auth.token", marked, Redacted},
		{"token", "expired", "expired"}, {"tokenTtl", "3600", "3600"}, {"apiSecret", "", ""},
	} {
		if got := RedactField(test.name, test.value); got != test.want {
			t.Errorf("%s=%s: %q, want %q", test.name, test.value, got, test.want)
		}
	}
}

func TestHides(t *testing.T) {
	line := []byte("Cookie: theme=dark; sid=" + marked + "\nidentity=agent-7")
	for value, want := range map[string]bool{marked: true, "agent-7": false, "not there": false, "Cookie: theme=dark": false} {
		if got := Hides(line, value); got != want {
			t.Errorf("%q: %v, want %v", value, got, want)
		}
	}
}
