package ingest

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"testing"

	"lapse/analyze/incident"
	"lapse/ingest/source"
)

// null keeps nothing.
type null struct{}

func (null) Put(_ context.Context, batch []incident.Event) (int, error) { return len(batch), nil }
func (null) PutSource(_ context.Context, _ incident.Source) error       { return nil }

// issuances are n lines as a token server with structured logging writes them, about 1 KB each, with whole tokens.
func issuances(n int) []byte {
	b64 := base64.RawURLEncoding.EncodeToString
	var out bytes.Buffer
	for i := range n {
		at := 1782033120 + i/50
		head := b64([]byte(`{"cty":"twilio-fpa;v=1","typ":"JWT","alg":"HS256"}`))
		body := b64(fmt.Appendf(nil, `{"jti":"SK%032x-%d","grants":{"identity":"agent_%06d","voice":{"incoming":{"allow":true},"outgoing":{"application_sid":"AP%032x"},"push_credential_sid":"CR%032x"}},"iat":%d,"exp":%d,"iss":"SK%032x","sub":"AC%032x"}`,
			i%4, at, i%20000, i%4, i, at, at+3600, i%4, 7))
		mac := hmac.New(sha256.New, []byte("a made-up secret"))
		mac.Write([]byte(head + "." + body))
		fmt.Fprintf(&out, `{"ts":"2026-06-21T09:%02d:%02d.%03dZ","level":"info","logger":"token-service","msg":"access token issued","request_id":"229314bb-3f6c-441e-a6d9-%012x","identity":"agent_%06d","device_id":"e382a268-0539-4833-aec8-%012x","platform":"android","endpoint":"/v1/voice/token","client_ip":"10.122.210.165","ttl":3600,"kid":"SK%032x","duration_ms":60,"pod":"token-svc-7c9d8f-0008","token":"%s.%s.%s"}`+"\n",
			i/3000%60, i/50%60, i%50*20, i, i%20000, i%20000, i%4, head, body, b64(mac.Sum(nil)))
	}
	return out.Bytes()
}

// failures are n errors as an app posts them.
func failures(n int) []byte {
	var out bytes.Buffer
	for i := range n {
		fmt.Fprintf(&out, `{"ts":"2026-06-21T09:%02d:%02d.%03dZ","level":"error","event":"device.error","sdk":"twilio-voice-js","sdk_version":"2.18.5","identity":"agent_%06d","device_id":"e382a268-0539-4833-aec8-%012x","session_id":"cf431f7d-6a31-4aea-a507-2486a2b66f13","error":{"code":31202,"name":"AuthorizationErrors.AccessTokenSignatureValidationFailed","message":"Access Token expired or expiration date invalid","explanation":"The provided access token failed signature validation."},"token_sha256":"%064x","network":{"type":"wifi","rtt_ms":278,"jitter":16.52},"edge":"ashburn","app":{"version":"4.18.5","build":4765},"os":"android 16.0"}`+"\n",
			i/3000%60, i/50%60, i%50*20, i%20000, i%20000, i)
	}
	return out.Bytes()
}

func benchmarkRun(b *testing.B, text []byte) {
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Run(context.Background(), []string{"-"}, Options{Stdin: bytes.NewReader(text)}, null{}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkIssuances and BenchmarkErrors measure all of ingest but the store.
func BenchmarkIssuances(b *testing.B) { benchmarkRun(b, issuances(20000)) }
func BenchmarkErrors(b *testing.B)    { benchmarkRun(b, failures(20000)) }

// BenchmarkLines measures the cutting into lines.
func BenchmarkLines(b *testing.B) {
	text := issuances(1000)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		for range lines(text, 1) {
		}
	}
}

// BenchmarkPass measures one worker: from the bytes of a chunk to events.
func BenchmarkPass(b *testing.B) {
	text := issuances(1000)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	p := jobs(string(text))[0].lane.spare()
	for b.Loop() {
		p.read(source.Chunk{First: 1, Lines: 1000, Data: text})
		p.result.reset()
	}
}
