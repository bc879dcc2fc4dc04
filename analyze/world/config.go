package world

import "lapse/analyze/incident"

// Config describes an incident before luck is added. Times are spans after the start of the recording.
type Config struct {
	Title string
	TTL   incident.Span // of the tokens
	NoNbf bool          // the helper sets no nbf (Node, Java, PHP)
	Tabs  int           // an identity has 1 … Tabs sessions; 0 means 1

	Joining incident.Span // sessions begin within this span after the start
	Least   incident.Span // they last at least so long …
	Most    incident.Span // … and at most

	Hosts     []HostPlan
	Outages   []Outage
	Rollouts  []Rollout
	Cache     *Cache
	Slow      *Window // the endpoint takes SlowBy longer to answer
	SlowBy    incident.Span
	Leeway    incident.Span // the validator forgives so much after exp …
	Early     incident.Span // … and before nbf
	Nominal   bool          // `connected` tells exp − iat instead of what remains
	Clients   []ClientPlan  // kinds of clients by weight
	Sleepers  float64       // share of sessions that sleep
	Frozen    bool          // they are frozen tabs that log it, not laptops asleep
	Drops     float64       // lost sockets a session, on average
	Hidden    float64       // share of sessions in hidden tabs, whose timers slip up to a minute
	Stored    float64       // share of sessions that begin with a token from an earlier day's storage
	Racing    float64       // chance that a waking SDK is refused with a valid token (31204, fixed in 2.18.5)
	Scatter   incident.Span // deviation of client clocks
	Wrong     float64       // share of client clocks that are wrong …
	WrongBy   incident.Span // … by at most so much …
	WrongFrom incident.Span // … and at least so much
	Logs      Logs
}

// Window is a span of true time after the start.
type Window struct{ From, To incident.Span }

// HostPlan is one token host and what is wrong with its clock.
type HostPlan struct {
	Offset    incident.Span // of the clock
	PPM       float64       // it drifts so much …
	Drift     Window        // … in this window, at whose end NTP steps it back
	ClaimsOff incident.Span // iat is off by this much more than the clock: local time taken for UTC
	LogOff    incident.Span // the log's stamps are: a log in a wrong zone, the clock being right
}

// Outage is a time in which the endpoint answers without a token.
type Outage struct {
	Window
	Status int
}

// Rollout is a time in which one host (or, with −1, every host) mints tokens with a fault.
type Rollout struct {
	Window
	Host  int
	Fault Fault
}

// Fault is what a bad release does to tokens.
type Fault int

// Faults of a release.
const (
	AccountIssuer  Fault = iota // iss is the Account SID
	UnknownIssuer               // iss is an API key of nobody
	NoIssuer                    // iss is missing
	ForeignSubject              // sub is another account
	ForgedKey                   // signed with another secret
	LongLife                    // exp 25 hours after iat
	NoLife                      // exp before iat
	LateStart                   // nbf 10 minutes after iat
	NoVoiceGrant                // grants without voice
)

// Cache stands before the endpoint: it keeps the answer for an identity.
type Cache struct {
	Window
	Age    incident.Span // how long an answer is served again
	Logged bool          // a token served again stands in the token log again
}

// ClientPlan is how some of the clients behave.
type ClientPlan struct {
	Weight     float64
	Schedule   string // in the syntax of `lapse replay`
	NotApplied bool   // new tokens are fetched and never handed to the SDK
	Stops      int    // gives up refreshing after so many refreshes; 0: never
	App        string // version; "" draws one
}

// Codes says how the SDK reports rejections.
type Codes int

// Ways of reporting.
const (
	Precise Codes = iota // 31202 with the SDK's canned text, whatever the reason
	Real                 // 20104 from a check while registered, 31202 with the validator's words from a listen
	Masked               // 20104 from a check while registered, 53000 from a listen
	Wire                 // 20104 or 31202, with originalError from the wire
)

// Ref says how a client line names its token.
type Ref int

// Token references.
const (
	NoRef Ref = iota
	RefHash
	RefJTI // jti and exp
)

// Logs says what was logged and what became of it.
type Logs struct {
	Console  bool // SDK console text, a file per device
	Alerts   bool // no client log at all: Monitor alerts
	Errors   bool // the collector gets errors only
	Quiet    bool // the app does not report tokenWillExpire
	NoDevice bool // client and server lines name the identity only
	Codes    Codes
	Ref      Ref
	Whole    bool    // the token log holds the whole token, else claims only
	Logfmt   bool    // the token log is logfmt, else pino
	Balancer bool    // there is a balancer's access log
	Late     float64 // share of bursts that were posted minutes later
	Noise    float64 // other errors, per session
	Mangled  float64 // share of lines that are followed by a malformed one or stand twice
	Gzip     bool    // the token log is compressed
	Lost     *Window // the token log of this window is gone
}
