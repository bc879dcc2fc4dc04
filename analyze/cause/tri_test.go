package cause

import (
	"testing"

	"lapse/analyze/incident"
)

func span(lo, hi int64) incident.Interval { return incident.Interval{Lo: lo, Hi: hi} }

func TestReaches(t *testing.T) {
	for _, c := range []struct {
		v, limit incident.Interval
		want     Tri
	}{
		{span(10, 12), span(5, 10), Yes},
		{span(10, 12), span(5, 11), Maybe},
		{span(3, 4), span(5, 10), No},
		{span(3, 5), span(5, 10), Maybe},
		{incident.Anything(), span(5, 10), Maybe},
	} {
		if got := reaches(c.v, c.limit); got != c.want {
			t.Errorf("reaches(%v, %v) = %v, want %v", c.v, c.limit, got, c.want)
		}
	}
}

func TestWithin(t *testing.T) {
	for _, c := range []struct {
		since incident.Interval
		want  Tri
	}{{span(0, 3), Yes}, {span(2, 4), Maybe}, {span(9, 11), Maybe}, {span(11, 12), No}} {
		if got := within(c.since, 3, 10); got != c.want {
			t.Errorf("within(%v) = %v, want %v", c.since, got, c.want)
		}
	}
}

func TestOpenSidesStayOpen(t *testing.T) {
	half := incident.Interval{Lo: 5, Hi: incident.NoHi}
	if got := minus(half, span(1, 2)); got.Lo != 3 || got.Hi != incident.NoHi {
		t.Errorf("%v", got)
	}
	if got := minus(span(1, 2), half); got.Lo != incident.NoLo || got.Hi != -3 {
		t.Errorf("%v", got)
	}
	if got := plus(half, -5); got.Lo != 0 || got.Hi != incident.NoHi {
		t.Errorf("%v", got)
	}
	if got := middle(half); got != half {
		t.Errorf("a side that is open was given a middle: %v", got)
	}
}

func TestSettled(t *testing.T) {
	if settled(Yes, No) != Yes || settled(No, Yes) != No || settled(Maybe, No) != No {
		t.Error("what is certain must stay, what is not takes the guess")
	}
}
