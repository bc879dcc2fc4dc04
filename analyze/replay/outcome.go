package replay

import (
	"fmt"
	"math"

	"lapse/analyze/incident"
)

// loadLimit is how many times the recorded requests may be simulated before the endpoint's recorded latency and health say
// nothing any more.
const loadLimit = 1.2

// outcome turns what was measured into what is shown. The band holds the estimate, whatever luck did.
func (b *bench) outcome(name string, m *measured) Outcome {
	lapses := func(t *total) float64 { return float64(t.lapses) }
	requests := func(t *total) float64 { return float64(t.requests) }
	round := func(number func(*total) float64) int {
		mean, _ := m.stat(b.runs, middle, number)
		return int(math.Round(mean))
	}
	o := Outcome{Schedule: name, PeakPerSecond: m.peak(),
		SessionsAffected: round(func(t *total) float64 { return float64(t.affected) }),
		Refused:          round(func(t *total) float64 { return float64(t.refused) })}
	mean, spread := m.stat(b.runs, middle, lapses)
	o.Lapses, o.LapsesSD = int(math.Round(mean)), spread
	o.LapsesLow, o.LapsesHigh = o.Lapses, o.Lapses
	for v := optimistic; v <= pessimistic; v++ {
		if x, _ := m.stat(b.runs, v, lapses); !math.IsNaN(x) {
			o.LapsesLow, o.LapsesHigh = min(o.LapsesLow, int(math.Round(x))), max(o.LapsesHigh, int(math.Round(x)))
		}
	}
	mean, o.RequestsSD = m.stat(b.runs, middle, requests)
	o.Requests = int(math.Round(mean))
	mean, _ = m.stat(b.runs, middle, func(t *total) float64 { return float64(t.unprotected) })
	o.Unprotected = incident.Span(mean)
	o.Averted, o.New = b.changed(m, o.Lapses)
	b.judgeLoad(&o, round(func(t *total) float64 { return float64(t.unknown) }))
	return o
}

// changed counts, session by session, the recorded lapses that went and those that came.
func (b *bench) changed(m *measured, lapses int) (averted, added int) {
	n := 0
	for _, r := range b.runs {
		if r.view == middle {
			n++
		}
	}
	gone, recorded := 0.0, 0
	for i := range b.w.sessions {
		s := &b.w.sessions[i]
		recorded += s.lapses * b.copies
		gone += max(float64(s.lapses*b.copies)-float64(m.lapses[i])/float64(n), 0)
	}
	averted = int(math.Round(gone))
	if added = lapses - recorded + averted; added < 0 {
		averted, added = averted-added, 0
	}
	return averted, added
}

// judgeLoad says where the record carries an outcome no more.
func (b *bench) judgeLoad(o *Outcome, unknown int) {
	switch limit := loadLimit * float64(b.w.asked); {
	case float64(o.Requests) > limit:
		o.Extrapolated = true
		o.Why = fmt.Sprintf("%d requests are more than %v times the %d recorded: the endpoint might have been slower", o.Requests, loadLimit, b.w.asked)
	case unknown*100 > o.Requests:
		o.Extrapolated = true
		o.Why = fmt.Sprintf("%d requests fall into times at which nobody asked within 10 minutes", unknown)
	}
}
