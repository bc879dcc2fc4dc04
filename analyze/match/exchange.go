package match

import (
	"strings"

	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// Mints tells what a host's log stamps are worth against the iat of the tokens it mints: a log whose zone is wrong (or a
// host that takes local time for UTC when it mints) shows a constant difference of whole quarter hours. Where its lines
// do not agree on one, it is NoSpan, and the stamps say nothing of the clock that mints.
type Mints map[string]incident.Span

// QuarterHour is the unit of time zones.
const QuarterHour = 15 * incident.Minute

// Exchanges lists what every clock near it saw of each request for a token.
func (s *Story) Exchanges(zones Mints) []clock.Exchange {
	var out []clock.Exchange
	told := map[*Request]bool{}
	for _, ses := range s.Sessions {
		for _, f := range ses.Fetches {
			x := clock.Exchange{Source: s.Identity + "\x00" + ses.Name}
			if f.Asked != nil {
				x.Asked = clock.ReadingOf(f.Asked.Time, f.Asked)
			}
			if f.Answered != nil {
				x.Got = clock.ReadingOf(f.Answered.Time, f.Answered)
			}
			if f.Request == nil || f.doubt == Guess {
				continue
			}
			x.Likely = f.doubt == Likely
			told[f.Request] = true
			out = f.Request.exchanges(out, x, zones)
		}
	}
	for _, ses := range s.Sessions {
		for _, t := range ses.firstUses() {
			r := t.token.First()
			if r == nil || told[r] {
				continue
			}
			told[r] = true
			x := clock.Exchange{Source: s.Identity + "\x00" + ses.Name, Got: clock.ReadingOf(t.event.Time, t.event)}
			x.Mint = r.mint(zones)
			out = append(out, x)
		}
	}
	for _, r := range s.Requests {
		if !told[r] {
			out = r.exchanges(out, clock.Exchange{Source: s.Identity}, zones)
		}
	}
	return out
}

// use is the first time that a session used a token: it had been minted by then.
type use struct {
	token *Token
	event *incident.Event
}

func (s *Session) firstUses() []use {
	var out []use
	seen := map[*Token]bool{}
	for _, u := range s.Uses {
		if t := u.Told(); t != nil && !seen[t] {
			seen[t] = true
			out = append(out, use{t, u.Event})
		}
	}
	return out
}

// exchanges adds to a list what the endpoint's side recorded of an exchange: surely, and, where it is more, likely.
func (r *Request) exchanges(out []clock.Exchange, x clock.Exchange, zones Mints) []clock.Exchange {
	sure := x
	r.fill(&sure, zones, Sure)
	out = append(out, sure)
	if r.BalancedBy(Sure) == nil && r.BalancedBy(Likely) != nil {
		r.fill(&x, zones, Likely)
		x.Likely = true
		out = append(out, x)
	}
	return out
}

// BalancedBy is the balancer's line on a request; nil where there is none or it is in more doubt than that.
func (r *Request) BalancedBy(most Doubt) *incident.Event {
	if r.Joined > most {
		return nil
	}
	return r.Access
}

// fill adds what the endpoint's side recorded.
func (r *Request) fill(x *clock.Exchange, zones Mints, most Doubt) {
	if e := r.BalancedBy(most); e != nil && e.Time.Known() {
		x.End = clock.ReadingOf(e.Time, e)
		if e.Latency.Known() && e.End {
			x.Start = x.End
			x.Start.Lo, x.Start.Hi = x.End.Lo.Add(-e.Latency), x.End.Hi.Add(-e.Latency)
		}
	}
	x.Mint = r.mint(zones)
}

// mint is the reading of the host's clock when it served the request: within the second of iat where the line is the one
// of the mint, and by its stamp. Both are readings of one clock; a stamp that stands whole quarter hours off is shifted.
func (r *Request) mint(zones Mints) clock.Reading {
	e := r.Issued
	if e == nil {
		return clock.Reading{}
	}
	c := issuer(e)
	stamp := clock.Reading{}
	if shift := zones[e.Host]; e.Time.Known() && shift.Known() {
		stamp = clock.ReadingOf(e.Time, e)
		stamp.Clock, stamp.Hi = c, stamp.Hi.Add(-shift)
		stamp.Lo = stamp.Lo.Add(-shift)
		if e.Latency.Known() {
			stamp.Lo = stamp.Lo.Add(-e.Latency)
		} else {
			stamp.Lo = stamp.Lo.Add(-unknownLatency)
		}
	}
	iat := e.Token.Iat
	if !iat.Known() || r.Token == nil || r.Token.First() != r {
		return stamp
	}
	second := clock.Reading{Clock: c, Lo: iat, Hi: iat.Add(incident.Second - 1), Event: e}
	if !stamp.Known() {
		return second
	}
	lo, hi := max(second.Lo, stamp.Lo), min(second.Hi, stamp.Hi)
	if lo > hi {
		if r.late(zones) {
			return stamp // of a line that only served it
		}
		return second
	}
	return clock.Reading{Clock: c, Lo: lo, Hi: hi, Event: e}
}

// issuer is the clock of the host that wrote a line. Mostly it is the one of the line's own stamp, and needs no new name.
func issuer(e *incident.Event) incident.Clock {
	if host, ok := strings.CutPrefix(string(e.Time.Clock), string(incident.IssuerClock(""))); ok && host == e.Host {
		return e.Time.Clock
	}
	return incident.IssuerClock(e.Host)
}

// lateLine is how long after iat, and after what the request took, a token's first line may stand and still be the line of
// its mint.
const lateLine = 5 * incident.Second

// late tells whether the first line of a token stands so long after its iat that it cannot be the line of the mint: a cache
// served it, or the line of the mint is lost. Then the line only says that the token had been minted by then.
func (r *Request) late(zones Mints) bool {
	e := r.Issued
	if r.Token == nil || !e.Token.Iat.Known() || !e.Time.Known() {
		return false
	}
	if !zones[e.Host].Known() {
		return true
	}
	took := max(e.Latency, 0)
	return e.Time.Reading.Add(-zones[e.Host]).Sub(e.Token.Iat) > lateLine+took
}

// unknownLatency is how long a request may have taken whose line does not say.
const unknownLatency = 5 * incident.Second

// ZoneVotes adds what each line of a mint says about its host's log: stamp − iat, to the nearest quarter hour.
func (s *Story) ZoneVotes(votes map[string]map[incident.Span]int) {
	for _, t := range s.Tokens {
		r := t.First()
		if r == nil || !t.Iat.Known() || !r.Issued.Time.Known() {
			continue
		}
		d := r.Issued.Time.Reading.Sub(t.Iat)
		k := (d + QuarterHour/2) / QuarterHour
		if d+QuarterHour/2 < 0 {
			k = -((-d + QuarterHour/2) / QuarterHour)
		}
		if span(d-k*QuarterHour) > 2*incident.Minute {
			continue
		}
		m := votes[r.Issued.Host]
		if m == nil {
			m = map[incident.Span]int{}
			votes[r.Issued.Host] = m
		}
		m[k*QuarterHour]++
	}
}

// Zones decides: a host's log is shifted where three of four of its lines say so.
func Zones(votes map[string]map[incident.Span]int) Mints {
	out := Mints{}
	for host, m := range votes {
		total, best, most := 0, incident.Span(0), 0
		for d, n := range m {
			total += n
			if n > most || n == most && span(d) < span(best) {
				best, most = d, n
			}
		}
		switch {
		case 4*most < 3*total:
			out[host] = incident.NoSpan
		case best != 0:
			out[host] = best
		}
	}
	return out
}
