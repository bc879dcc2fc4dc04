package clock

import "lapse/analyze/incident"

// Reading is an event's time on one clock: the clock showed something in [Lo, Hi] when it happened. The zero Reading is
// "not recorded".
type Reading struct {
	Clock  incident.Clock
	Lo, Hi incident.Time
	Event  *incident.Event
}

// Known tells whether the event was recorded on that clock.
func (r Reading) Known() bool { return r.Clock != "" }

// ReadingOf is the reading of a stamp with its quantum.
func ReadingOf(s incident.Stamp, e *incident.Event) Reading {
	if !s.Known() {
		return Reading{}
	}
	return Reading{Clock: s.Clock, Lo: s.Reading, Hi: s.Reading.Add(max(s.Quantum, 1) - 1), Event: e}
}

// Exchange is one request for a token as all clocks saw it that were near. What happened, in this order:
//
//	client asks → balancer takes the request → host mints → balancer is done → client has the answer
//
// Each step that two clocks recorded bounds the difference of their offsets.
type Exchange struct {
	Source     string // the session, or the host's log where no session is known
	Asked, Got Reading
	Start, End Reading // the balancer's
	Mint       Reading
	Likely     bool // that it was one request is only likely
}

// Nodes of an exchange's constraint graph.
const (
	client = iota
	balancer
	issuer
	nodes
)

const unconstrained = incident.NoHi

// closeSlack is how long after an answer has reached the client the balancer may write its line.
const closeSlack = int64(100 * incident.Millisecond)

// closure is the tightest upper bound on θ_a − θ_b, for each pair, that the exchange implies: the edges of method section
// 1 closed by Floyd and Warshall's algorithm.
type closure [nodes][nodes]int64

func (x *Exchange) closure() closure {
	var d closure
	for a := range d {
		for b := range d[a] {
			if a != b {
				d[a][b] = unconstrained
			}
		}
	}
	d.before(x.Asked, client, x.Start, balancer, 0)
	d.before(x.Asked, client, x.Mint, issuer, 0)
	d.before(x.Asked, client, x.End, balancer, 0)
	d.before(x.Start, balancer, x.Mint, issuer, 0)
	d.before(x.Mint, issuer, x.End, balancer, 0)
	d.before(x.Mint, issuer, x.Got, client, 0)
	d.before(x.End, balancer, x.Got, client, closeSlack)
	d.before(x.Start, balancer, x.Got, client, 0)
	d.close()
	return d
}

// before adds the edge of "a on clock X happened before b on clock Y": θ_Y − θ_X ≤ r_b − r_a.
func (d *closure) before(a Reading, x int, b Reading, y int, slack int64) {
	if a.Known() && b.Known() {
		d[y][x] = min(d[y][x], int64(b.Hi-a.Lo)+slack)
	}
}

func (d *closure) close() {
	for k := range d {
		for a := range d {
			for b := range d {
				if v := d[a][k] + d[k][b]; d[a][k] < unconstrained && d[k][b] < unconstrained && v < d[a][b] {
					d[a][b] = v
				}
			}
		}
	}
}

// reading is the reading at which an exchange bounds each of its clocks.
func (x *Exchange) reading(node int) Reading {
	pick := func(a, b Reading) Reading {
		if a.Known() {
			return a
		}
		return b
	}
	switch node {
	case client:
		return pick(x.Got, x.Asked)
	case balancer:
		return pick(x.End, x.Start)
	}
	return x.Mint
}

// Bounds tells what the exchange says about each clock's offset, given what is known of the others: at(c, t) is the
// offset of clock c when it showed t. A clock's own offset never bounds itself.
func (x *Exchange) Bounds(at func(incident.Clock, incident.Time) incident.Interval, low, high func(incident.Clock, Bound)) {
	d := x.closure()
	for n := range nodes {
		r := x.reading(n)
		if !r.Known() {
			continue
		}
		for m := range nodes {
			o := x.reading(m)
			if m == n || !o.Known() || d[n][m] >= unconstrained && d[m][n] >= unconstrained {
				continue
			}
			known := at(o.Clock, o.Lo)
			why := Because(stepText[m][n], o.Event, r.Event)
			if known.Hi < incident.NoHi && d[n][m] < unconstrained {
				high(r.Clock, Bound{At: r.Lo, Offset: known.Hi + d[n][m], Source: x.Source, Why: why})
			}
			if known.Lo > incident.NoLo && d[m][n] < unconstrained {
				low(r.Clock, Bound{At: r.Lo, Offset: known.Lo - d[m][n], Source: x.Source, Why: why})
			}
		}
	}
}

var stepText = [nodes][nodes]string{
	client:   {balancer: "the client's request and the balancer's line on it", issuer: "the client's request and answer, and the mint between them"},
	balancer: {client: "the balancer's line and the client's request", issuer: "the balancer's request and the mint within it"},
	issuer:   {client: "the mint and the client's request around it", balancer: "the mint and the balancer's request around it"},
}
