package report

import (
	"cmp"
	"slices"

	"lapse/analyze/incident"
)

// endpoint is what the token endpoint did over time, in equal steps.
type endpoint struct {
	source   string // whose lines were counted
	from     incident.Time
	step     incident.Span
	requests []int
	errors   []int
	median   []incident.Span // latency of the step's requests, NoSpan where none is known
	high     []incident.Span // 95th percentile
}

// request is one line on a request for a token.
type request struct {
	at      incident.Time
	latency incident.Span
	failed  bool
}

// endpoint counts from the best source there is: a balancer sees every request, a token host those that reached it, clients
// only their own.
func (m *Model) endpoint() *endpoint {
	for _, s := range []struct {
		name string
		of   func(*incident.Event) (failed, ok bool)
	}{
		{"balancer", func(e *incident.Event) (bool, bool) { return e.Status >= 400, e.Kind == incident.KindAccess }},
		{"token hosts", func(e *incident.Event) (bool, bool) {
			return e.Kind == incident.KindIssueFailed, e.Kind == incident.KindIssued || e.Kind == incident.KindIssueFailed
		}},
		{"clients", func(e *incident.Event) (bool, bool) {
			return e.Kind == incident.KindFetchFailed, e.Kind == incident.KindTokenFetched || e.Kind == incident.KindFetchFailed
		}},
	} {
		if all := m.requests(s.of); len(all) > 0 {
			return count(s.name, all)
		}
	}
	return nil
}

func (m *Model) requests(of func(*incident.Event) (failed, ok bool)) []request {
	var out []request
	for i := range m.Timelines {
		for j := range m.Timelines[i].Events {
			e := &m.Timelines[i].Events[j]
			stamp := bestStamp(e)
			if failed, ok := of(e); ok && stamp.Known() {
				at, _ := m.toUTC(stamp)
				out = append(out, request{at, e.Latency, failed})
			}
		}
	}
	slices.SortFunc(out, func(a, b request) int { return cmp.Compare(a.at, b.at) })
	return out
}

// count sorts requests into steps. A tenth of a percent on either side may lie far outside (a broken stamp) and is left out.
func count(source string, all []request) *endpoint {
	first, last := all[len(all)/1000].at, all[len(all)-1-len(all)/1000].at
	step := niceStep(last.Sub(first), 160)
	first -= first % incident.Time(step)
	n := int(last.Sub(first)/step) + 1
	p := &endpoint{source: source, from: first, step: step, requests: make([]int, n), errors: make([]int, n)}
	took := make([][]incident.Span, n)
	for _, r := range all {
		if r.at < first || r.at > last {
			continue
		}
		i := int(r.at.Sub(first) / step)
		p.requests[i]++
		if r.failed {
			p.errors[i]++
		}
		if r.latency.Known() {
			took[i] = append(took[i], r.latency)
		}
	}
	for _, t := range took {
		slices.Sort(t)
		p.median, p.high = append(p.median, quantile(t, 50)), append(p.high, quantile(t, 95))
	}
	return p
}

// quantile is the nearest-rank quantile of sorted spans, in percent.
func quantile(sorted []incident.Span, percent int) incident.Span {
	if len(sorted) == 0 {
		return incident.NoSpan
	}
	return sorted[max((len(sorted)*percent+99)/100-1, 0)]
}

// niceSteps are lengths of time that people read easily.
var niceSteps = []incident.Span{
	incident.Second, 2 * incident.Second, 5 * incident.Second, 10 * incident.Second, 30 * incident.Second,
	incident.Minute, 2 * incident.Minute, 5 * incident.Minute, 10 * incident.Minute, 15 * incident.Minute, 30 * incident.Minute,
	incident.Hour, 2 * incident.Hour, 3 * incident.Hour, 6 * incident.Hour, 12 * incident.Hour, incident.Day,
}

// niceStep cuts a length of time into at most n easy steps.
func niceStep(total incident.Span, n int) incident.Span {
	for _, s := range niceSteps {
		if total/s < incident.Span(n) {
			return s
		}
	}
	days := total/(incident.Day*incident.Span(n)) + 1
	return days * incident.Day
}
