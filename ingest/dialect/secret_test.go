package dialect

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"lapse/analyze/incident"
	"lapse/ingest/format"
	"lapse/ingest/token"
)

// whole is a token; signature is the part of it that must never come out.
const (
	header    = "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCIsImN0eSI6InR3aWxpby1mcGE7dj0xIn0"
	claims    = "eyJpc3MiOiJTSzEiLCJzdWIiOiJBQzEiLCJleHAiOjE3ODIwMjUyMDIsImdyYW50cyI6eyJpZGVudGl0eSI6ImFnZW50LTciLCJ2b2ljZSI6e319fQ"
	signature = "qPSacigbK1wBhTyLlmSXU4ES3YpSVOdvgY58x97z1bA"
	whole     = header + "." + claims + "." + signature
	password  = "MARK3Dsecret0value"
)

// TestSecretsStay plants a token and a password in every field and sentence that a dialect reads: neither may stand in an
// event.
func TestSecretsStay(t *testing.T) {
	planted := []string{whole, "Bearer " + whole, "password=" + password, "https://u:" + password + "@host/", "Authorization: Bearer " + password}
	var keys []string
	for _, row := range aliasTable {
		keys = append(keys, strings.Fields(row.names)...)
	}
	sentences := []string{
		"%s", "Twilio.Device Error: AccessTokenExpired (20104): %s", "[app] token refresh failed %s", "token issued %s", "Code=20101 com.twilio.voice %s",
		`[TwilioVoice][WSTransport] Received: {"type":"error","version":"1.6","payload":{"error":{"code":31202,"message":"%s"}}}`,
		`[TwilioVoice][WSTransport] Sending: {"type":"listen","version":"1.6","payload":{"token":"%s"}}`,
		`[TwilioVoice][Device] Received error:  X: X (20104): %s`, `[TwilioVoice][Device] #error {code: 31202, message: %s}`,
		`[TwilioVoice][WSTransport] Received: {"type":"connected","version":"1.6","payload":{"token":{"identity":"%s"}}}`,
	}
	for _, plant := range planted {
		for _, kind := range []string{"error", "tokenFetched", "access token issued", "tokenFetchFailed"} {
			for _, key := range keys {
				check(t, &format.Entry{Format: "json", Body: kind, Host: plant, Fields: fields("event", kind, "code", "20104", "status", "503", "identity", "agent-7", key, plant)})
			}
		}
		for _, s := range sentences {
			check(t, &format.Entry{Format: "console", Body: strings.ReplaceAll(s, "%s", plant)})
		}
	}
}

func check(t *testing.T, e *format.Entry) {
	t.Helper()
	e.Line, e.Time, e.Received = 1, format.NoStamp(), format.NoStamp()
	var all bytes.Buffer
	emit := func(e *incident.Event) { fmt.Fprintf(&all, "%+v\n", *e) }
	r := NewReader(Context{Path: "dev-1.log"})
	out := r.Read(e, emit)
	r.Close(emit)
	fmt.Fprintf(&all, "%+v", out)
	for _, secret := range []string{signature, password, claims} {
		if bytes.Contains(all.Bytes(), []byte(secret)) {
			t.Errorf("%q in the events of %+v", secret[:8], e)
		}
	}
}

// FuzzRead reads any text as package ingest would: nothing may panic, every event must have a kind and a place, and a
// token in the text must not come out.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{
		wireLine + "\n" + toldLine + "\n" + appLine, `{"identity":"agent-7","event":"error","error":{"code":20104,"originalError":{"code":31205}}}`,
		`2026-06-21T06:00:07.956Z [TwilioVoice][Device] .updateToken`, `{"level":30,"msg":"access token issued","exp":1e99,"iat":"x"}`,
		`10.0.0.8 - - [21/Jun/2026:06:00:31 +0000] "GET /token?identity=a HTTP/1.1" 200 8 rt=0.2`,
		`2026-06-21T06:00:07Z [TwilioVoice][WSTransport] Sending: {"type":"listen","payload":{"token":"eyJ`, `{"type":"com.twilio.error-logs","data":{"error_code":"20104"}}`,
	} {
		f.Add([]byte(seed))
	}
	keys, err := token.ParseKeys(strings.NewReader("SK1=x"))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		text = append(append(text, '\n'), `{"msg":"x","identity":"`+whole+`","event":"error","code":20104}`...)
		events, _ := read(Context{Path: "x/console.log", Keys: keys}, text)
		for i := range events {
			e := &events[i]
			if e.Kind == incident.KindNone || e.Pos.Line < 1 || e.Format == "" {
				t.Errorf("%+v", e)
			}
			if strings.Contains(show(e)+e.Message, signature) {
				t.Errorf("a signature in %s", show(e))
			}
		}
	})
}
