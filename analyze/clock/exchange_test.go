package clock

import (
	"testing"

	"lapse/analyze/incident"
)

func stamp(c incident.Clock, ms int64, width incident.Span) Reading {
	return Reading{Clock: c, Lo: incident.Time(ms * 1000), Hi: incident.Time(ms * 1000).Add(width)}
}

// TestExchange: what one request says of the host's clock, given the client's. The client, 2 s ahead, asks at 10.0 s of its
// own clock and is answered at 10.4 s; the host mints in the second of 5 s of its own: it is 3.4 s to 2 s behind.
func TestExchange(t *testing.T) {
	host, dev := incident.IssuerClock("token-1"), incident.ClientClock("dev-1")
	x := Exchange{
		Source: "dev-1", Asked: stamp(dev, 10_000, 0), Got: stamp(dev, 10_400, 0),
		Mint: stamp(host, 5_000, incident.Second-1),
	}
	known := func(c incident.Clock, _ incident.Time) incident.Interval {
		if c == dev {
			return incident.Interval{Lo: 2 * second, Hi: 2 * second}
		}
		return incident.Anything()
	}
	var lo, hi []int64
	x.Bounds(known,
		func(c incident.Clock, b Bound) { lo = append(lo, b.Offset) },
		func(c incident.Clock, b Bound) { hi = append(hi, b.Offset) })
	if len(lo) != 1 || len(hi) != 1 || lo[0] != 5_000_000-8_400_000 || hi[0] != 5_999_999-8_000_000 {
		t.Errorf("low %v, high %v", lo, hi)
	}
}

// TestThroughTheBalancer: a clock that shares no line with the client is bounded through one that does.
func TestThroughTheBalancer(t *testing.T) {
	host, lb, dev := incident.IssuerClock("token-1"), incident.BalancerClock("lb"), incident.ClientClock("dev-1")
	x := Exchange{
		Source: "dev-1", Asked: stamp(dev, 1_000, 0), Got: stamp(dev, 1_500, 0),
		Start: stamp(lb, 101_000, 0), End: stamp(lb, 101_300, 0), Mint: stamp(host, 201_100, 0),
	}
	d := x.closure()
	if got := d[issuer][client]; got != 201_100_000-1_000_000 {
		t.Errorf("host − client at most %v", incident.Span(got))
	}
	if got := d[issuer][balancer]; got != 201_100_000-101_000_000 {
		t.Errorf("host − balancer at most %v", incident.Span(got))
	}
	if got := d[balancer][issuer]; got != 101_300_000-201_100_000 {
		t.Errorf("balancer − host at most %v", incident.Span(got))
	}
}

// TestClosureIsClosed: no path is shorter than the edge that the closure gives.
func TestClosureIsClosed(t *testing.T) {
	d := closure{{0, 5, unconstrained}, {unconstrained, 0, 7}, {1, unconstrained, 0}}
	d.close()
	if d[client][issuer] != 12 || d[issuer][balancer] != 6 || d[balancer][client] != 8 {
		t.Errorf("%v", d)
	}
}
