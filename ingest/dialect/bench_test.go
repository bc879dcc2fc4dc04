package dialect

import (
	"testing"

	"lapse/analyze/incident"
	"lapse/ingest/format"
)

// BenchmarkRead reads the two lines of which incidents have most: an issuance with its token, and a posted error.
func BenchmarkRead(b *testing.B) {
	for name, line := range map[string]string{
		"issued": `{"level":30,"time":1782021745191,"pid":17,"hostname":"token-3","reqId":"ecb150a56c1d","identity":"agent-25","deviceId":"dev-c6b76251dc","responseTime":50.0,"statusCode":200,"token":"` + whole + `","msg":"access token issued"}`,
		"error":  `{"timestamp": "2026-06-21T07:00:06.716Z", "receivedAt": "2026-06-21T07:00:06.451Z", "level": "error", "identity": "agent-20", "deviceId": "dev-2b5e942971", "sdk": "@twilio/voice-sdk@2.18.5", "app": "desk/2.9", "event": "error", "error": {"code": 31202, "name": "AccessTokenSignatureValidationFailed", "message": "AccessTokenSignatureValidationFailed (31202): The provided access token failed signature validation.", "description": "The provided access token failed signature validation", "causes": [], "solutions": []}}`,
	} {
		b.Run(name, func(b *testing.B) {
			decoder := format.Detect([]byte(line), format.Options{})
			r := NewReader(Context{})
			var entry format.Entry
			decoder.Line(1, []byte(line), func(e *format.Entry) { entry = *e; entry.Fields = append(format.Fields(nil), e.Fields...) })
			b.SetBytes(int64(len(line)))
			b.ReportAllocs()
			for b.Loop() {
				r.Read(&entry, func(*incident.Event) {})
			}
		})
	}
}
