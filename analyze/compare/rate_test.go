package compare

import (
	"math"
	"math/rand/v2"
	"testing"
)

// The tail against adding up every outcome by hand, for small numbers.
func TestBinomialTail(t *testing.T) {
	for n := range 12 {
		for _, p := range []float64{0, 0.1, 0.5, 0.9, 1} {
			for k := 0; k <= n+1; k++ {
				want := 0.0
				for i := k; i <= n; i++ {
					want += choose(n, i) * math.Pow(p, float64(i)) * math.Pow(1-p, float64(n-i))
				}
				if got := binomialTail(k, n, p); math.Abs(got-want) > 1e-12 {
					t.Errorf("P(X ≥ %d of %d, %g) = %g, want %g", k, n, p, got, want)
				}
			}
		}
	}
}

func choose(n, k int) float64 {
	c := 1.0
	for i := range k {
		c = c * float64(n-i) / float64(i+1)
	}
	return c
}

// Large numbers, against values known otherwise: the median of a binomial with a whole mean, and its symmetry.
func TestBinomialTailOfManyTrials(t *testing.T) {
	for _, n := range []int{1000, 1_000_000} {
		upper, lower := binomialTail(n/2+1, n, 0.5), binomialTail(n/2, n, 0.5)
		if math.Abs(upper+lower-1) > 1e-9 || upper >= 0.5 || lower <= 0.5 {
			t.Errorf("n = %d: P(X > n/2) = %g, P(X ≥ n/2) = %g", n, upper, lower)
		}
	}
}

// The interval contains the true ratio at least as often as it says.
func TestRatioCovers(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	draw := func(of int, p float64) rate {
		n := 0
		for range of {
			if r.Float64() < p {
				n++
			}
		}
		return rate{n, of}
	}
	missed := 0
	const times = 2000
	for range times {
		lo, hi := ratio(draw(150, 0.08), draw(300, 0.16), 0.025)
		if lo > 2 || hi < 2 {
			missed++
		}
	}
	if missed > times/20 {
		t.Errorf("the 95 %% interval missed the truth %d of %d times", missed, times)
	}
	if missed == 0 {
		t.Error("the interval never misses: it is wider than it needs to be")
	}
}

func TestRatioEnds(t *testing.T) {
	if lo, hi := ratio(rate{0, 100}, rate{5, 100}, 0.025); lo <= 0 || !math.IsInf(hi, 1) {
		t.Errorf("nothing before: %g … %g", lo, hi)
	}
	if lo, hi := ratio(rate{9, 100}, rate{0, 100}, 0.025); lo != 0 || hi >= 1 {
		t.Errorf("nothing now: %g … %g", lo, hi)
	}
	// twice the sessions and twice the hits are the same rate
	if lo, hi := ratio(rate{10, 100}, rate{20, 200}, 0.025); lo >= 1 || hi <= 1 {
		t.Errorf("the same rate: %g … %g", lo, hi)
	}
}
