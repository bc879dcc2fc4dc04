package match

import (
	"lapse/analyze/clock"
	"lapse/analyze/incident"
)

// served bounds the session's clock by answers that told the validator's time: it showed something in [Reading,
// Reading+Quantum) after the client asked and before the client had the answer.
func (s *Session) served(t *clock.Track) {
	for _, e := range s.Events {
		if e.Kind != incident.KindServerTime || !e.Time.Known() || !e.Latency.Known() || e.Received.Clock != incident.Validator {
			continue
		}
		why := clock.Because("Twilio's answer told its time (Date header), between the client's request and its receipt", e, nil)
		why.Anchor = clock.ByDate
		got, asked := e.Time.Reading, e.Time.Reading.Add(-e.Latency)
		t.High(clock.Bound{At: got, Offset: int64(got.Sub(e.Received.Reading)) + int64(e.Time.Quantum), Source: "date", Why: why})
		t.Low(clock.Bound{At: asked, Offset: int64(asked.Sub(e.Received.Reading.Add(e.Received.Quantum))), Source: "date", Why: why})
	}
}
