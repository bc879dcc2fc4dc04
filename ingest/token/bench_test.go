package token

import "testing"

// BenchmarkFirst decodes the token of a line, as a decoder does that has seen its like: fingerprint, claims, defects.
func BenchmarkFirst(b *testing.B) {
	d := NewDecoder(Keys{})
	b.SetBytes(int64(len(real)))
	b.ReportAllocs()
	for b.Loop() {
		d.First(real)
	}
}

// BenchmarkDecode decodes a token on its own.
func BenchmarkDecode(b *testing.B) {
	b.SetBytes(int64(len(real)))
	b.ReportAllocs()
	for b.Loop() {
		Decode([]byte(real))
	}
}

// BenchmarkRedact looks at a text without secrets, as most are.
func BenchmarkRedact(b *testing.B) {
	const text = "The Access Token provided to the Twilio API has expired"
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		RedactString(text)
	}
}
