package token

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"lapse/analyze/incident"
)

const keySID = "SKfedcba9876543210fedcba9876543210"

func keysOf(t *testing.T, text string) Keys {
	t.Helper()
	k, err := ParseKeys(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return k
}

func TestCheck(t *testing.T) {
	good := keysOf(t, "# ours\n\n"+keySID+" = "+secret+"\r\nSKother=x")
	for _, test := range []struct {
		name string
		keys Keys
		text string
		want incident.Signature
	}{
		{"good", good, real, incident.SignatureGood},
		{"good, with a scheme", good, "Bearer " + real, incident.SignatureGood},
		{"another secret", keysOf(t, keySID+"="+secret+"x"), real, incident.SignatureBad},
		{"no secret for this iss", keysOf(t, "SKother="+secret), real, incident.SignatureUnchecked},
		{"no secrets", Keys{}, real, incident.SignatureUnchecked},
		{"cut", good, real[:len(real)-1], incident.SignatureUnchecked},
		{"altered", good, real[:len(real)-2] + "AA", incident.SignatureBad},
		{"alg none is not believed", good, segment(`{"alg":"none"}`) + "." + strings.Split(real, ".")[1] + ".", incident.SignatureBad},
	} {
		if got := test.keys.Check([]byte(test.text)); got != test.want {
			t.Errorf("%s: %d, want %d", test.name, got, test.want)
		}
	}
	if by := keysOf(t, "SKother="+secret).signedBy([]byte(real)); by != "SKother" {
		t.Errorf("signed by %q", by)
	}
}

func TestParseKeysErrors(t *testing.T) {
	for text, want := range map[string]string{
		"a\nb":                          "keys, line 1: want SK…=secret, found no =",
		"SK1=x\n" + marked + "=y":       "keys, line 2: want SK…=secret, and the name does not begin with SK",
		"SK1=":                          "keys, line 1: the secret is empty",
		"SK1=" + marked + "\nSK1=other": "keys, line 2: a key SID that was given before",
	} {
		_, err := ParseKeys(strings.NewReader(text))
		if err == nil || err.Error() != want {
			t.Errorf("%q: %v, want %q", text, err, want)
		}
	}
}

// TestKeysStaySecret prints keys in every way there is, alone and inside of other values.
func TestKeysStaySecret(t *testing.T) {
	keys := keysOf(t, keySID+"="+marked)
	hidden := struct {
		K Keys
		k Keys
		p *Keys
	}{keys, keys, &keys}
	var out bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&out, verb+verb+verb, keys, &keys, hidden)
	}
	text, _ := json.Marshal(map[string]any{"k": keys, "h": hidden})
	out.Write(text)
	slog.New(slog.NewJSONHandler(&out, nil)).Info("keys", "k", keys, "h", hidden)
	slog.New(slog.NewTextHandler(&out, nil)).Info("keys", "k", keys, "h", hidden)
	for _, form := range []string{marked, fmt.Sprintf("%x", marked), fmt.Sprint([]byte(marked))[1:20]} {
		if strings.Contains(out.String(), form) {
			t.Errorf("the secret came out as %q", form)
		}
	}
}
