package token

import "testing"

func TestTheEndOfASecretIsRedacted(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{`c2lnbmF0dXJl","msg":"ok"}`, `[redacted]","msg":"ok"}`},
		{`k","msg":"ok"}`, `[redacted]","msg":"ok"}`},
		{`k\",\"msg\":\"ok\"}\n`, `[redacted]\",\"msg\":\"ok\"}\n`},
		{`9uYW1l.c2lnbmF0dXJlMQ&x=1`, `[redacted]&x=1`},
		{`c2lnbmF0dXJlMDEyMzQ1`, `[redacted]`},
		{`nothing to hide here`, `nothing to hide here`},
		{`2026-06-21T09:12:03Z up`, `2026-06-21T09:12:03Z up`},
		{`{"a":1}`, `{"a":1}`},
		{`x password=abc`, `x password=[redacted]`},
		{``, ``},
	} {
		if got := string(RedactTail([]byte(c.text))); got != c.want {
			t.Errorf("%s: got %s, want %s", c.text, got, c.want)
		}
	}
}
