package replay

import (
	"lapse/analyze/incident"
)

// view says which end of what is only known as an interval a simulation takes.
type view int

const (
	middle      view = iota
	optimistic       // sleeps and outages as short as the record allows
	pessimistic      // as long as the record allows, and the endpoint down where nobody asked for 10 minutes
)

// world is what was recorded, in true time, ready to be simulated on. It is not written to while simulations run.
type world struct {
	sessions []session
	probes   []probe       // what the endpoint did, by the time it was asked, recorded outages left out
	slots    []int32       // the first probe of each slot of time since from, for a look-up in constant time
	pitch    incident.Span // the length of a slot
	outages  []outage      // by time
	hosts    []host
	slippers [][]incident.Span // the slips of each session that has some; sessions without borrow one
	gaps     []incident.Span   // from one refusal to the next presentation of the same token, as recorded; empty: clients do not try again
	repeats  int               // how often they try again
	window   incident.Interval
	from     incident.Time // start of the window, the origin of slots and seconds
	sleepy   sleepiness
	cacheAge incident.Span // how old a token was at most that a cache served
	leeway   incident.Span // the validator refuses from exp + leeway on
	early    incident.Span // and accepts from nbf − early on
	nominal  bool          // the validator tells the nominal ttl in "connected", not what remains of it
	asked    int           // requests recorded
	slower   float64       // what-if: latencies are multiplied by this; 1 as recorded

	stories []*story // the lines behind the sessions, and the requests behind the probes; of use only while the world is built
	origin  []origin
}

// origin says which request a probe was.
type origin struct{ session, fetch int32 }

// session is one recorded client session.
type session struct {
	id, identity string
	key          uint64
	owner        int32 // index of the identity, for the bootstrap
	fetches      []fetch
	uses         []use
	sleeps       []sleep
	end          [3]incident.Time // by view
	slips        []incident.Span
	periods      []incident.Span // of the register grid, all that fit what was recorded; empty: any of 30 to 30.3 s
	faulty       bool            // every token of this session was faulty: its own fault, not a host's

	refusals []refusal
	habit    habit
	ended    bool // on purpose
	dark     []stretch
	lapses   int    // recorded
	silent   bool   // the client logged nothing but errors
	app      string // version, for the habits of its fleet
}

// fetch is one recorded request for a token.
type fetch struct {
	asked    incident.Time
	answered incident.Time
	applied  incident.Time // when the client handed the token over; never if it did not
	ok       bool
	checked  incident.Time // when the session last registered with the token before that was over; never if it did not hold it
	known    bool          // the token's end is logged, not assumed
	given    bool          // the token was there before the log began: no request
	token    token
	mint     incident.Span // from asking to minting
	host     int32         // -1 if not known
	told     incident.Time // when the client believes the token to end
	lapsed   bool          // the token was refused because its time had run out
	refused  incident.Time // when that was; never
	why      why           // what made the client ask
}

// token is what decides about a token, in true time.
type token struct {
	ttl     incident.Span
	begins  incident.Time // accepted from here on
	expires incident.Time // refused from here on
	faulty  bool          // refused whatever the time
	rec     int32         // index into session.fetches; -1: simulated
}

// why is what made a client ask.
type why uint8

const (
	byTimer why = iota
	byStart     // the session's first token
	byRetry
	byRejection
)

// use is a recorded moment at which the session presented its token.
type use struct {
	at   incident.Time
	call bool // a call begins: a lazy client looks first; otherwise the socket reconnects with the token it holds
}

// sleep is a stretch in which neither page nor timers ran.
type sleep struct {
	from [3]incident.Time // by view
	to   incident.Time
}

// refusal is one recorded rejection.
type refusal struct {
	at      incident.Time
	token   int32 // index into session.fetches, -1 if not known
	overdue bool  // its time had run out
	fatal   bool  // for a reason that no schedule changes
}

// probe is what the endpoint did with one recorded request.
type probe struct {
	at      incident.Time
	latency incident.Span // from asking to the answer, as the client sees it
	mint    incident.Span // from asking to minting
	ttl     incident.Span
	shift   incident.Span // iat − when it was minted: what the host's clock was off, or how old a token out of a cache was
	valid   incident.Span // nbf − iat; NoSpan where tokens carry no nbf
	host    int32
	ok      bool
	faulty  bool
	again   bool // the token was one that the session had before
	cached  bool // a cache before the endpoint served such tokens at about that time
}

// outage is a stretch in which every recorded request failed.
type outage struct {
	from, to [3]incident.Time // by view; [from, to)
	latency  incident.Span    // of a failing answer
}

// host is one token host.
type host struct {
	name   string
	offset incident.Span // of its tokens' iat against true time, the last one known
	steps  int           // how often that jumped
}

// step is the offset of a clock from a reading on.
type step struct {
	from   incident.Time
	offset incident.Span // reading − UTC
}
