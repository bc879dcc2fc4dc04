package clock

import (
	"strings"
	"testing"

	"lapse/analyze/incident"
)

// exchanges is a day of requests to one host that is off by so many seconds, by a client whose clock is right.
func exchanges(host string, off float64) []Exchange {
	dev, c := incident.ClientClock("dev-1"), incident.IssuerClock(host)
	var out []Exchange
	for ms := int64(0); ms < 7_200_000; ms += 120_000 {
		out = append(out, Exchange{
			Source: "dev-1", Asked: stamp(dev, ms, 0), Got: stamp(dev, ms+300, 0),
			Mint: stamp(c, ms+100+int64(off*1000), 0),
		})
	}
	return out
}

func right(*Exchange) incident.Interval { return incident.Interval{Lo: -second / 10, Hi: second / 10} }

func TestLearn(t *testing.T) {
	b := NewBook()
	b.Learn(Hard, exchanges("token-2", -380), right)
	i, ok := b.At(incident.IssuerClock("token-2"), reading(3600-380))
	if !ok || !covers(i, -380) || i.Width() > incident.Second {
		t.Errorf("%v", i)
	}
	reports := b.Reports()
	if len(reports) != 1 || !strings.Contains(reports[0].Warning, "380 s behind") {
		t.Errorf("%+v", reports)
	}
	for _, e := range reports[0].Binding {
		if e.Text == "" {
			t.Error("a side has no binding line")
		}
	}
	if _, ok := b.At(incident.IssuerClock("token-9"), reading(0)); ok {
		t.Error("a clock that nobody saw is known")
	}
}

// TestLikely: what is likely fills in where the record leaves a side open, and is no part of the record.
func TestLikely(t *testing.T) {
	b, all := NewBook(), exchanges("token-2", -380)
	for i := range all {
		all[i].Asked = Reading{} // nobody says when it asked: how far ahead the host may be at most is open
	}
	b.Learn(Hard, all, right)
	c, at := incident.IssuerClock("token-2"), reading(3600-380)
	b.Assume(c, incident.Interval{Lo: -390 * second, Hi: -370 * second})
	if i, ok := b.At(c, at); !ok || i.Bounded() || i.Lo < -390*second {
		t.Errorf("the record says %v", i)
	}
	if i, ok := b.Likely().At(c, at); !ok || !i.Bounded() || !covers(i, -380) {
		t.Errorf("likely is %v", i)
	}
	dev := &Track{}
	dev.Low(Bound{At: at, Offset: -second})
	dev.Build(ProvedPPM)
	b.Keep(incident.ClientClock("dev-1"), dev)
	if i, _ := b.Likely().At(incident.ClientClock("dev-1"), at); i.Bounded() {
		t.Errorf("of a client no more is likely than its own lines prove, not %v", i)
	}
}

// TestTrust: a clock that is declared right is believed until the logs refute it.
func TestTrust(t *testing.T) {
	b := NewBook()
	b.Learn(Hard, exchanges("token-2", -380), right)
	e := b.Trust(incident.IssuerClock("token-2"))
	if e == nil {
		t.Fatal("a clock that is 380 s behind was believed")
	}
	if !strings.HasPrefix(e.Text, "token-2 read ") || !strings.Contains(e.Text, "at the earliest") {
		t.Errorf("%q", e.Text)
	}
	if b.Trust(incident.BalancerClock("lb")) != nil {
		t.Error("a clock of which nothing is known was not believed")
	}
	if i, ok := b.At(incident.BalancerClock("lb"), reading(0)); !ok || !covers(i, 0) {
		t.Errorf("%v", i)
	}
}

// TestTrustForAWhile: a clock that was right for an hour and wrong for another is not right.
func TestTrustForAWhile(t *testing.T) {
	for _, off := range []float64{-380, 380} {
		b, all := NewBook(), exchanges("token-2", 0)
		for i, x := range exchanges("token-2", off) {
			if i >= len(all)/2 {
				all[i] = x
			}
		}
		b.Learn(Hard, all, right)
		if h := b.Hull(incident.IssuerClock("token-2")); h.Lo > 0 || h.Hi < 0 {
			t.Fatalf("the hull %v does not hold zero", h)
		}
		if b.Trust(incident.IssuerClock("token-2")) == nil {
			t.Errorf("a clock that was %.0f s off for an hour was believed", off)
		}
	}
}

func TestStanding(t *testing.T) {
	for _, c := range []struct {
		lo, hi int64
		want   string
	}{{-421 * second, -419 * second, "420 s behind"}, {11 * second, 13 * second, "12 s ahead"}, {-second, 2 * second, "right to 2.0 s"}} {
		if got := Standing(incident.Interval{Lo: c.lo, Hi: c.hi}); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// TestLocalTime: an offset of whole half hours, known to within half a minute, is that of a time zone.
func TestLocalTime(t *testing.T) {
	const minute = 60 * second
	for _, c := range []struct {
		lo, hi int64
		want   string
	}{
		{-330*minute - second, -330*minute + second, "; it is 5.5 hours, as where local time is taken for UTC"},
		{120*minute - second, 120*minute + 2*second, "; it is 2 hours, as where local time is taken for UTC"},
		{30*minute - 30*second, 30*minute + 30*second, "; it is 0.5 hours, as where local time is taken for UTC"},
		{30*minute - 31*second, 30*minute + 30*second, ""},
		{45*minute - second, 45*minute + second, ""},
		{-30*minute - 32*second, -30*minute - 30*second, ""},
		{-second, second, ""},
	} {
		if got := localTime(incident.Interval{Lo: c.lo, Hi: c.hi}); got != c.want {
			t.Errorf("%v to %v: %q, want %q", incident.Span(c.lo), incident.Span(c.hi), got, c.want)
		}
	}
}
