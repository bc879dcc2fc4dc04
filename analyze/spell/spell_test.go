package spell

import (
	"strings"
	"testing"
)

func TestNearest(t *testing.T) {
	known := []string{"clock_skew", "wrong_iss", "bad_token", "bad_taken"}
	for word, want := range map[string]string{
		"clock_skew": "clock_skew", "clock_scew": "clock_skew", "clokskew": "clock_skew", "wrong_issuer": "wrong_iss",
		"bad_tken": "bad_token", "bad_t_ken": "bad_token", strings.Repeat("x", 1<<20): "clock_skew",
	} {
		if got := Nearest(word, known); got != want {
			t.Errorf("%.20q: %q, want %q", word, got, want)
		}
	}
	if got := Nearest("x", nil); got != "" {
		t.Errorf("of no words, %q", got)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"kitten", "sitting", 3}, {"same", "same", 0}, {"ab", "ba", 2}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("%q to %q: %d, want %d", c.a, c.b, got, c.want)
		}
	}
}
