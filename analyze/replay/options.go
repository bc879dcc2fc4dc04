package replay

import "lapse/analyze/incident"

// Options say what to simulate. The zero value simulates nothing but the calibration.
type Options struct {
	Schedules    []Schedule
	Seed         uint64
	WhatIf       WhatIf
	PausedTimers bool   // timers stand still while a machine sleeps (--timers paused); false: they keep wall time
	Sweep        bool   // explore due times × retries × jitter × lifetimes
	Target       int    // lapses that the recommended schedule may have, with Sweep
	Session      string // a session whose timeline is wanted: its name, or identity/name; "" for none
	Workers      int    // 0: one
}

// WhatIf changes the world itself. The zero value leaves it as it was recorded.
type WhatIf struct {
	Outage   incident.Span            // every outage lasts this much longer; where there was none, one of that length at the busiest time
	Skew     map[string]incident.Span // this much is added to what the clock of a token host shows
	Sessions float64                  // so many times the sessions; 0 and 1: as recorded
	Latency  float64                  // so many times the latency; 0 and 1: as recorded
}

// changes tells whether anything is changed.
func (x WhatIf) changes() bool {
	return x.Outage != 0 || len(x.Skew) > 0 || x.Sessions != 0 && x.Sessions != 1 || x.Latency != 0 && x.Latency != 1
}
