package clock

import (
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// asked are requests of clients, one each by source, to a host that their clocks place that many seconds off.
func asked(off map[string]float64) []Exchange {
	var out []Exchange
	for source, by := range off {
		for _, x := range exchanges("token-1", by) {
			x.Source = source
			out = append(out, x)
		}
	}
	return out
}

// TestMajority: clients that nothing ties to UTC name a host wrong only where two of them, of different people, agree on it.
func TestMajority(t *testing.T) {
	for name, c := range map[string]struct {
		off  map[string]float64
		want bool
	}{
		"two agree":               {map[string]float64{"agent-1\x00dev-1": -380, "agent-2\x00dev-2": -380.5}, true},
		"one alone":               {map[string]float64{"agent-1\x00dev-1": -380}, false},
		"two tabs of one person":  {map[string]float64{"agent-1\x00dev-1": -380, "agent-1\x00dev-2": -380.5}, false},
		"two that do not agree":   {map[string]float64{"agent-1\x00dev-1": -380, "agent-2\x00dev-2": -3800}, false},
		"two that call it right":  {map[string]float64{"agent-1\x00dev-1": 0, "agent-2\x00dev-2": 0.2}, false},
		"two against one of them": {map[string]float64{"agent-1\x00dev-1": -380, "agent-2\x00dev-2": -380.5, "agent-3\x00dev-3": -9000}, true},
	} {
		b := NewBook()
		b.Learn(Soft, asked(c.off), right)
		reports := b.Reports()
		if len(reports) != 1 {
			t.Fatalf("%s: %d reports", name, len(reports))
		}
		if r := reports[0]; (r.Warning != "") != c.want || c.want && !strings.HasSuffix(r.Warning, "; by the majority of clocks") {
			t.Errorf("%s: %q", name, r.Warning)
		}
		if r := reports[0]; len(c.off) == 1 && (r.Offset != incident.Anything() || r.Anchor != "none") {
			t.Errorf("%s: %v by %s, but nobody confirms it", name, r.Offset, r.Anchor)
		}
	}
}

// TestMajorityThroughBalancer: a host that only a balancer saw is judged by how well the balancer is known.
func TestMajorityThroughBalancer(t *testing.T) {
	host, lb, dev := incident.IssuerClock("token-1"), incident.BalancerClock("lb"), incident.ClientClock("dev")
	for _, c := range []struct {
		second string // who asked beside agent-1
		want   bool
	}{{"agent-2\x00dev", true}, {"agent-1\x00tab", false}} {
		var all []Exchange
		for ms := int64(0); ms < 7_200_000; ms += 120_000 {
			for i, source := range []string{"agent-1\x00dev", c.second} {
				at := ms + int64(i)*1000
				all = append(all, Exchange{Source: source, Asked: stamp(dev, at, 0), Got: stamp(dev, at+300, 0), Start: stamp(lb, at+50, 0), End: stamp(lb, at+250, 0)})
			}
			all = append(all, Exchange{Source: "agent-9", Start: stamp(lb, ms+3000, 0), End: stamp(lb, ms+3200, 0), Mint: stamp(host, ms+3100-380_000, 0)})
		}
		b := NewBook()
		b.Learn(Soft, all, right)
		for _, r := range b.Reports() {
			if r.Clock == host && (r.Warning != "") != c.want {
				t.Errorf("with %q: %q", c.second, r.Warning)
			}
		}
	}
}
