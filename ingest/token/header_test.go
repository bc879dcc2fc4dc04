package token

import "testing"

// TestCommonHeaders: what is known by heart is what decoding says.
func TestCommonHeaders(t *testing.T) {
	for _, h := range commonHeaders {
		if alg, ok := readAlgorithm([]byte(h)); alg != "HS256" || !ok {
			t.Errorf("%s: alg %q, %v", h, alg, ok)
		}
	}
}
