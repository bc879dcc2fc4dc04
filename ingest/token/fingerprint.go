package token

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"lapse/analyze/incident"
)

// minHex and maxHex bound the digits of a fingerprint in a log: fewer than 12 would not tell tokens apart.
const (
	minHex = 12
	maxHex = 64
)

// fingerprintOf is the fingerprint of a whole token.
func fingerprintOf(text []byte) incident.Fingerprint {
	sum := sha256.Sum256(text)
	return incident.Fingerprint(sum[:])
}

// ParseFingerprint reads the SHA-256 of a token, or a prefix of it, in hex of any case. "sha256:" in front and an
// ellipsis behind are taken off; an odd last digit is dropped, so that the rest is a prefix in bytes.
func ParseFingerprint(text string) (incident.Fingerprint, bool) {
	text = strings.Trim(text, " \"'")
	if len(text) > 7 && strings.EqualFold(text[:6], "sha256") && strings.ContainsRune(":-=", rune(text[6])) {
		text = text[7:]
	}
	text = strings.TrimRight(strings.TrimSuffix(text, "…"), ".")
	if len(text) < minHex || len(text) > maxHex {
		return "", false
	}
	sum, err := hex.DecodeString(text[:len(text)&^1])
	if err != nil || len(text)%2 == 1 && !isHex(text[len(text)-1]) {
		return "", false
	}
	return incident.Fingerprint(sum), true
}

func isHex(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'f' || b >= 'A' && b <= 'F'
}
