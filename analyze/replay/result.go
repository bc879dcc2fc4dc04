package replay

import "lapse/analyze/incident"

// Result is what the schedules would have done, as `lapse replay` prints it. Its fields carry the names of replay.json
// (schema lapse/replay/v1).
type Result struct {
	Seed        uint64
	Sessions    int
	Identities  int
	Window      incident.Interval // first and last reading, as Times
	Recorded    Recorded
	Calibration Calibration
	Habits      []Habit // one a session, in the order of identity and session
	Mix         []Share // what the sessions ran, most frequent first
	Outages     []Stretch
	Hosts       []HostClock
	Outcomes    []Outcome // in the order of Options.Schedules
	Outside     Outside
	Sweep       *Sweep           // nil unless asked for
	Timeline    *SessionTimeline // nil unless asked for and found
	Assumptions []string
	Notes       []string // what the reader should know about schedules or logs
}

// Recorded is what the logs themselves show.
type Recorded struct {
	Lapses           int
	SessionsAffected int
	Requests         int
	PeakPerSecond    int
	Unprotected      incident.Span // how long awake sessions held no acceptable token, by the model
	Sleeps           int           // stretches of sleep that something shows
}

// Outcome is what one schedule would have done. Counts are means over draws of luck, rounded.
type Outcome struct {
	Schedule         string
	Lapses           int     // tokens refused because their time had run out
	LapsesLow        int     // with sleeps and outages as short as the record allows
	LapsesHigh       int     // … as long as it allows, and the endpoint down where nobody asked for 10 minutes
	LapsesSD         float64 // standard deviation over draws of luck
	LapsesCI         [2]int  // 95 % bootstrap interval over identities: would other users have fared the same?
	SessionsAffected int     // with at least one lapse
	Requests         int     // token requests, first ones included
	RequestsSD       float64
	PeakPerSecond    int           // the most requests in one second
	Unprotected      incident.Span // how long awake sessions held no acceptable token
	Refused          int           // presentations of faulty tokens; no schedule changes that a host mints them
	Averted          int           // recorded lapses that would not have been
	New              int           // lapses that were not recorded
	Regret           int           // lapses above those of an oracle
	Extrapolated     bool          // more than 1.2 times the recorded requests, or requests at times of which nothing was recorded
	Why              string        // why it is extrapolated; "" if it is not
}

// Share is how many sessions ran a schedule.
type Share struct {
	Schedule string // "" where nothing tells
	Sessions int
	Share    float64 // of all sessions, in [0, 1]
}

// Habit is the schedule that one session seems to have run.
type Habit struct {
	Identity, Session string
	Schedule          string        // in the contract's syntax; "" where nothing tells
	Sure              float64       // share of its refreshes that this explains, in [0, 1]
	Seen              int           // how many there were
	Slip              incident.Span // how late its timers fired, the middle one; NoSpan where none is known
}

// Stretch is an outage of the endpoint. Its edges lie somewhere in From and To.
type Stretch struct{ From, To incident.Interval } // of Times

// HostClock is a token host and the offset of its clock that the simulation used.
type HostClock struct {
	Host   string
	Offset incident.Span // of its tokens' iat against UTC, at the end of the window
	Steps  int           // how often it jumped by more than 5 s
	Share  float64       // of the requests, in [0, 1]
}

// Outside are the rejections that no schedule can change.
type Outside struct {
	Rejections int
	Tokens     int
	Sessions   int
	ByCause    []CauseCount // most frequent first
}

// CauseCount is how many rejections had a cause.
type CauseCount struct {
	Cause      incident.Cause
	Subcause   incident.Subcause
	Rejections int
}

// SessionTimeline shows one session as it was and as it would have been.
type SessionTimeline struct {
	Identity, Session string
	From, To          incident.Time
	Recorded          []Mark
	Simulated         []Simulated // in the order of Options.Schedules, with the first draw of luck
}

// Simulated is a session under one schedule.
type Simulated struct {
	Schedule string
	Marks    []Mark
}

// Sweep is what exploring many schedules found.
type Sweep struct {
	Points      []Point // all that were tried, cheapest first
	Oracle      Outcome // the lower bound
	Target      int
	Recommended string // the cheapest schedule that reaches the target; "" if none does
	Reason      string // why that one, or why none
	Flat        string // where it does not matter what is chosen; "" if it always does
}

// Point is one schedule of a sweep.
type Point struct {
	Outcome
	Front bool // on the Pareto front: no other has fewer lapses, requests and peak, all at once
	Flat  bool // as good as the recommended one: no more lapses, and at most 2 % more requests
}
