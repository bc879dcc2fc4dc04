package compare

import "math"

// rate is a number of sessions that were hit, of those that could have been.
type rate struct{ hit, of int }

// tail is the chance of at least n hits in this run, if both runs had the same rate and the total is given: the exact
// one-sided test of two Poisson rates (a binomial tail). It errs to the safe side where large shares of the sessions are hit.
func tail(base, now rate) float64 {
	total := base.hit + now.hit
	if now.hit == 0 || total == 0 {
		return 1
	}
	return binomialTail(now.hit, total, float64(now.of)/float64(now.of+base.of))
}

// ratio is the exact interval of now's rate over base's, each side with the given error. Its upper end is infinite where the
// baseline has no hit.
func ratio(base, now rate, side float64) (lo, hi float64) {
	total := base.hit + now.hit
	odds := func(p float64) float64 { return p / (1 - p) * float64(base.of) / float64(now.of) }
	lo, hi = 0, math.Inf(1)
	if now.hit > 0 {
		lo = odds(bisect(func(p float64) bool { return binomialTail(now.hit, total, p) < side }))
	}
	if base.hit > 0 {
		hi = odds(1 - bisect(func(p float64) bool { return binomialTail(base.hit, total, p) < side }))
	}
	return lo, hi
}

// bisect finds the p at which holds, true for small p, turns false.
func bisect(holds func(p float64) bool) float64 {
	lo, hi := 0.0, 1.0
	for range 60 {
		if mid := (lo + hi) / 2; holds(mid) {
			lo = mid
		} else {
			hi = mid
		}
	}
	return lo
}

// binomialTail is the chance of at least k successes in n trials of chance p: the regularised incomplete beta function
// I_p(k, n−k+1), which takes the same time for a million trials as for ten.
func binomialTail(k, n int, p float64) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n || p <= 0:
		return 0
	case p >= 1:
		return 1
	}
	a, b := float64(k), float64(n-k+1)
	front := math.Exp(logGamma(a+b) - logGamma(a) - logGamma(b) + a*math.Log(p) + b*math.Log1p(-p))
	if p < (a+1)/(a+b+2) { // where the fraction converges fast; else the mirror image
		return min(front*betaFraction(a, b, p)/a, 1)
	}
	return max(1-front*betaFraction(b, a, 1-p)/b, 0)
}

func logGamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}

// betaFraction is the continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method.
func betaFraction(a, b, x float64) float64 {
	const tiny, enough = 1e-300, 1e-15
	away := func(v float64) float64 {
		if math.Abs(v) < tiny {
			return tiny
		}
		return v
	}
	c, d := 1.0, 1/away(1-(a+b)*x/(a+1))
	f := d
	for m := 1.0; m < 10000; m++ {
		even := m * (b - m) * x / ((a + 2*m - 1) * (a + 2*m))
		d, c = 1/away(1+even*d), away(1+even/c)
		f *= d * c
		odd := -(a + m) * (a + b + m) * x / ((a + 2*m) * (a + 2*m + 1))
		d, c = 1/away(1+odd*d), away(1+odd/c)
		f *= d * c
		if math.Abs(d*c-1) < enough {
			break
		}
	}
	return f
}
